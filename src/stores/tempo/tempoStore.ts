import type { Observable } from 'rxjs';
import { completeQuery } from '../../core/query/defaults';
import type { LoopQuery, TimeRange } from '../../core/query/query';
import { wantedLoops } from '../../core/query/select';
import { createLoopSet, type LoopSetOptions } from '../loopSet';
import type { LoopReading, LoopStore } from '../loopStore';
import { StoreError } from '../storeError';
import { tempoHealth } from './health';
import { profileOf } from './marks';
import { readOneLoop } from './oneLoop';
import { readLoops } from './reading';
import { createSharedReadings } from './sharedReadings';
import type { Tempo } from './tempo';

export interface TempoOptions extends LoopSetOptions {
  /** Most loops that one query reads; what is beyond is told. */
  maxLoops?: number;
}

/** Loops that one query reads where nothing is said. */
const MAX_LOOPS = 5000;

const TRACE_ID = /^[0-9a-f]{1,32}$/i;

/** An id as Tempo wants it: 32 hexadecimal digits. What is none stays as it is. */
export const fullTraceId = (text: string) => {
  const id = text.trim();
  return TRACE_ID.test(id) ? id.toLowerCase().padStart(32, '0') : id;
};

/** Loops out of a Tempo, by its HTTP interface. */
export function createTempoStore(tempo: Tempo, { maxLoops = MAX_LOOPS, ...options }: TempoOptions = {}): LoopStore {
  const readings = createSharedReadings();

  async function* readOne(traceId: string, signal: AbortSignal): AsyncGenerator<LoopReading> {
    const set = createLoopSet(options);
    const read = TRACE_ID.test(traceId)
      ? await readOneLoop(tempo, set, traceId, null, options.goalAttribute, signal)
      : null;
    yield set.reading(read?.notices ?? [], 'done');
  }

  function read(range: TimeRange, requestedAt: number, asked?: LoopQuery): Observable<LoopReading> {
    const query = asked ?? completeQuery({ limit: maxLoops });
    if (query.traceId !== '') {
      const key = { question: `loop ${query.traceId}`, profile: 'content' as const, limit: 1 };
      return readings(key, requestedAt, (signal) => readOne(query.traceId, signal));
    }
    const key = {
      question: JSON.stringify([range, query.expr, query.filters, query.groupBy, query.queryType === 'events']),
      profile: profileOf(query.queryType),
      limit: Math.min(wantedLoops(query), maxLoops),
    };
    return readings(key, requestedAt, (signal) =>
      readLoops(
        tempo,
        createLoopSet(options),
        { query, range, most: maxLoops, goalAttribute: options.goalAttribute },
        signal
      )
    );
  }

  async function load(traceId: string, iteration: number | null, signal: AbortSignal) {
    const set = createLoopSet(options);
    const loop = await readOneLoop(tempo, set, traceId, iteration, options.goalAttribute, signal);
    if (loop === null) {
      throw new StoreError(`Tempo does not hold the trace ${traceId.slice(0, 80)} (any more).`, [
        'It may be older than what Tempo keeps; choose another loop.',
      ]);
    }
    return { set, loop };
  }

  return {
    read,
    async document(traceId, signal) {
      const { loop } = await load(traceId, null, signal);
      return loop.document;
    },
    async open(traceId, signal, iteration = null) {
      const { set } = await load(traceId, iteration, signal);
      return set.open(traceId);
    },
    health: () => tempoHealth(tempo),
  };
}
