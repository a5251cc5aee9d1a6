import type { HttpPort } from '../port';
import { createTempoClient, type TempoClient } from './client';
import { readWhole } from './earlier';
import { TempoError } from './errors';
import {
  BY_BOUND,
  BY_SPAN,
  createTempoSearch,
  LARGEST,
  LOOSE,
  ROOTED,
  type Selection,
  type TempoSearch,
  type Window,
} from './search';
import type { FoundTrace } from './foundTrace';
import type { WholeTrace } from './traceById';
import { inTraces } from './traceql';
import { createWholeTraces } from './wholeTraces';

/** One Tempo: what may be asked of it, each question once at a time. */
export interface Tempo {
  client: TempoClient;
  search: TempoSearch;
  /** As `TempoSearch.spans`; traces whose spans are too many for one answer are asked for in smaller ones. */
  spans(
    condition: string,
    selection: Selection,
    window: Window,
    limit: number,
    signal: AbortSignal
  ): Promise<FoundTrace[]>;
  /** The same traces with all their spans, one request each: for servers whose searches do not tell them. */
  whole(found: FoundTrace[], signal: AbortSignal): Promise<FoundTrace[]>;
  /** A trace in one piece; null where there is none. */
  trace(traceId: string, signal: AbortSignal): Promise<WholeTrace | null>;
}

/** Traces that one condition can name, and spans that one answer holds without being too large for a server. */
const NAMED = 40;
const PIECE = 6_000;
/** Spans of a part of a trace that are read each in a set of its own. */
const MOST_LOOSE = 1_000;

type More = [condition: string, selection: Selection, window: Window, signal: AbortSignal];

const isTooLarge = (error: unknown) => error instanceof TempoError && error.refusal === 'too-large';

/** Groups of traces whose spans fit into an answer each. */
function pieceUp(traces: readonly FoundTrace[]): FoundTrace[][] {
  const pieces: FoundTrace[][] = [];
  let room = 0;
  for (const trace of traces) {
    const last = pieces.at(-1);
    if (last === undefined || last.length === NAMED || trace.matched > room) {
      pieces.push([trace]);
      room = PIECE - trace.matched;
    } else {
      last.push(trace);
      room -= trace.matched;
    }
  }
  return pieces;
}

export function createTempo(http: HttpPort, tenant?: string): Tempo {
  const client = createTempoClient(http, tenant);
  const search = createTempoSearch(client);

  const whole: Tempo['whole'] = (found, signal) => readWhole(client, found, signal);

  /** What a search by places gives a part of only, by searches that take more of the server. */
  const readMore = async (traces: FoundTrace[], ...[condition, selection, window, signal]: More) => {
    const more = new Map<string, FoundTrace>();
    for (let at = 0; at < traces.length; at += NAMED) {
      const named = traces.slice(at, at + NAMED).map(({ traceId }) => traceId);
      const isLoose = traces[at].loose > 0;
      const which = `(${inTraces(named)})&&${isLoose ? LOOSE : ROOTED}&&(${condition})`;
      const grouping = isLoose ? `count()<=${MOST_LOOSE}|${BY_SPAN}` : BY_BOUND;
      const found = await search.groups(which, grouping, selection, window, named.length + 1, signal);
      found.forEach((trace) => more.set(trace.traceId, trace));
    }
    return more;
  };

  const read: Tempo['spans'] = async (condition, selection, window, limit, signal) => {
    const found = await search.spans(condition, selection, window, limit, signal);
    if (search.isOld) {
      return found;
    }
    const loose = found.filter((trace) => trace.loose > 0);
    const cut = found.filter((trace) => trace.loose === 0 && trace.matched > trace.spans.length);
    const apart = await readMore(loose, condition, selection, window, signal);
    const whole = await readMore(cut, condition, selection, window, signal);
    return found.map((trace) => {
      if (trace.loose === 0) {
        return whole.get(trace.traceId) ?? trace;
      }
      const more = apart.get(trace.traceId)?.spans ?? [];
      const spans = [...new Map([...trace.spans, ...more].map((span) => [span.spanId, span])).values()];
      return { ...trace, spans, matched: spans.length + Math.max(0, trace.loose - more.length) };
    });
  };

  const spans: Tempo['spans'] = async (condition, selection, window, limit, signal) => {
    if (search.isOld) {
      return whole(await search.traces(`{${condition}}`, window, limit, signal), signal);
    }
    try {
      return await read(condition, selection, window, limit, signal);
    } catch (error) {
      if (error instanceof TempoError && error.refusal === 'syntax' && (await search.learn(signal))) {
        return spans(condition, selection, window, limit, signal);
      }
      if (!isTooLarge(error) || limit <= 1) {
        throw error;
      }
      return inPieces(condition, selection, window, limit, signal);
    }
  };

  /** The same traces, each asked for by its id in groups that shrink until the answer is small enough. */
  const inPieces: Tempo['spans'] = async (condition, selection, window, limit, signal) => {
    const found = await search.traces(`{${condition}}`, window, limit, signal);
    const readNamed = async (named: FoundTrace[]): Promise<FoundTrace[]> => {
      const which = `(${inTraces(named.map(({ traceId }) => traceId))})&&(${condition})`;
      try {
        return await read(which, selection, window, named.length + 1, signal);
      } catch (error) {
        if (!isTooLarge(error)) {
          throw error;
        }
        if (named.length === 1) {
          return named;
        }
        const middle = Math.ceil(named.length / 2);
        return [...(await readNamed(named.slice(0, middle))), ...(await readNamed(named.slice(middle)))];
      }
    };
    const pieces = pieceUp(found.filter(({ matched }) => matched <= LARGEST));
    return (await Promise.all(pieces.map(readNamed))).flat();
  };

  return {
    client,
    search,
    spans,
    whole,
    trace: createWholeTraces(client, search),
  };
}
