import type { Observable } from 'rxjs';
import { completeQuery } from '../../core/query/defaults';
import type { LoopQuery, TimeRange } from '../../core/query/query';
import { wantedLoops } from '../../core/query/select';
import { completeWarningOptions } from '../../core/warnings/options';
import { createLoopSet, type LoopSetOptions } from '../loopSet';
import type { LoopReading, LoopStore } from '../loopStore';
import { StoreError } from '../storeError';
import { tempoHealth } from './health';
import { profileOf } from './marks';
import { readOneLoop } from './oneLoop';
import { askedRefs, readLoops } from './reading';
import { createSharedWork } from './shared';
import { createSharedReadings } from './sharedReadings';
import type { Tempo } from './tempo';

export interface TempoOptions extends LoopSetOptions {
  /** Most loops that one query reads; what is beyond is told. */
  maxLoops?: number;
}

/** Loops that one query reads where nothing is said. */
const MAX_LOOPS = 5000;

/** As long as a trace in one piece is held (ms). */
const ONE_FRESH_MS = 5_000;

/** A loop that is named is the same in any range. */
const WHENEVER: TimeRange = { from: 0, to: 0 };

const TRACE_ID = /^[0-9a-f]{1,32}$/i;

/** An id as Tempo wants it: 32 hexadecimal digits. What is none stays as it is. */
export const fullTraceId = (text: string) => {
  const id = text.trim();
  return TRACE_ID.test(id) ? id.toLowerCase().padStart(32, '0') : id;
};

/** Loops out of a Tempo, by its HTTP interface. */
export function createTempoStore(tempo: Tempo, { maxLoops = MAX_LOOPS, ...options }: TempoOptions = {}): LoopStore {
  const readings = createSharedReadings();
  const { repeatedToolCall, similarInput, exactInput, emptyResult } = completeWarningOptions(options.warnings);
  const leastCalls = Math.min(...[repeatedToolCall, similarInput, exactInput, emptyResult].map(({ count }) => count));

  /** What a query asks twice, once for the loop and once for its steps, is read once, and told alike. */
  const ones = createSharedWork(ONE_FRESH_MS, 4);
  const readShared = (traceId: string, iteration: number | null, signal: AbortSignal) =>
    ones.get(JSON.stringify([traceId, iteration]), signal, async (own) => {
      const set = createLoopSet(options);
      return { set, loop: await readOneLoop(tempo, set, traceId, iteration, options.goalAttribute, own) };
    });

  async function* readOne(traceId: string, iteration: number | null, signal: AbortSignal): AsyncGenerator<LoopReading> {
    if (!TRACE_ID.test(traceId)) {
      yield createLoopSet(options).reading([], 'done');
      return;
    }
    const { set, loop } = await readShared(traceId, iteration, signal);
    yield set.reading(loop?.notices ?? [], 'done');
  }

  function read(range: TimeRange, requestedAt: number, asked?: LoopQuery): Observable<LoopReading> {
    const query = asked ?? completeQuery({ limit: maxLoops });
    if (query.traceId !== '') {
      const key = {
        question: `loop ${query.traceId} ${query.iteration ?? ''}`,
        range: WHENEVER,
        profile: 'content' as const,
        limit: 1,
      };
      return readings(key, requestedAt, (signal) => readOne(query.traceId, query.iteration, signal));
    }
    const key = {
      range,
      question: JSON.stringify([query.expr, query.filters, askedRefs(query), query.queryType === 'events']),
      profile: profileOf(query),
      limit: Math.min(wantedLoops(query), maxLoops),
    };
    return readings(key, requestedAt, (signal) =>
      readLoops(
        tempo,
        createLoopSet(options),
        { query, range, most: maxLoops, goalAttribute: options.goalAttribute, leastCalls },
        signal
      )
    );
  }

  async function load(traceId: string, iteration: number | null, signal: AbortSignal) {
    const { set, loop } = await readShared(traceId, iteration, signal);
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
      const { set, loop } = await load(traceId, iteration, signal);
      return { ...set.open(traceId), inParts: loop.inParts };
    },
    health: () => tempoHealth(tempo),
  };
}
