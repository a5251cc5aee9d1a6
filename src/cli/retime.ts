import { isObject } from '../core/formats/json';
import { parseTimestamp } from '../core/formats/time';

const TIME_FIELDS = new Set(['started_at', 'ended_at', 'start_time', 'end_time', 'timestamp']);
const NANO_FIELDS = new Set(['startTimeUnixNano', 'endTimeUnixNano', 'timeUnixNano']);

/** Moves every time of a document by the given milliseconds, keeping microseconds. */
export function shiftTimes(value: unknown, byMs: number): unknown {
  return mapFields(value, (key, inner) => {
    const time = TIME_FIELDS.has(key) ? parseTimestamp(inner) : null;
    return time === null ? null : writeTime(time + byMs);
  });
}

/** Moves the times of an OTLP export, which are nanoseconds in strings. */
export function shiftNanos(value: unknown, byMs: number): unknown {
  const by = BigInt(Math.round(byMs)) * 1_000_000n;
  return mapFields(value, (key, inner) =>
    NANO_FIELDS.has(key) && typeof inner === 'string' && /^\d+$/.test(inner) ? String(BigInt(inner) + by) : null
  );
}

/** A copy in which the fields of objects, however deep, that `change` answers for are replaced. */
export function mapFields(value: unknown, change: (key: string, inner: unknown) => unknown): unknown {
  if (Array.isArray(value)) {
    return value.map((element: unknown) => mapFields(element, change));
  }
  return isObject(value)
    ? Object.fromEntries(
        Object.entries(value).map(([key, inner]) => [key, change(key, inner) ?? mapFields(inner, change)])
      )
    : value;
}

/** As loopotel writes it: six digits of a fraction and a Z. */
export function writeTime(ms: number): string {
  const micros = Math.round(ms * 1000);
  const whole = new Date(Math.floor(micros / 1000)).toISOString().slice(0, 20);
  return `${whole}${String(((micros % 1_000_000) + 1_000_000) % 1_000_000).padStart(6, '0')}Z`;
}
