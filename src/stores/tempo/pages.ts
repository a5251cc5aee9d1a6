import { withDeadline } from '../deadline';
import { StoreError } from '../storeError';
import { TempoError } from './errors';
import type { Window } from './search';
import type { FoundTrace } from './foundTrace';

/** Seconds of one search: the newest come first, and no search takes long. */
const WINDOW = 86_400;
/** Requests of one reading, at most. */
const MAX_PAGES = 200;
/** A page is made larger where it then holds at most so many spans, about 10 MB: servers refuse 16 MB. */
const PAGE_SPANS = 6_000;
/** And where the one before was there in this time (ms): many servers break a connection off after 30 s. */
const PAGE_MS = 8_000;

export interface Page {
  traces: FoundTrace[];
  /** True where the server holds more than it could be made to tell. */
  cut: boolean;
}

/** The windows of a time range, newest first. */
function windowsOf({ start, end }: Window, seconds: number): Window[] {
  const windows: Window[] = [];
  for (let to = end; to > start; to -= seconds) {
    windows.push({ start: Math.max(start, to - seconds), end: to });
  }
  return windows;
}

/** How many traces to ask for next: each search looks at all of its window, so the fewer the better. */
function nextSize(size: number, most: number, traces: FoundTrace[], took: number): number {
  if (took > PAGE_MS) {
    return size;
  }
  const spans = traces.reduce((sum, trace) => sum + Math.max(1, trace.spans.length), 0);
  const room = Math.floor((PAGE_SPANS * traces.length) / Math.max(1, spans));
  return Math.max(size, Math.min(most, size * 2, room));
}

interface Paging {
  /** Traces of the first page. */
  limit: number;
  /** Traces that a page grows up to where the server is quick. */
  most?: number;
  /** As long as fewer traces were found, the next page is asked for while the caller works on this one. */
  wanted?: number;
  /** True for servers that give any traces, not the newest: there the window is halved until pages are not full. */
  halve?: () => boolean;
}

/**
 * All traces of a time range in pages, newest first. Where a page is full the next one goes on before its oldest trace;
 * where a large page fails, pages do no more than the first.
 * @param ask takes a signal of its own: a page that was asked for ahead and is not wanted is given up
 */
export async function* pagesOf(
  range: Window,
  ask: (window: Window, limit: number, signal: AbortSignal) => Promise<FoundTrace[]>,
  { limit, most = limit, wanted = 0, halve = () => false }: Paging,
  signal: AbortSignal
): AsyncGenerator<Page> {
  const waiting = windowsOf(range, WINDOW);
  const given = withDeadline(signal);
  let size = limit;
  let largest = most;
  let found = 0;
  let requests = 0;

  /** The next page, however often it has to be asked for; null where there is none. */
  async function next(): Promise<Page | null> {
    for (let window = waiting.shift(); window !== undefined; window = waiting.shift()) {
      if (requests++ === MAX_PAGES) {
        waiting.length = 0;
        return { traces: [], cut: true };
      }
      const begun = Date.now();
      let traces: FoundTrace[];
      try {
        traces = await ask(window, size, given.signal);
      } catch (error) {
        waiting.unshift(...retry(window, error));
        continue;
      }
      found += traces.length;
      if (traces.length < size) {
        return { traces, cut: false };
      }
      const seconds = window.end - window.start;
      if (halve()) {
        if (seconds > 1) {
          waiting.unshift(...windowsOf(window, Math.ceil(seconds / 2)));
        }
        return { traces, cut: seconds <= 1 };
      }
      const oldest = traces.reduce((least, { start }) => Math.min(least, start ?? Infinity), Infinity);
      const asked = Math.ceil(oldest / 1000);
      // More traces than fit on a page began in one second: the rest of that second cannot be had.
      const end = asked < window.end ? asked : window.end - 1;
      if (end > window.start) {
        waiting.unshift({ start: window.start, end });
      }
      size = nextSize(size, largest, traces, Date.now() - begun);
      return { traces, cut: asked >= window.end };
    }
    return null;
  }

  /** What to ask for in place of a window that failed; throws where nothing helps. */
  function retry(window: Window, error: unknown): Window[] {
    const seconds = window.end - window.start;
    if (error instanceof StoreError && size > limit) {
      size = limit;
      largest = limit;
    } else if (error instanceof TempoError && error.refusal === 'limit' && size > 1) {
      size = Math.ceil(size / 2);
      largest = size;
    } else if (error instanceof TempoError && error.refusal === 'range' && seconds > 60) {
      return windowsOf(window, Math.ceil(seconds / 2));
    } else {
      throw error;
    }
    return [window];
  }

  try {
    let coming = next();
    for (let page = await coming; page !== null; page = await coming) {
      const isAhead = found < wanted;
      if (isAhead) {
        coming = next();
        coming.catch(() => undefined);
      }
      yield page;
      if (!isAhead) {
        coming = next();
      }
    }
  } finally {
    given.end();
    given.abort();
  }
}
