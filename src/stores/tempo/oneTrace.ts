import type { SpanRecord } from '../../core/formats/otlp/span';
import { BY_BOUND, BY_SPAN, LOOSE, ROOTED, type Selection, type Window } from './search';
import type { Tempo } from './tempo';
import { inSpans, inTraces, isDuration } from './traceql';

/** Where a span stands in the tree of one part of its trace: all below it have a left bound between these two. */
export interface Bounds {
  /** The duration of that part, by which Tempo's other parts of the trace are left out. */
  part: string;
  left: number;
  right: number;
}

/** One trace by searches, for those that Tempo does not give in one piece. */
export interface OneTrace {
  /** The spans that `condition` is true of; null where they are too many for one answer. */
  spans(condition: string, window: Window, signal: AbortSignal): Promise<SpanRecord[] | null>;
  /** As `spans`, of those only that Tempo holds apart from the root of the trace: a long run comes in parts. */
  loose(condition: string, window: Window, signal: AbortSignal): Promise<SpanRecord[] | null>;
  /** Whether Tempo holds any of its spans apart from its root. */
  isApart(window: Window, signal: AbortSignal): Promise<boolean>;
  /** Where spans stand of which the root is known. */
  bounds(spanIds: readonly string[], window: Window, signal: AbortSignal): Promise<Bounds[]>;
  /** The spans with a left bound above `left` and below `right`: at most half as many as the bounds lie apart. */
  below(bounds: Bounds, window: Window, signal: AbortSignal): Promise<SpanRecord[]>;
}

/** An answer that reaches its limit of traces may lack the older parts of one, so that a single trace is asked for as two. */
const ONE = 2;
const BOUNDS = 'by(trace:duration)|by(nestedSetLeft)|by(nestedSetRight)';
/** Sets of one span each take Tempo a time that grows with their square: so many take seconds. */
const MOST_LOOSE = 1_000;

export function createOneTrace(tempo: Tempo, traceId: string, selection: Selection): OneTrace {
  const own = inTraces([traceId]);
  const read = async (condition: string, grouping: string, window: Window, signal: AbortSignal) => {
    const traces = await tempo.search.groups(`${own}&&${condition}`, grouping, selection, window, ONE, signal);
    return traces.flatMap(({ spans }) => spans);
  };

  const loose: OneTrace['loose'] = async (condition, window, signal) => {
    const which = `${LOOSE}&&(${condition})`;
    const found = await tempo.search.traces(`{${own}&&${which}}`, window, ONE, signal);
    const most = found.reduce((sum, { matched }) => Math.max(sum, matched), 0);
    return most === 0 ? [] : most > MOST_LOOSE ? null : read(which, BY_SPAN, window, signal);
  };

  return {
    loose,
    async spans(condition, window, signal) {
      const [rooted, others] = await Promise.all([
        read(`${ROOTED}&&(${condition})`, BY_BOUND, window, signal),
        loose(condition, window, signal),
      ]);
      return others === null ? null : [...rooted, ...others];
    },
    isApart: async (window, signal) =>
      (await tempo.search.traces(`{${own}&&${LOOSE}}`, window, ONE, signal)).some(({ matched }) => matched > 0),
    async bounds(spanIds, window, signal) {
      const condition = `${own}&&${ROOTED}&&${inSpans('span:id', spanIds)}`;
      const keys = await tempo.search.keys(`{${condition}}|${BOUNDS}`, window, ONE, signal);
      return keys.flatMap(([part = '', left, right]) => {
        const bounds = { part, left: Number(left), right: Number(right) };
        return isDuration(part) && bounds.right > bounds.left ? [bounds] : [];
      });
    },
    below: ({ part, left, right }, window, signal) =>
      read(`trace:duration=${part}&&nestedSetLeft>${left}&&nestedSetLeft<${right}`, BY_BOUND, window, signal),
  };
}
