/** Numbers as people read them; all take NaN for "not known" and say so in words. */

export const NOT_REPORTED = 'not reported';

const minus = (text: string) => text.replace('-', '−');

/** A score with a fixed number of decimals: 2 on the chart, 3 in tooltips. */
export function score(value: number, decimals = 2): string {
  if (!Number.isFinite(value)) {
    return NOT_REPORTED;
  }
  const text = value.toFixed(decimals);
  return minus(Number(text) === 0 ? text.replace('-', '') : text);
}

/** A change, always signed: +0.01, −0.20. */
export function change(value: number, decimals = 2): string {
  if (!Number.isFinite(value)) {
    return NOT_REPORTED;
  }
  const text = value.toFixed(decimals);
  return Number(text) < 0 ? minus(text) : `+${text.replace('-', '')}`;
}

/** A change so small that two decimals hide it keeps two digits: +0.0032. */
export function smallChange(value: number): string {
  const size = Math.abs(value);
  if (!Number.isFinite(value) || size === 0 || size >= 0.0995) {
    return change(value, 2);
  }
  return size < 0.0001 ? `${value < 0 ? '−' : ''}under 0.0001` : change(value, size >= 0.01 ? 3 : 4);
}

/** Tokens: 950, 12.3k, 4.56M. */
export function tokens(value: number): string {
  if (!Number.isFinite(value)) {
    return NOT_REPORTED;
  }
  const size = Math.abs(value);
  if (size < 1000) {
    return minus(String(Math.round(value)));
  }
  const [divisor, unit] = size < 999_950 ? [1e3, 'k'] : size < 999_950_000 ? [1e6, 'M'] : [1e9, 'G'];
  const scaled = value / divisor;
  const text = Math.abs(scaled) < 100 ? scaled.toFixed(1).replace(/\.0$/, '') : scaled.toFixed(0);
  return minus(text) + unit;
}

/** US dollars to two significant digits (cents from 10 up): $0.021, $0.30, $12.40, $1,240. */
export function usd(value: number): string {
  if (!Number.isFinite(value)) {
    return NOT_REPORTED;
  }
  const size = Math.abs(value);
  const sign = value < 0 ? '−' : '';
  if (size === 0) {
    return '$0';
  }
  if (size >= 1000) {
    return `${sign}$${Math.round(size).toLocaleString('en-US')}`;
  }
  if (size >= 1) {
    return `${sign}$${size.toFixed(2)}`;
  }
  const digits = Math.min(8, 1 - Math.floor(Math.log10(size)));
  return `${sign}$${size.toFixed(Math.max(2, digits))}`;
}

const UNITS: Array<[size: number, unit: string]> = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1000, 's'],
];

/** Milliseconds in the largest unit that fits: 840 ms, 2.3 s, 4.5 min, 1.2 h. */
export function duration(value: number): string {
  if (!Number.isFinite(value)) {
    return NOT_REPORTED;
  }
  const [size, unit] = UNITS.find(([least]) => Math.abs(value) >= least) ?? [1, 'ms'];
  const scaled = value / size;
  const text = Math.abs(scaled) < 10 && unit !== 'ms' ? scaled.toFixed(1).replace(/\.0$/, '') : scaled.toFixed(0);
  return `${minus(text)} ${unit}`;
}

/** `1 iteration`, `12 iterations`. */
export function count(value: number, one: string, many = `${one}s`): string {
  return `${value.toLocaleString('en-US')} ${value === 1 ? one : many}`;
}
