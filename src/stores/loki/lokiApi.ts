import { isObject, type JsonObject } from '../../core/formats/json';
import { unreadable, type Asker } from '../remote/asker';
import { Refusal } from '../remote/refusal';
import { StoreError } from '../storeError';
import { readNanos, type Nanos } from './nanos';

/** One log line. */
export interface Entry {
  /** When it was shipped. */
  time: Nanos;
  line: string;
}

export interface RangeQuery {
  /** LogQL: a selector and a pipeline. */
  query: string;
  from: Nanos;
  /** Not included. */
  to: Nanos;
  limit: number;
}

export interface LokiApi {
  /** The newest lines of a time range, newest first, whatever stream they lie in. */
  lines(query: RangeQuery, signal: AbortSignal, maxBytes?: number): Promise<Entry[]>;
  /** The version that Loki tells; empty where it tells none. */
  version(signal: AbortSignal): Promise<string>;
  /** Labels of the last hours, to see that Loki answers. */
  labels(signal: AbortSignal): Promise<string[]>;
}

const API = '/loki/api/v1';

export function createLokiApi(asker: Asker): LokiApi {
  async function json(path: string, signal: AbortSignal, maxBytes?: number): Promise<JsonObject> {
    let text: string;
    try {
      text = await asker.text(`${API}${path}`, { signal, maxBytes });
    } catch (error) {
      throw error instanceof Refusal ? explain(error) : error;
    }
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      throw unreadable(asker.who, text);
    }
    if (!isObject(value)) {
      throw unreadable(asker.who, text);
    }
    return value;
  }

  return {
    async lines({ query, from, to, limit }, signal, maxBytes) {
      const params = new URLSearchParams({
        query,
        start: String(from),
        end: String(to),
        limit: String(limit),
        direction: 'backward',
      });
      return readEntries(await json(`/query_range?${params.toString()}`, signal, maxBytes));
    },
    async version(signal) {
      try {
        const { version } = await json('/status/buildinfo', signal, 1e5);
        return typeof version === 'string' ? version : '';
      } catch (error) {
        signal.throwIfAborted();
        // Gateways often let only queries pass.
        if (error instanceof Refusal) {
          return '';
        }
        throw error;
      }
    },
    async labels(signal) {
      const { data } = await json('/labels', signal, 1e7);
      return Array.isArray(data) ? data.map(String) : [];
    },
  };
}

function readEntries({ data }: JsonObject): Entry[] {
  if (!isObject(data) || data.resultType !== 'streams' || !Array.isArray(data.result)) {
    throw new StoreError('Loki answered numbers instead of log lines.', [
      'Leave metric functions such as rate() or count_over_time() out of the selector and the raw condition.',
    ]);
  }
  const entries: Entry[] = [];
  for (const stream of data.result) {
    for (const value of isObject(stream) && Array.isArray(stream.values) ? stream.values : []) {
      const time = Array.isArray(value) ? readNanos(value[0]) : null;
      const line: unknown = Array.isArray(value) ? value[1] : null;
      if (time !== null && typeof line === 'string') {
        entries.push({ time, line });
      }
    }
  }
  // A stable sort: lines of one time stay in the order of their stream.
  return entries.sort((a, b) => (a.time === b.time ? 0 : a.time < b.time ? 1 : -1));
}

/** Loki's limits and parse errors in words that say what to do. */
function explain(error: Refusal): Refusal {
  const { told, status } = error;
  const make = (message: string, advice: string) => new Refusal(message, [advice], status, told);
  if (/queries require at least one regexp or equality matcher/i.test(told)) {
    return make(
      'Loki does not search all streams: the stream selector names none.',
      'Write a selector with a value, such as {job="loops"}, in the data source settings.'
    );
  }
  if (/parse error|syntax error/i.test(told)) {
    return make(
      `Loki does not understand the stream selector or the raw condition. It said: ${told}`,
      'Write the selector as {job="loops"}, and the condition as a LogQL pipeline such as |= "text".'
    );
  }
  if (/too many bytes|would read too/i.test(told)) {
    return make(
      `Loki finds the query too large. It said: ${told}`,
      'Narrow the time range, or name fewer streams in the selector.'
    );
  }
  return error;
}

/** The most lines that a server lets a query ask for, from its refusal; null where it was refused for another reason. */
export function toldLineLimit(error: unknown): number | null {
  const found = error instanceof Refusal ? /max_entries_limit[^(]*\(\s*\d+\s*>\s*(\d+)\s*\)/.exec(error.told) : null;
  return found === null ? null : Number(found[1]);
}

const UNITS: Record<string, number> = { y: 31_536_000, w: 604_800, d: 86_400, h: 3600, m: 60, s: 1 };

/** The longest time range that a server lets a query have (ms), from its refusal. */
export function toldRangeLimit(error: unknown): number | null {
  const found =
    error instanceof Refusal ? /time range exceeds the limit \(.*limit: ([0-9ywdhms]+)\)/.exec(error.told) : null;
  if (found === null) {
    return null;
  }
  const seconds = [...found[1].matchAll(/(\d+)([ywdhms])/g)].reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * UNITS[unit],
    0
  );
  return seconds > 0 ? seconds * 1000 : null;
}
