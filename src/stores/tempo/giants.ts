import type { Notice } from '../../core/model/notice';
import { StoreError } from '../storeError';
import { ITERATION_SPANS } from './marks';
import { createOneTrace } from './oneTrace';
import { pagesOf } from './pages';
import { LARGEST, type Selection, type Window } from './search';
import type { FoundTrace } from './searchAnswer';
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
    const ask = (page: Window) => tempo.search.traces(`{${condition}}|count()>${LARGEST}`, page, MOST + 1, signal);
    for await (const { traces } of pagesOf(window, MOST + 1, ask, () => tempo.search.isOld)) {
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
        return { ...trace, spans: spans ?? [] };
      })
    );
    const left = wanted.length - traces.length;
    return { traces, notices: left === 0 ? [] : [tooMany()] };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof StoreError)) {
      throw error;
    }
    const text = `Loops of more than ${LARGEST.toLocaleString('en-US')} spans are missing: ${error.message}`;
    return { traces: [], notices: [{ severity: 'warning', text, count: 1, where: null }] };
  }
}

const tooMany = (): Notice => ({
  severity: 'warning',
  text: `Of the loops of more than ${LARGEST.toLocaleString('en-US')} spans the newest ${MOST} are shown; choose a shorter time range to see others.`,
  count: 1,
  where: null,
});
