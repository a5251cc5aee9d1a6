import type { Notice } from '../../core/model/notice';
import type { LoopQuery, TimeRange } from '../../core/query/query';
import { select, wantedLoops } from '../../core/query/select';
import type { LoopSet } from '../loopSet';
import type { LoopReading } from '../loopStore';
import { completeTraces } from './complete';
import { isUnwieldy } from './errors';
import { spanConditions } from './filters';
import { readGiants } from './giants';
import { profileOf, toRef, withGoal, type AttributeRef } from './marks';
import { pagesOf } from './pages';
import { createParts, type Parts } from './parts';
import { selectionOf, type Selection, type Window } from './search';
import type { FoundTrace } from './foundTrace';
import type { Tempo } from './tempo';
import { readToolContents } from './toolContents';
import { inTraces } from './traceql';
import { MOST_WHOLE, OLD_TEMPO } from './earlier';
import { otherSteps } from './workflows';

/** Traces whose spans are read by the first search, and by a later one at most. */
const SPAN_PAGE = 200;
const LARGEST_PAGE = 1000;
/** Traces of which one search tells that they fit. */
const ID_PAGE = 1000;
/** Traces that one condition can name: addresses have an end. */
const NAMED = 40;
/** A range without a beginning reaches back this far (ms): more no server searches unless it is set up to. */
const REACH = 7 * 86_400_000;

const info = (text: string, severity: Notice['severity'] = 'info'): Notice => ({
  severity,
  text,
  count: 1,
  where: null,
});

export function windowOf(range: TimeRange, now: number): Window {
  const to = range.to ?? now + 60_000;
  const start = Math.max(1, Math.floor((range.from ?? to - REACH) / 1000));
  return { start, end: Math.max(start, Math.ceil(to / 1000)) + 1 };
}

/** Attributes that filters and groups look at besides those of the tables. */
export function askedRefs(query: LoopQuery): AttributeRef[] {
  return [...query.filters.map(({ key }) => key), query.groupBy].flatMap((key) => {
    const name = /^span\.(.+)$/s.exec(key)?.[1] ?? (key.startsWith('resource.') ? key : null);
    return name === null ? [] : [toRef(name)];
  });
}

/** A condition that a person wrote, as a set of spans: TraceQL in braces, or what stands within them. */
const braced = (expr: string) => (/^\s*[({]/.test(expr) ? expr.trim() : `{${expr.trim()}}`);

/** What narrows the loops down, as one set of spans; empty where nothing does. */
export function narrowing(query: LoopQuery): string {
  const sets = [
    ...(query.expr.trim() === '' ? [] : [braced(query.expr)]),
    ...spanConditions(query.filters).map((condition) => `{${condition}}`),
  ];
  return sets.length < 2 ? (sets[0] ?? '') : sets.map((set) => `(${set})`).join('&&');
}

export interface ReadingRequest {
  query: LoopQuery;
  range: TimeRange;
  /** Most loops that are read. */
  most: number;
  /** The attribute that tells the goal score, if a person named one. */
  goalAttribute?: string | null;
  /** Tool calls from which on a warning can be about them. */
  leastCalls?: number;
}

/** Without thresholds of its own. */
const LEAST_CALLS = 3;

/** The loops of a range, newest first, growing page by page. */
export async function* readLoops(
  tempo: Tempo,
  set: LoopSet,
  { query, range, most, goalAttribute, leastCalls = LEAST_CALLS }: ReadingRequest,
  signal: AbortSignal
): AsyncGenerator<LoopReading> {
  // What earlier servers do otherwise has to be known before they are asked for pages.
  const isOld = await tempo.search.learn(signal);
  const limit = Math.min(wantedLoops(query), isOld ? MOST_WHOLE : most);
  const { goal, condition } = withGoal(goalAttribute);
  const more = [...askedRefs(query), ...(goal === null ? [] : [goal])];
  const profile = profileOf(query);
  const selection = selectionOf(profile, more);
  const parts = createParts(set);
  const notices: Notice[] =
    range.from === null
      ? [info('Tempo is searched over the last 7 days; choose a time range to see older loops.')]
      : [];
  if (isOld) {
    notices.push(info(`${OLD_TEMPO} At most ${MOST_WHOLE} loops are read.`));
  }
  const window = windowOf(range, Date.now());
  const spanset = narrowing(query);
  const giants = isOld
    ? Promise.resolve({ traces: [], notices: [] })
    : readGiants(
        tempo,
        condition,
        selection,
        window,
        (traces) => narrowed(tempo, spanset, traces, window, signal),
        signal
      );
  giants.catch(() => undefined);
  const matching = () => select(set.table, { ...query, limit: Infinity }, range, parts.isLoop).rows;
  let isCut = false;
  let isFull = false;
  for await (const page of readPages(tempo, spanset, condition, selection, window, limit, parts, signal)) {
    isCut ||= page.cut;
    isFull = matching().length > limit;
    yield parts.reading(notices, 'streaming');
    if (isFull) {
      break;
    }
  }
  const { traces: large, notices: aboutLarge } = await giants;
  parts.addIterations(large);
  notices.push(...aboutLarge);
  if (!isOld) {
    notices.push(...(await completeTraces(tempo, parts, condition, selection, window, signal)));
  }
  if (!isOld && profile === 'judged') {
    const contents = selectionOf('content', more);
    notices.push(
      ...(await readToolContents(
        tempo,
        set.table,
        parts,
        { query, range },
        limit,
        leastCalls,
        contents,
        window,
        signal
      ))
    );
  }
  if (query.queryType === 'events') {
    notices.push(...(await readEventTimes(tempo, set, parts.eventful(), signal)));
  }
  const rows = matching();
  if (isCut && !isFull) {
    notices.push(
      info('Tempo did not give all that it holds of this time range; choose a shorter one, or filter.', 'warning')
    );
  }
  const shown = new Set(rows.slice(0, limit));
  if (isFull || rows.length > limit) {
    const text = `The newest ${limit.toLocaleString('en-US')} loops are read; Tempo holds more: raise the limit, narrow the time range or filter.`;
    notices.push(info(text, query.limit === null && limit < most ? 'info' : 'warning'));
  }
  notices.push(...parts.notices());
  const reading = parts.reading(notices, 'done');
  yield { ...reading, includes: (row) => reading.includes(row) && shown.has(row) };
}

/** Those of some traces that also have what a query narrows down to. */
async function narrowed(
  tempo: Tempo,
  spanset: string,
  traces: FoundTrace[],
  window: Window,
  signal: AbortSignal
): Promise<FoundTrace[]> {
  if (spanset === '' || traces.length === 0) {
    return traces;
  }
  const named = inTraces(traces.map(({ traceId }) => traceId));
  const found = await tempo.search.traces(`({${named}})&&(${spanset})`, window, traces.length + 1, signal);
  const ids = new Set(found.map(({ traceId }) => traceId));
  return traces.filter(({ traceId }) => ids.has(traceId));
}

interface ReadPage {
  cut: boolean;
}

async function* readPages(
  tempo: Tempo,
  spanset: string,
  condition: string,
  selection: Selection,
  window: Window,
  limit: number,
  parts: Parts,
  signal: AbortSignal
): AsyncGenerator<ReadPage> {
  const { search } = tempo;
  if (spanset === '' && !search.isOld) {
    const size = Math.min(SPAN_PAGE, limit + 1);
    const ask = (page: Window, most: number, given: AbortSignal) =>
      tempo.spans(condition, selection, page, most, given);
    const paging = { limit: size, most: Math.min(LARGEST_PAGE, limit + 1), wanted: limit };
    for await (const { traces, cut } of pagesOf(window, ask, paging, signal)) {
      parts.add(traces);
      yield { cut };
    }
    return;
  }
  const fitting = spanset === '' ? `{${condition}}` : spanset;
  const ask = (page: Window, most: number, given: AbortSignal) => search.traces(fitting, page, most, given);
  const known = new Set<string>();
  const read = (found: FoundTrace[]) => namedTraces(tempo, found, condition, selection, window, signal);
  for await (const { traces, cut } of pagesOf(window, ask, { limit: ID_PAGE, halve: () => search.isOld }, signal)) {
    const found = traces.filter(({ traceId }) => !known.has(traceId));
    found.forEach(({ traceId }) => known.add(traceId));
    for (let at = 0; at < found.length; at += 4 * NAMED) {
      const pieces = [0, 1, 2, 3].map((i) => found.slice(at + i * NAMED, at + (i + 1) * NAMED));
      const all = (await Promise.all(pieces.map(read))).flat();
      const steps = await otherSteps(tempo, all, window, signal);
      for (let next = 0; next < steps.length; next += NAMED) {
        all.push(...(await read(steps.slice(next, next + NAMED))));
      }
      parts.add(all);
      yield { cut };
    }
    if (found.length === 0) {
      yield { cut };
    }
  }
}

/** The spans of traces of which the ids are known. */
async function namedTraces(
  tempo: Tempo,
  named: FoundTrace[],
  condition: string,
  selection: Selection,
  window: Window,
  signal: AbortSignal
): Promise<FoundTrace[]> {
  if (tempo.search.isOld) {
    return tempo.whole(named, signal);
  }
  const ids = named.map(({ traceId }) => traceId);
  return ids.length === 0
    ? []
    : tempo.spans(`(${inTraces(ids)})&&(${condition})`, selection, window, ids.length + 1, signal);
}

/** Loops with violations whose traces are read whole for their times. */
const MOST_EVENTFUL = 50;

/** Of an event within a span a search tells that it was there, not when: that takes the trace. */
async function readEventTimes(tempo: Tempo, set: LoopSet, traceIds: string[], signal: AbortSignal): Promise<Notice[]> {
  const read = traceIds.slice(0, MOST_EVENTFUL);
  let large = 0;
  await Promise.all(
    read.map(async (traceId) => {
      try {
        set.addSpans((await tempo.trace(traceId, signal))?.spans ?? []);
      } catch (error) {
        if (!isUnwieldy(error)) {
          throw error;
        }
        large++;
      }
    })
  );
  const left = traceIds.length - read.length + large;
  return left === 0
    ? []
    : [
        info(
          `Safety violations of ${left.toLocaleString('en-US')} loops stand at the start of their iteration: the exact times of ${(read.length - large).toLocaleString('en-US')} loops are read.`
        ),
      ];
}
