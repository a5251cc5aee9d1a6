import type { Notice } from '../../core/model/notice';
import { StoreError } from '../storeError';
import { ITERATION_SPANS } from './marks';
import { createOneTrace } from './oneTrace';
import { pagesOf } from './pages';
import { LARGEST, type Selection, type Window } from './search';
import type { FoundTrace } from './foundTrace';
import type { Tempo } from './tempo';

/** Traces of more spans than a list reads that it shows, each by a few searches of its own. */
const MOST = 20;

export const ROOT_SPANS = 'span:parentID="0000000000000000"';

/** Loops that are too large for a list. */
export interface Giants {
  /** With the spans that stand for their iterations. */
  traces: FoundTrace[];
  notices: Notice[];
}

/**
 * The loops of a range that searches for many leave out, as one of them would take longer than all others. Where they
 * cannot be had, a notice says so: the others are shown all the same. `isWanted` tells which of them pass the filters.
 */
export async function readGiants(
  tempo: Tempo,
  condition: string,
  selection: Selection,
  window: Window,
  isWanted: (traces: FoundTrace[]) => Promise<FoundTrace[]>,
  signal: AbortSignal
): Promise<Giants> {
  const found = new Map<string, FoundTrace>();
  try {
    const ask = (page: Window, limit: number, given: AbortSignal) =>
      tempo.search.traces(`{${condition}}|count()>${LARGEST}`, page, limit, given);
    for await (const { traces } of pagesOf(window, ask, { limit: MOST + 1, halve: () => tempo.search.isOld }, signal)) {
      traces.forEach((trace) => found.set(trace.traceId, trace));
      if (found.size > MOST) {
        break;
      }
    }
    const wanted = await isWanted([...found.values()]);
    const traces = await Promise.all(
      wanted.slice(0, MOST).map(async (trace): Promise<FoundTrace> => {
        const one = createOneTrace(tempo, trace.traceId, selection);
        const spans = await one.spans(`${ITERATION_SPANS}||${ROOT_SPANS}`, window, signal);
        return { ...trace, spans: spans ?? [], matched: spans?.length ?? 1 };
      })
    );
    const notices = traces.length === 0 ? [] : [iterationsOnly(traces)];
    return { traces, notices: wanted.length > traces.length ? [...notices, tooMany()] : notices };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof StoreError)) {
      throw error;
    }
    const text = `Loops of ${LARGE} are missing: ${error.message}`;
    return { traces: [], notices: [{ severity: 'warning', text, count: 1, where: null }] };
  }
}

const LARGE = `more than ${LARGEST.toLocaleString('en-US')} spans`;

const iterationsOnly = (traces: FoundTrace[]): Notice => ({
  severity: 'warning',
  text: `${
    traces.length === 1 ? `A loop has ${LARGE}: of it` : `${traces.length} loops have ${LARGE}: of these`
  } only the iterations are read, and calls of models and tools are not counted; open it to see the steps of an iteration.`,
  count: traces.length,
  where: traces[0].traceId,
});

const tooMany = (): Notice => ({
  severity: 'warning',
  text: `Of the loops of ${LARGE} the newest ${MOST} are shown; choose a shorter time range to see others.`,
  count: 1,
  where: null,
});
