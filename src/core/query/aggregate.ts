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

/** Puts the k-th smallest number at `k`, with none larger before it and none smaller behind it. */
function selectRank(values: Float64Array, k: number): void {
  let left = 0;
  let right = values.length - 1;
  while (left < right) {
    const pivot = values[(left + right) >> 1];
    let i = left;
    let j = right;
    while (i <= j) {
      while (values[i] < pivot) {
        i++;
      }
      while (values[j] > pivot) {
        j--;
      }
      if (i <= j) {
        const swapped = values[i];
        values[i] = values[j];
        values[j] = swapped;
        i++;
        j--;
      }
    }
    if (k <= j) {
      right = j;
    } else if (k >= i) {
      left = i;
    } else {
      return;
    }
  }
}

/** As `quantileSorted`, of numbers in any order, which are moved about: without sorting all of them. */
export function quantileOf(values: Float64Array, q: number): number {
  if (values.length === 0) {
    return NaN;
  }
  const at = (values.length - 1) * q;
  const low = Math.floor(at);
  selectRank(values, low);
  if (at === low) {
    return values[low];
  }
  let next = Infinity;
  for (let i = low + 1; i < values.length; i++) {
    next = values[i] < next ? values[i] : next;
  }
  return values[low] + (next - values[low]) * (at - low);
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
    let values = new Float64Array(16);
    let held = 0;
    return {
      add(value) {
        if (held === values.length) {
          const larger = new Float64Array(held * 2);
          larger.set(values);
          values = larger;
        }
        values[held++] = value;
      },
      value: () => quantileOf(values.subarray(0, held), quantile),
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
