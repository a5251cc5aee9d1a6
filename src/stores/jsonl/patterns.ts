import type { TimeRange } from '../../core/query/query';
import { StoreError } from '../storeError';

const DAY = 86_400_000;
const HOUR = 3_600_000;
/** Days or hours that a date template may open at once. */
const MAX_EXPANDED = 1000;

export const isTemplate = (pattern: string) => /\{(YYYY|MM|DD|HH)\}/.test(pattern);
export const isGlob = (pattern: string) => /[*?[\]]|\{[^{}]*,[^{}]*\}/.test(pattern);

/** A glob for all files that a date template could name: for open ranges and for health. */
export const templateGlob = (pattern: string) =>
  pattern
    .replaceAll('{YYYY}', '[0-9][0-9][0-9][0-9]')
    .replaceAll('{MM}', '[0-9][0-9]')
    .replaceAll('{DD}', '[0-9][0-9]')
    .replaceAll('{HH}', '[0-9][0-9]');

const stepOf = (pattern: string) => (pattern.includes('{HH}') ? HOUR : DAY);

/** The same for ranges that open the same files. */
export const templateKey = (pattern: string, from: number, to: number) =>
  `${Math.floor(from / stepOf(pattern))}-${Math.floor(to / stepOf(pattern))}`;

/** Last time that a Date can hold, in ms. */
const END_OF_TIME = 8.64e15;

/**
 * Names of the files of `loops-{YYYY}-{MM}-{DD}.jsonl` for a time range (UTC), oldest first.
 * Throws where the range would open more files than is sensible.
 */
export function expandTemplate(pattern: string, from: number, to: number): string[] {
  const step = stepOf(pattern);
  if (!(Math.abs(from) < END_OF_TIME - DAY && Math.abs(to) < END_OF_TIME - DAY)) {
    throw new StoreError('The time range lies outside the calendar.', ['Give times as milliseconds since 1970.']);
  }
  // A loop that was running at the start may stand in the file before.
  const first = Math.floor(from / step) * step - step;
  if ((to - first) / step > MAX_EXPANDED) {
    throw new StoreError(`The time range would open more than ${MAX_EXPANDED} files of ${pattern}.`, [
      'Choose a shorter time range.',
    ]);
  }
  const names = new Set<string>();
  for (let time = first; time <= to; time += step) {
    const iso = new Date(time).toISOString();
    names.add(
      pattern
        .replaceAll('{YYYY}', iso.slice(0, 4))
        .replaceAll('{MM}', iso.slice(5, 7))
        .replaceAll('{DD}', iso.slice(8, 10))
        .replaceAll('{HH}', iso.slice(11, 13))
    );
  }
  return [...names];
}

/** True where both ends of the range are given. */
export const isClosed = (range: TimeRange): range is { from: number; to: number } =>
  range.from !== null && range.to !== null;
