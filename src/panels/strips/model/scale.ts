import type { Measure } from './strips';

/** What the ends of the colours stand for. */
export interface ColourScale {
  measure: Measure;
  low: number;
  high: number;
  /** True where some values lie above `high` and take its colour. */
  clipped: boolean;
  /** No value is known at all. */
  empty: boolean;
}

/**
 * Effectiveness and scores run from 0 to 1; amounts from 0 to a value that all but one in fifty stay below,
 * so that a single huge iteration does not turn all others pale.
 */
export function scaleOf(measure: Measure, values: Float64Array): ColourScale {
  const known = values.filter((value) => value === value);
  const base = { measure, low: 0, empty: known.length === 0 };
  if (measure === 'effectiveness' || known.length === 0) {
    return { ...base, high: 1, clipped: false };
  }
  known.sort();
  const most = known[known.length - 1];
  if (measure === 'goalScore') {
    return { ...base, low: Math.min(0, known[0]), high: Math.max(1, most), clipped: false };
  }
  const usual = known[Math.floor(0.98 * (known.length - 1))];
  const high = usual > 0 ? usual : most > 0 ? most : 1;
  return { ...base, high, clipped: most > high };
}

/** Place on the scale, 0..1; NaN for what is not known. */
export function place({ low, high }: ColourScale, value: number): number {
  return Math.min(1, Math.max(0, (value - low) / (high - low)));
}
