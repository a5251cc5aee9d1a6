import { isObject, type JsonObject } from '../../core/formats/json';
import { mapFields } from '../retime';

const COUNTS = new Set(['asInt', 'count', 'bucketCounts']);
const SUMS = new Set(['asDouble', 'sum']);

/** A count as OTLP/JSON writes it (a string) or may (a number), times `n`. */
function timesCount(value: unknown, n: number): unknown {
  if (Array.isArray(value)) {
    return value.map((each: unknown) => timesCount(each, n));
  }
  return typeof value === 'string' && /^-?\d+$/.test(value)
    ? String(BigInt(value) * BigInt(n))
    : typeof value === 'number'
      ? value * n
      : value;
}

/**
 * Cumulative metrics as they stand after the same work was done `n` times, between `start` and `now` (ms):
 * counters and histograms grow, so that rates have something to show; gauges stay. Examples of single calls are left
 * out.
 */
export function accumulate(metrics: JsonObject, n: number, start: number, now: number): JsonObject {
  const times = (key: string): string | null =>
    key === 'startTimeUnixNano' ? nanos(start) : key === 'timeUnixNano' ? nanos(now) : null;
  const grown = mapFields(metrics, (key, inner) => {
    const time = times(key);
    if (time !== null) {
      return time;
    }
    if (key === 'gauge') {
      return mapFields(inner, times);
    }
    if (key === 'exemplars') {
      return [];
    }
    if (COUNTS.has(key)) {
      return timesCount(inner, n);
    }
    return SUMS.has(key) && typeof inner === 'number' ? inner * n : null;
  });
  return isObject(grown) ? grown : {};
}

const nanos = (ms: number) => String(BigInt(Math.round(ms)) * 1_000_000n);
