import type { Aggregation } from './query';

/** The value at a quantile (0..1) of sorted numbers, between the two nearest ranks. */
export function quantileSorted(sorted: ArrayLike<number>, q: number): number {
  if (sorted.length === 0) {
    return NaN;
  }
  const at = (sorted.length - 1) * q;
  const low = Math.floor(at);
  const high = Math.ceil(at);
  return sorted[low] + (sorted[high] - sorted[low]) * (at - low);
}

/** Values of one bucket on their way into one figure. */
export interface Accumulator {
  /** The time is only looked at for `last`. */
  add(value: number, time: number): void;
  /** NaN where nothing was added, except for sums and counts, which are 0. */
  value(): number;
}

const QUANTILES: Partial<Record<Aggregation, number>> = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99 };

export function createAccumulator(aggregation: Aggregation): Accumulator {
  const quantile = QUANTILES[aggregation];
  if (quantile !== undefined) {
    const values: number[] = [];
    return {
      add: (value) => void values.push(value),
      value: () => quantileSorted(Float64Array.from(values).sort(), quantile),
    };
  }
  let sum = 0;
  let count = 0;
  let min = Infinity;
  let max = -Infinity;
  let last = NaN;
  let lastTime = -Infinity;
  return {
    add(value, time) {
      sum += value;
      count++;
      min = value < min ? value : min;
      max = value > max ? value : max;
      if (time >= lastTime) {
        last = value;
        lastTime = time;
      }
    },
    value() {
      switch (aggregation) {
        case 'sum':
          return sum;
        case 'count':
          return count;
        case 'min':
          return count === 0 ? NaN : min;
        case 'max':
          return count === 0 ? NaN : max;
        case 'last':
          return last;
        default:
          return count === 0 ? NaN : sum / count;
      }
    },
  };
}
