/** Quantile `q` (0..1) of numbers sorted upwards, interpolated linearly; NaN of none. */
export function quantileSorted(sorted: ArrayLike<number>, length: number, q: number): number {
  if (length === 0) {
    return NaN;
  }
  const position = (length - 1) * q;
  const low = Math.floor(position);
  const high = Math.min(length - 1, low + 1);
  const share = position - low;
  return share === 0 ? sorted[low] : sorted[low] * (1 - share) + sorted[high] * share;
}

/** What many loops do together, at each place of a grid. */
export interface Band {
  x: Float64Array;
  low: Float64Array;
  median: Float64Array;
  high: Float64Array;
  /** Loops counted at that place. */
  count: Float64Array;
}

export interface BandInput {
  /** Never falling; NaN where the point has no place. */
  x: Float64Array;
  y: Float64Array;
  /** Keeps its last value beyond its end: true of a loop that has ended, false of one that runs. */
  carries: boolean;
}

/**
 * 10 %, 50 % and 90 % quantile over loops at each place of `grid` (rising).
 * A loop counts from its first known value on, with the last value known at that place; after its last point only
 * where it `carries`, so that loops which stopped early for success do not leave the median to the stragglers.
 */
export function bandOver(inputs: readonly BandInput[], grid: Float64Array): Band {
  const size = grid.length;
  const band: Band = {
    x: grid,
    low: new Float64Array(size).fill(NaN),
    median: new Float64Array(size).fill(NaN),
    high: new Float64Array(size).fill(NaN),
    count: new Float64Array(size),
  };
  const cursors = new Int32Array(inputs.length);
  const held = new Float64Array(inputs.length).fill(NaN);
  const scratch = new Float64Array(inputs.length);
  for (let g = 0; g < size; g++) {
    let filled = 0;
    inputs.forEach((input, i) => {
      const { x, y } = input;
      let at = cursors[i];
      while (at < x.length && !(x[at] > grid[g])) {
        if (Number.isFinite(x[at]) && Number.isFinite(y[at])) {
          held[i] = y[at];
        }
        at += 1;
      }
      cursors[i] = at;
      const over = at >= x.length && x.length > 0 && grid[g] > x[x.length - 1];
      if (Number.isFinite(held[i]) && (input.carries || !over)) {
        scratch[filled++] = held[i];
      }
    });
    const sorted = scratch.subarray(0, filled).sort();
    band.count[g] = filled;
    band.low[g] = quantileSorted(sorted, filled, 0.1);
    band.median[g] = quantileSorted(sorted, filled, 0.5);
    band.high[g] = quantileSorted(sorted, filled, 0.9);
  }
  return band;
}
