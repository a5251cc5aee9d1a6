import type { Loop } from '../model/loop';

/** Slack for the last bit: 0.56 - 0.55 is a little more than 0.01. */
export const LAST_BIT = 1e-9;

/** The last score that is known; NaN where none is. */
export function lastScore({ iterations }: Loop): number {
  for (let i = iterations.length - 1; i >= 0; i--) {
    const { goalScore } = iterations[i];
    if (goalScore !== null) {
      return goalScore;
    }
  }
  return NaN;
}

/** The target at the end of a loop. */
export function finalTarget({ iterations, goalTarget }: Loop, assumed: number): number {
  for (let i = iterations.length - 1; i >= 0; i--) {
    const own = iterations[i].goalTarget;
    if (own !== null) {
      return own;
    }
  }
  return goalTarget ?? assumed;
}

/** Tokens spent in the iterations from one index up to and with another; null where none are known. */
export function tokensBetween({ iterations }: Loop, from: number, to: number): number | null {
  let sum: number | null = null;
  for (let i = from; i <= to; i++) {
    const { tokens } = iterations[i];
    sum = tokens === null ? sum : (sum ?? 0) + tokens;
  }
  return sum;
}

/** Numbers of the iterations from one index up to and with another. */
export const numbersBetween = ({ iterations }: Loop, from: number, to: number): number[] =>
  iterations.slice(from, to + 1).map(({ iteration }) => iteration);

/** The middle of some numbers; NaN of none. */
export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length === 0
    ? NaN
    : sorted.length % 2 === 1
      ? sorted[middle]
      : (sorted[middle - 1] + sorted[middle]) / 2;
}
