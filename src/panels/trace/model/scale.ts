import type { TimeAxis } from '../options';
import type { LoopTree } from './tree';

/** A stretch of the time axis, in ms from its origin. */
export interface Extent {
  from: number;
  to: number;
}

/** Where the time of each group begins, and how long the axis is at most. */
export interface TimeScale {
  axis: TimeAxis;
  /** Ms since the epoch, by group; NaN without times. */
  origin: Float64Array;
  /** The whole axis. */
  whole: Extent;
  /** The length of groups that have a scale of their own, else NaN. */
  ownLength: Float64Array;
}

/**
 * On the axis `iteration` each iteration begins at 0 and the longest one fills the axis: lengths compare down the page.
 * What lies outside of iterations lasts as long as the loop, so it has a scale of its own there.
 */
export function timeScale({ groups }: LoopTree, axis: TimeAxis): TimeScale {
  const starts = groups.map(({ start }) => start);
  const least = (a: number, b: number) => (a <= b || b !== b ? a : b);
  const most = (a: number, b: number) => (a >= b || b !== b ? a : b);
  const ownLength = new Float64Array(groups.length).fill(NaN);
  if (axis === 'loop') {
    const from = starts.reduce(least, NaN);
    const to = groups.map(({ end }) => end).reduce(most, NaN);
    const origin = new Float64Array(groups.length).fill(from);
    return { axis, origin, whole: { from: 0, to: to > from ? to - from : 1 }, ownLength };
  }
  const only = groups.length === 1;
  let longest = NaN;
  groups.forEach(({ iteration, start, end }, g) => {
    if (iteration === iteration || only) {
      longest = most(longest, end - start);
    } else {
      ownLength[g] = end > start ? end - start : 1;
    }
  });
  return { axis, origin: Float64Array.from(starts), whole: { from: 0, to: longest > 0 ? longest : 1 }, ownLength };
}

/** The axis chosen, or that of the loop where no iteration tells how long it took: from their own starts all are dots. */
export function axisFor({ groups }: LoopTree, chosen: TimeAxis): TimeAxis {
  const iterations = groups.filter(({ iteration, start }) => iteration === iteration && start === start);
  const tellsNothing = iterations.length > 0 && iterations.every(({ start, end }) => end === start);
  return tellsNothing && groups.length > 1 ? 'loop' : chosen;
}

/** How a span stands on the axis, as shares of its visible part. */
export type Mark =
  | { shape: 'bar'; left: number; width: number }
  /** A moment: no duration, or one of 0. */
  | { shape: 'tick'; left: number }
  /** Begun, and no end known. */
  | { shape: 'open'; left: number }
  /** Out of sight to one side, or without a time. */
  | { shape: 'before' | 'after' | 'none' };

/** @param start ms since the epoch @param duration ms, NaN where no end is known */
export function markOf(scale: TimeScale, view: Extent, group: number, start: number, duration: number): Mark {
  const own = scale.ownLength[group];
  const { from, to } = own === own ? { from: 0, to: own } : view;
  const begin = start - scale.origin[group];
  if (begin !== begin) {
    return { shape: 'none' };
  }
  const share = (time: number) => (time - from) / (to - from);
  if (begin > to) {
    return { shape: 'after' };
  }
  if (duration !== duration) {
    return { shape: 'open', left: Math.max(0, share(begin)) };
  }
  if (begin + duration < from) {
    return { shape: 'before' };
  }
  if (duration === 0) {
    return { shape: 'tick', left: share(begin) };
  }
  const left = Math.max(0, share(begin));
  return { shape: 'bar', left, width: Math.min(1, share(begin + duration)) - left };
}

const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500];
const UNITS: Array<[size: number, name: string, steps: number[]]> = [
  [3_600_000, 'h', [1, 2, 6, 12, 24, 48, 96, 240, 480, 960, 2400, 10_000]],
  [60_000, 'min', [1, 2, 5, 10, 30]],
  [1000, 's', [1, 2, 5, 10, 30]],
  [1, 'ms', STEPS],
  [0.001, 'µs', STEPS],
];

/** Round times within an extent, at most `most` of them, labelled in one unit. */
export function ticksOf({ from, to }: Extent, most: number): Array<{ at: number; label: string }> {
  const least = (to - from) / Math.max(1, most);
  const steps = UNITS.flatMap(([size, , list]) => list.map((step) => step * size)).sort((a, b) => a - b);
  const step = steps.find((size) => size >= least) ?? least;
  const [size, unit] = UNITS.find(([one]) => to >= one && step >= one / 1000) ?? [1, 'ms'];
  const decimals = Math.min(6, Math.max(0, Math.ceil(-Math.log10(step / size) - 1e-9)));
  const ticks = [];
  for (let n = Math.ceil(from / step - 1e-9); n * step <= to * (1 + 1e-9) && ticks.length <= most + 1; n++) {
    const at = n * step;
    ticks.push({ at: (at - from) / (to - from), label: at === 0 ? '0' : `${(at / size).toFixed(decimals)} ${unit}` });
  }
  return ticks;
}
