import { parseTimestamp } from '../formats/time';

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const DATE_TIME = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:\d{2})?$/i;

/**
 * A time as a person writes it: RFC 3339, a date, or milliseconds since the epoch. UTC where no zone is named.
 * Ms since the epoch, with microseconds; NaN for anything else.
 */
export function readTimeText(text: string): number {
  const trimmed = text.trim();
  // Fewer digits are a year, or seconds: not to be guessed.
  if (/^\d{11,}$/.test(trimmed)) {
    return Number(trimmed);
  }
  if (DATE.test(trimmed)) {
    return parseTimestamp(`${trimmed}T00:00:00Z`) ?? NaN;
  }
  const zone = DATE_TIME.exec(trimmed);
  if (zone === null) {
    return NaN;
  }
  const full = trimmed.replace(' ', 'T').toUpperCase();
  return parseTimestamp(zone[1] === undefined ? `${full}Z` : full) ?? NaN;
}
