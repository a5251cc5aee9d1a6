import { StoreError } from '../storeError';
import { TempoError } from './errors';
import type { Window } from './search';
import type { FoundTrace } from './searchAnswer';

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

/**
 * All traces of a time range in pages, newest first. Where a page is full the next one goes on before its oldest trace;
 * pages begin with `limit` traces and grow up to `most` where the server is quick; where it fails then, they do no more.
 * `halve` is for servers that give any traces, not the newest: there the window is halved until pages are not full.
 */
export async function* pagesOf(
  range: Window,
  limit: number,
  ask: (window: Window, limit: number) => Promise<FoundTrace[]>,
  halve: () => boolean,
  most = limit
): AsyncGenerator<Page> {
  const waiting = windowsOf(range, WINDOW);
  let size = limit;
  let largest = most;
  for (let pages = 0; waiting.length > 0; pages++) {
    if (pages === MAX_PAGES) {
      yield { traces: [], cut: true };
      return;
    }
    const window = waiting[0];
    const begun = Date.now();
    let traces: FoundTrace[];
    try {
      traces = await ask(window, size);
    } catch (error) {
      const seconds = window.end - window.start;
      if (error instanceof StoreError && size > limit) {
        size = limit;
        largest = limit;
      } else if (error instanceof TempoError && error.refusal === 'limit' && size > 1) {
        size = Math.ceil(size / 2);
        largest = size;
      } else if (error instanceof TempoError && error.refusal === 'range' && seconds > 60) {
        waiting.splice(0, 1, ...windowsOf(window, Math.ceil(seconds / 2)));
      } else {
        throw error;
      }
      continue;
    }
    waiting.shift();
    if (traces.length < size) {
      yield { traces, cut: false };
      continue;
    }
    const seconds = window.end - window.start;
    if (halve()) {
      if (seconds > 1) {
        waiting.unshift(...windowsOf(window, Math.ceil(seconds / 2)));
      }
      yield { traces, cut: seconds <= 1 };
      continue;
    }
    const oldest = traces.reduce((least, { start }) => Math.min(least, start ?? Infinity), Infinity);
    const asked = Math.ceil(oldest / 1000);
    // More traces than fit on a page began in one second: the rest of that second cannot be had.
    const end = asked < window.end ? asked : window.end - 1;
    if (end > window.start) {
      waiting.unshift({ start: window.start, end });
    }
    size = nextSize(size, largest, traces, Date.now() - begun);
    yield { traces, cut: asked >= window.end };
  }
}
