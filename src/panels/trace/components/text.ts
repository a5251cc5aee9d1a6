import * as figures from '../../common/figures';

/** A figure, or nothing where it is not known. */
export const known = (value: number, format: (value: number) => string): string =>
  value === value ? format(value) : '';

export const costText = (value: number, estimated: boolean): string =>
  value === value ? `${figures.usd(value)}${estimated ? ' est.' : ''}` : '';

/** A duration in the largest unit that fits; below a millisecond in microseconds. */
export function durationText(value: number): string {
  return value > 0 && value < 0.9995 ? `${Math.max(1, Math.round(value * 1000))} µs` : figures.duration(value);
}
