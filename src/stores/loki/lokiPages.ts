import { Refusal, TooLarge } from '../remote/refusal';
import { toldLineLimit, toldRangeLimit, type Entry, type LokiApi } from './lokiApi';
import { toNanos, type Nanos } from './nanos';

/** What a server lets one query ask for; learnt from what it refuses. */
export interface LokiLimits {
  lines: number;
  /** Longest time range of a query (ms). */
  rangeMs: number;
}

/** As servers come. */
export const DEFAULT_LIMITS: LokiLimits = { lines: 5000, rangeMs: 30 * 86_400_000 };

const FIRST_PAGE = 1000;
/** What a page should weigh, and what it may (bytes). */
const PAGE_BYTES = 16e6;
const MAX_PAGE_BYTES = 128e6;

export interface PagesQuery {
  query: string;
  from: Nanos;
  /** Not included. */
  to: Nanos;
}

export interface Page {
  /** Newest first; lines of an earlier page are not among them. */
  entries: Entry[];
  /** True where more lines share one time than the server gives at once: some of them are missing. */
  incomplete: boolean;
}

/** The lines of a time range, the newest page first, under the server's limits. */
export async function* readPages(
  api: Pick<LokiApi, 'lines'>,
  { query, from, to }: PagesQuery,
  limits: LokiLimits,
  signal: AbortSignal
): AsyncGenerator<Page> {
  let end = to;
  let limit = Math.min(FIRST_PAGE, limits.lines);
  /** Lines of the time at which the last page ended: the next one begins with them. */
  let seen = new Set<string>();
  while (end > from) {
    const start = maxOf(from, end - toNanos(limits.rangeMs));
    let entries: Entry[];
    try {
      entries = await api.lines({ query, from: start, to: end, limit }, signal, MAX_PAGE_BYTES);
    } catch (error) {
      limit = nextLimit(error, limits, limit, Number(end - start) / 1e6);
      continue;
    }
    const isCut = entries.length >= limit;
    const bytes = entries.reduce((sum, { line }) => sum + line.length, 0);
    const oldest = entries.at(-1)?.time ?? end;
    const fresh = entries.filter(({ time, line }) => time !== end - 1n || !seen.has(line));
    const isStuck = isCut && oldest === end - 1n;
    if (isStuck && limit < limits.lines) {
      limit = limits.lines;
      continue;
    }
    yield { entries: fresh, incomplete: isStuck };
    if (!isCut) {
      end = start;
      seen = new Set();
    } else if (isStuck) {
      end = oldest;
      seen = new Set();
    } else {
      end = oldest + 1n;
      seen = new Set(entries.filter(({ time }) => time === oldest).map(({ line }) => line));
    }
    const fitting = entries.length === 0 ? limit : Math.floor((PAGE_BYTES * entries.length) / Math.max(1, bytes));
    limit = Math.min(limits.lines, Math.max(20, fitting));
  }
}

/** The page to try after a refusal; throws it where another page would not help. */
function nextLimit(error: unknown, limits: LokiLimits, limit: number, rangeMs: number): number {
  const lines = toldLineLimit(error);
  if (lines !== null && lines >= 1 && lines < limit) {
    limits.lines = lines;
    return lines;
  }
  const longest = toldRangeLimit(error);
  if (longest !== null && longest < rangeMs) {
    limits.rangeMs = longest;
    return limit;
  }
  const isTooMuch =
    error instanceof TooLarge ||
    (error instanceof Refusal &&
      (error.status === 413 || /larger than max|ResourceExhausted|response too large/i.test(error.told)));
  if (isTooMuch && limit > 1) {
    return Math.max(1, Math.floor(limit / 4));
  }
  throw error;
}

const maxOf = (a: Nanos, b: Nanos) => (a > b ? a : b);
