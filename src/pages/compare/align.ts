import { differencesOf, type Difference } from './differences';
import { passesOf, type Pass, type Side } from './pass';

/** The n-th iteration of both loops; null where one has ended. */
export interface Pair {
  /** From 0. */
  index: number;
  a: Pass | null;
  b: Pass | null;
  differences: Difference[];
}

/** The first iteration of one beside the first of the other, and so on: one may count from 0 and the other from 1. */
export function alignSides(a: Side, b: Side): Pair[] {
  const [left, right] = [passesOf(a), passesOf(b)];
  return Array.from({ length: Math.max(left.length, right.length) }, (_, index) => {
    const pair = { a: left[index] ?? null, b: right[index] ?? null };
    return { index, ...pair, differences: differencesOf(pair.a, pair.b) };
  });
}

/** A stretch of pairs that are shown alike: those that are equal are folded into one. */
export interface Stretch {
  equal: boolean;
  pairs: Pair[];
}

export function foldEqual(pairs: readonly Pair[]): Stretch[] {
  const stretches: Stretch[] = [];
  for (const pair of pairs) {
    const equal = pair.differences.length === 0;
    const last = stretches.at(-1);
    if (equal && last?.equal === true) {
      last.pairs.push(pair);
    } else {
      stretches.push({ equal, pairs: [pair] });
    }
  }
  return stretches;
}

/** Where the loops part: the first pair that differs; null where none does. */
export const firstDifference = (pairs: readonly Pair[]): Pair | null =>
  pairs.find(({ differences }) => differences.length > 0) ?? null;
