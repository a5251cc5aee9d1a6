import { QueryError } from './queryError';

const UNITS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** Steps that people can read off an axis, in milliseconds. */
const ROUND_STEPS = [
  1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 900_000, 1_800_000, 3_600_000, 7_200_000,
  10_800_000, 21_600_000, 43_200_000, 86_400_000, 604_800_000,
];

/** Most buckets of one series. */
const MAX_BUCKETS = 11_000;

/** `5m`, `1h30m`, `250ms` in milliseconds. Throws for anything else. */
export function parseDuration(text: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|[smhdw])/g)];
  const read = parts.map(([part]) => part).join('');
  const ms = parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * UNITS[unit], 0);
  if (read !== text.replaceAll(' ', '') || !(ms > 0)) {
    throw new QueryError(`The interval ${text} is no duration; write it as 30s, 5m, 1h or 1d, or leave it empty.`);
  }
  return ms;
}

export interface Buckets {
  /** Milliseconds since the epoch of the first bucket's start. */
  start: number;
  step: number;
  count: number;
  /** True where the asked step would have made too many buckets. */
  coarsened: boolean;
}

/**
 * Buckets over a range, aligned to multiples of their length.
 * @param interval the query's: empty for the panel's own, `range` for a single one, or a duration
 */
export function bucketsFor(from: number, to: number, interval: string, panelMs: number, maxPoints: number): Buckets {
  if (interval === 'range') {
    return { start: from, step: Math.max(1, to - from + 1), count: 1, coarsened: false };
  }
  const span = Math.max(1, to - from);
  const asked = interval === '' ? Math.max(panelMs, span / Math.max(1, maxPoints)) : parseDuration(interval);
  const least = Math.max(interval === '' ? 1 : asked, span / MAX_BUCKETS);
  const wanted = Math.max(asked, least);
  const step =
    interval !== '' && wanted === asked ? asked : (ROUND_STEPS.find((round) => round >= wanted) ?? Math.ceil(wanted));
  const start = Math.floor(from / step) * step;
  return { start, step, count: Math.floor((to - start) / step) + 1, coarsened: interval !== '' && step > asked };
}
