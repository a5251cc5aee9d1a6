/** A curve that can be pointed at, in pixels: `x` never falls, NaN has no place. */
export interface Target {
  loop: number;
  x: Float64Array;
  y: Float64Array;
}

/** Index of the point nearest to pixel `at`; -1 where the column holds none. `x` must not fall apart from NaN. */
export function nearestIndex(x: Float64Array, at: number): number {
  let low = 0;
  let high = x.length - 1;
  // Step over gaps, so that halving always compares with a known place.
  const known = (from: number, step: number) => {
    let i = from;
    while (i >= 0 && i < x.length && !Number.isFinite(x[i])) {
      i += step;
    }
    return i;
  };
  while (low < high) {
    const middle = (low + high) >> 1;
    const probe = known(middle, 1);
    if (probe > high) {
      high = middle;
    } else if (x[probe] < at) {
      low = probe + 1;
    } else {
      high = middle;
    }
  }
  const right = known(low, 1);
  const left = known(low - 1, -1);
  if (right >= x.length) {
    return left;
  }
  if (left < 0) {
    return right;
  }
  return Math.abs(x[left] - at) <= Math.abs(x[right] - at) ? left : right;
}

/** Distance in pixels from a point to the curve near that column; Infinity where it has no value there. */
export function distanceTo(target: Target, px: number, py: number): number {
  const at = nearestIndex(target.x, px);
  if (at < 0) {
    return Infinity;
  }
  let best = pointDistance(target, at, px, py);
  for (const [a, b] of [
    [at - 1, at],
    [at, at + 1],
  ]) {
    best = Math.min(best, segmentDistance(target, a, b, px, py));
  }
  return best;
}

function pointDistance({ x, y }: Target, i: number, px: number, py: number): number {
  const distance = Math.hypot(x[i] - px, y[i] - py);
  return Number.isFinite(distance) ? distance : Infinity;
}

function segmentDistance({ x, y }: Target, a: number, b: number, px: number, py: number): number {
  if (a < 0 || b >= x.length) {
    return Infinity;
  }
  const dx = x[b] - x[a];
  const dy = y[b] - y[a];
  const length = dx * dx + dy * dy;
  const share = length === 0 ? 0 : Math.max(0, Math.min(1, ((px - x[a]) * dx + (py - y[a]) * dy) / length));
  const distance = Math.hypot(x[a] + share * dx - px, y[a] + share * dy - py);
  return Number.isFinite(distance) ? distance : Infinity;
}

/** The loop nearest to a pixel, not farther than `reach`; null where there is none. */
export function nearestLoop(targets: readonly Target[], px: number, py: number, reach = Infinity): number | null {
  let best: number | null = null;
  let least = reach;
  for (const target of targets) {
    const distance = distanceTo(target, px, py);
    if (distance <= least && distance < Infinity) {
      least = distance;
      best = target.loop;
    }
  }
  return best;
}
