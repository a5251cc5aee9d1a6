import { epochMs, roundMicros, type EpochMs } from '../model/units';

const digit = (text: string, at: number) => text.charCodeAt(at) - 48;
const two = (text: string, at: number) => digit(text, at) * 10 + digit(text, at + 1);

let lastDay = '';
let lastDayMs = NaN;

/** Midnight (UTC) of `YYYY-MM-DD`; the same day is asked for thousands of times in a row. */
function dayMs(text: string): number {
  const day = text.slice(0, 10);
  if (day !== lastDay) {
    lastDay = day;
    lastDayMs = Date.parse(`${day}T00:00:00Z`);
  }
  return lastDayMs;
}

/**
 * Reads an RFC 3339 time with any number of fraction digits, keeping microseconds.
 * Anything else that `Date.parse` understands is read too. Null where it is no time.
 */
export function parseTimestamp(text: unknown): EpochMs | null {
  if (typeof text !== 'string' || text.length < 8 || text.length > 64) {
    return null;
  }
  // The fast path: `2026-11-18T08:00:05Z` or `2026-11-18T08:00:05.250000Z`.
  const end = text.length - 1;
  if (end >= 19 && text.charCodeAt(end) === 90 && text.charCodeAt(10) === 84 && text.charCodeAt(13) === 58) {
    let micros = 0;
    let ok = end === 19 || (text.charCodeAt(19) === 46 && end > 20);
    let weight = 100_000;
    for (let i = 20; i < end; i++) {
      const d = digit(text, i);
      ok = ok && d >= 0 && d <= 9;
      micros += d * weight;
      weight = weight > 1 ? weight / 10 : 0;
    }
    const hours = two(text, 11);
    const minutes = two(text, 14);
    const seconds = two(text, 17);
    const ms = dayMs(text) + hours * 3_600_000 + minutes * 60_000 + seconds * 1000 + micros / 1000;
    if (ok && hours < 24 && minutes < 60 && seconds <= 60 && ms === ms) {
      return epochMs(roundMicros(ms));
    }
  }
  const parsed = Date.parse(text);
  if (Number.isNaN(parsed)) {
    return null;
  }
  // Date.parse stops at milliseconds.
  const fraction = /\.\d{3}(\d{1,3})/.exec(text);
  const micros = fraction === null ? 0 : Number(fraction[1].padEnd(3, '0')) / 1000;
  return epochMs(roundMicros(parsed + micros));
}
