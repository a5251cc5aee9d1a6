import type { SpanRecord } from '../../core/formats/otlp/span';
import { Refusal, TooLarge } from '../remote/refusal';
import { TRACE_BYTES, type JaegerApi, type TraceSearch } from './jaegerApi';

/** Traces asked for at once: they come whole. */
const PAGE = 200;
/** Answers beyond it are asked for in smaller pages (bytes). */
const PAGE_BYTES = 128e6;
const MAX_REQUESTS = 60;

type Window = [from: number, to: number];

export interface ServiceSearch extends TraceSearch {
  /** Takes what came, as it comes. */
  add(spans: SpanRecord[]): void;
}

/** How a search ended: null where all that matches was read, else the time since when it was (ms). */
export type ReadSince = number | null;

/**
 * The newest traces of a service. Jaeger neither says in which order it answers nor that it cut an answer:
 * one as long as its limit is taken for cut, and its time range is read again in two parts, the newer first.
 */
export async function searchService(
  api: Pick<JaegerApi, 'search'>,
  { add, limit, ...search }: ServiceSearch,
  signal: AbortSignal
): Promise<ReadSince> {
  const known = new Set<string>();
  const windows: Window[] = [[search.from, search.to]];
  let page = PAGE;
  let readSince = search.to;
  for (let request = 0; request < MAX_REQUESTS; request++) {
    const window = windows.pop();
    if (window === undefined) {
      return null;
    }
    const [from, to] = window;
    const asked = Math.min(page, limit);
    let spans: SpanRecord[];
    try {
      spans = await api.search({ ...search, from, to, limit: asked }, signal, asked === 1 ? TRACE_BYTES : PAGE_BYTES);
    } catch (error) {
      if (asked > 1 && isTooMuch(error)) {
        page = Math.max(1, Math.floor(asked / 10));
        windows.push(window);
        continue;
      }
      throw error;
    }
    const starts = startOfTraces(spans);
    const before = known.size;
    for (const traceId of starts.keys()) {
      known.add(traceId);
    }
    add(spans);
    if (starts.size < asked) {
      readSince = from;
      continue;
    }
    // Where a cut answer brings nothing new, large traces stand in the way: they would come again and again.
    if (known.size >= limit || known.size === before || to - from <= 1) {
      return readSince;
    }
    const middle = splitAt(window, [...starts.values()]);
    windows.push([from, middle], [middle, to]);
  }
  return readSince;
}

const isTooMuch = (error: unknown) =>
  error instanceof TooLarge || (error instanceof Refusal && error.status === 413) || isMessageLimit(error);
/** Remote storages refuse messages beyond a size of their own. */
const isMessageLimit = (error: unknown) =>
  error instanceof Refusal &&
  /received message larger than max|ResourceExhausted|trying to send message larger/i.test(error.told);

function startOfTraces(spans: SpanRecord[]): Map<string, number> {
  const starts = new Map<string, number>();
  for (const { traceId, startTime } of spans) {
    starts.set(traceId, Math.min(starts.get(traceId) ?? Infinity, startTime ?? Infinity));
  }
  return starts;
}

/** In the middle of what was answered, so that the newer part holds less than a page. */
function splitAt([from, to]: Window, starts: number[]): number {
  const inside = starts.filter((start) => start > from && start < to).sort((a, b) => a - b);
  const middle = Math.floor(inside[Math.floor(inside.length / 2)] ?? (from + to) / 2);
  return middle > from && middle < to ? middle : Math.floor((from + to) / 2);
}
