import { from, map, Observable, switchMap, takeLast, throwError } from 'rxjs';
import { canonicalKey, LOOP_COLUMNS, loopValues } from '../core/query/loopColumns';
import type { LoopQuery } from '../core/query/query';
import { QueryError } from '../core/query/queryError';
import type { LoopTable } from '../core/table/loopTable';
import { select } from '../core/query/select';
import { answerFromTable, limitNotices, type FrameAnswer } from '../frames/answer';
import { COLUMN_SPECS } from '../frames/columns';
import { handoffFrames } from '../frames/handoffs';
import { stepsFrame } from '../frames/steps';
import { createTranscript } from '../frames/transcript';
import { traceFrame } from '../frames/trace';
import type { LoopDetail, LoopReading, LoopStore } from '../stores/loopStore';
import { StepsReleasedError } from '../stores/storeError';
import { readDocument } from './document';
import { lastReading } from './lastReading';
import type { QueryAnswer, QueryContext, QueryEngine, TagKey } from './engine';

/** Keys and values offered for completion, at most. */
const MAX_OFFERED = 1000;

/** Answers queries by reading the loops of a store here. */
export function createLocalEngine(store: LoopStore): QueryEngine {
  return {
    query(query, context) {
      switch (query.queryType) {
        case 'trace':
          return trace(store, query, context);
        case 'steps':
        case 'handoffs':
        case 'messages':
          return details(store, query, context);
        default:
          return table(store, query, context);
      }
    },
    tagKeys: async () => offeredKeys(await lastReading(store)),
    tagValues: async (key) => offeredValues(await lastReading(store), key),
    health: () => store.health(),
    document: (traceId, range, signal) => readDocument(store, traceId, range, signal),
  };
}

function table(store: LoopStore, query: LoopQuery, context: QueryContext): Observable<QueryAnswer> {
  return store.read(context.range, context.requestedAt, query).pipe(
    map((reading) => {
      const answer = answerFromTable(
        reading.table,
        query,
        context,
        reading.includes,
        reading.where,
        reading.priceVersion
      );
      return { frames: answer.frames, notices: [...reading.notices, ...answer.notices], state: reading.state };
    })
  );
}

function trace(store: LoopStore, query: LoopQuery, context: QueryContext): Observable<QueryAnswer> {
  const wanted = query.traceId.trim();
  if (wanted === '') {
    return throwError(
      () => new QueryError('A trace query needs the id of a loop; take it from the traceId column of a loops query.')
    );
  }
  const { range } = context;
  const find = (reading: LoopReading) => ({ reading, row: reading.table.find(wanted) });
  return store.read(range, context.requestedAt, query).pipe(
    takeLast(1),
    map(find),
    switchMap(({ reading, row }) => {
      if (row === undefined) {
        throw new QueryError(
          `There is no loop with the id ${wanted.slice(0, 80)} in this store${range.from === null ? '' : ' and time range'}.`
        );
      }
      return cancellable((signal) => readTrace(store, reading, row, query.iteration, signal));
    })
  );
}

async function readTrace(
  store: LoopStore,
  { table: loops, notices: told }: LoopReading,
  row: number,
  iteration: number | null,
  signal: AbortSignal
): Promise<QueryAnswer> {
  const identity = {
    traceId: loops.traceIds[row],
    service: loops.text(row, 'loop') ?? 'unnamed loop',
    serviceTags: loopTags(loops, row),
  };
  const { steps, start } = await openPart(store, loops.traceIds[row], iteration, signal);
  const frame = traceFrame({ ...identity, start, steps });
  const notices =
    steps.length === 0 && iteration === null
      ? [{ severity: 'info' as const, text: 'This loop has no spans: its tracer was disabled.', count: 1, where: null }]
      : told.filter(({ where }) => where === identity.traceId);
  return { frames: [frame], notices, state: 'done' };
}

/** What happened inside of some loops: each is opened, one after another. */
function details(store: LoopStore, query: LoopQuery, context: QueryContext): Observable<QueryAnswer> {
  return store.read(context.range, context.requestedAt, query).pipe(
    takeLast(1),
    switchMap((reading) => {
      const selection = select(reading.table, query, context.range, reading.includes);
      const notices = [...reading.notices, ...limitNotices(selection, query)];
      // Rows are numbered anew when the table is tidied: ids stay.
      const traceIds = selection.rows.map((row) => reading.table.traceIds[row]);
      if (query.queryType === 'messages') {
        return cancellable((signal) => transcripts(store, reading.table, traceIds, query.iteration, signal)).pipe(
          map(({ frames, notices: own }): QueryAnswer => ({ frames, notices: [...notices, ...own], state: 'done' }))
        );
      }
      return cancellable((signal) => openAll(store, reading.table, traceIds, query.iteration, signal)).pipe(
        map((loops): QueryAnswer => {
          const frames = query.queryType === 'steps' ? [stepsFrame(loops)] : handoffFrames(loops);
          return { frames, notices, state: 'done' };
        })
      );
    })
  );
}

/** A loop with the steps of one iteration, or with all. */
async function openPart(
  store: LoopStore,
  traceId: string,
  iteration: number | null,
  signal: AbortSignal
): Promise<LoopDetail> {
  const detail = await store.open(traceId, signal, iteration);
  return iteration === null
    ? detail
    : { ...detail, steps: detail.steps.filter((step) => step.iteration === iteration) };
}

/** The same; null for a loop among others whose steps are no longer held, which the reading tells. */
async function openOneOf(
  store: LoopStore,
  traceIds: string[],
  traceId: string,
  iteration: number | null,
  signal: AbortSignal
): Promise<LoopDetail | null> {
  try {
    return await openPart(store, traceId, iteration, signal);
  } catch (error) {
    if (error instanceof StepsReleasedError && traceIds.length > 1) {
      return null;
    }
    throw error;
  }
}

async function openAll(
  store: LoopStore,
  loops: LoopTable,
  traceIds: string[],
  iteration: number | null,
  signal: AbortSignal
) {
  const opened: Array<LoopDetail & { traceId: string }> = [];
  for (const traceId of traceIds) {
    signal.throwIfAborted();
    const row = loops.find(traceId);
    const detail = row === undefined ? null : await openOneOf(store, traceIds, traceId, iteration, signal);
    if (detail !== null) {
      opened.push({ traceId, ...detail });
    }
  }
  return opened;
}

/** What was said in some loops; steps are let go of at once, and loops that no longer fit are not opened. */
async function transcripts(
  store: LoopStore,
  loops: LoopTable,
  traceIds: string[],
  iteration: number | null,
  signal: AbortSignal
): Promise<FrameAnswer> {
  const transcript = createTranscript(traceIds.length);
  for (const traceId of traceIds) {
    signal.throwIfAborted();
    const row = loops.find(traceId);
    if (row !== undefined && !transcript.isFull()) {
      const loop = loops.text(row, 'loop');
      const detail = await openOneOf(store, traceIds, traceId, iteration, signal);
      if (detail !== null) {
        transcript.add({ traceId, loop, start: detail.start, steps: detail.steps });
      }
    }
  }
  return transcript.answer();
}

/** A promise that is aborted when nobody waits for it any more. */
function cancellable<T>(start: (signal: AbortSignal) => Promise<T>): Observable<T> {
  return new Observable((subscriber) => {
    const abort = new AbortController();
    const subscription = from(start(abort.signal)).subscribe(subscriber);
    return () => {
      abort.abort();
      subscription.unsubscribe();
    };
  });
}

/** What the trace view shows of the loop as a whole. */
function loopTags(loops: LoopTable, row: number): Record<string, unknown> {
  const tags: Record<string, unknown> = {};
  for (const column of LOOP_COLUMNS) {
    const value = column.get(loops, row);
    if (value !== null && column.name !== 'traceId') {
      tags[column.name] = column.type === 'time' ? new Date(Number(value)).toISOString() : value;
    }
  }
  loops.eachAttribute(row, (key, value) => {
    tags[key] = key in tags ? `${String(tags[key])}, ${value}` : value;
  });
  return tags;
}

function offeredKeys({ table: loops }: LoopReading): TagKey[] {
  const keys: TagKey[] = LOOP_COLUMNS.map(({ name }) => ({
    key: name,
    description: name in COLUMN_SPECS ? COLUMN_SPECS[name as keyof typeof COLUMN_SPECS].config.displayName : undefined,
  }));
  keys.push(
    { key: 'worker', description: 'Worker' },
    { key: 'evaluator', description: 'Evaluator' },
    { key: 'warning', description: 'Type of warning' }
  );
  const attributes = new Set<string>();
  for (const row of loops.liveRows()) {
    loops.eachAttribute(row, (key) => attributes.add(key));
    if (attributes.size >= MAX_OFFERED) {
      break;
    }
  }
  return [...keys, ...[...attributes].sort().map((key) => ({ key }))];
}

function offeredValues({ table: loops }: LoopReading, key: string): string[] {
  const canonical = canonicalKey(key);
  const values = new Set<string>();
  for (const row of loops.liveRows().reverse()) {
    for (const value of loopValues(loops, row, canonical)) {
      values.add(String(value));
    }
    if (values.size >= MAX_OFFERED) {
      break;
    }
  }
  return [...values].sort();
}
