import { duration, tokens } from '../../common/figures';
import { extent, niceDomain, niceStep, ticks, type Domain } from './scale';
import type { LoopSeries } from './series';

export const X_AXES = ['iteration', 'time', 'tokens'] as const;
export type XAxis = (typeof X_AXES)[number];

/** `clock` is the time of day; `elapsed` counts from each loop's own start, so that loops of different hours compare. */
export type Clock = 'auto' | 'clock' | 'elapsed';

/** What the axis really shows, once `auto` is settled. */
export type XMeasure = 'iteration' | 'clock' | 'elapsed' | 'tokens';

export function xMeasure(axis: XAxis, clock: Clock, loops: number): XMeasure {
  if (axis !== 'time') {
    return axis;
  }
  return clock === 'auto' ? (loops > 1 ? 'elapsed' : 'clock') : clock;
}

/**
 * Place of each point on the axis: never falling, NaN where it has none.
 * A clock that steps back, or tokens that are taken back, hold the place reached: a line never runs backwards.
 */
export function xColumn(series: LoopSeries, measure: XMeasure): Float64Array {
  const { iteration, time, latencyMs, tokensCumulative } = series.numbers;
  if (measure === 'iteration') {
    return iteration;
  }
  if (measure === 'tokens') {
    return risen(tokensCumulative, true);
  }
  const clock = risen(time, false);
  if (measure === 'clock') {
    return clock;
  }
  const first = clock.findIndex(Number.isFinite);
  // An iteration is stamped at its end: its latency leads back to where the loop began.
  const start = first < 0 ? NaN : clock[first] - (first === 0 && latencyMs[0] > 0 ? latencyMs[0] : 0);
  return clock.map((value) => value - start);
}

function risen(column: Float64Array, fill: boolean): Float64Array {
  let top = NaN;
  return column.map((value) => {
    if (Number.isFinite(value)) {
      top = Number.isFinite(top) ? Math.max(top, value) : value;
      return top;
    }
    return fill ? top : NaN;
  });
}

/**
 * The axis over all columns: exact for loops that have ended; rounded up while one runs, so that it moves rarely.
 * Amounts start at 0.
 */
export function xDomain(columns: readonly Float64Array[], measure: XMeasure, running: boolean): Domain {
  const known = extent(columns);
  if (known === null) {
    return { min: 0, max: 1 };
  }
  let { min, max } = known;
  if (measure === 'tokens' || measure === 'elapsed') {
    min = Math.min(0, min);
  }
  if (running) {
    const span = max - min;
    const step =
      measure === 'iteration'
        ? Math.max(1, niceStep(span, 5))
        : measure === 'tokens'
          ? niceStep(span, 5)
          : timeStep(span, 5);
    max = Math.ceil(max / step - 1e-9) * step;
  }
  if (max > min) {
    return { min, max };
  }
  const pad = measure === 'iteration' ? 0.5 : measure === 'tokens' ? Math.max(1, Math.abs(max)) : 500;
  return { min: min - pad, max: max + pad };
}

const TIME_STEPS = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 1.5e4, 3e4, 6e4, 12e4, 3e5, 6e5, 9e5, 18e5, 36e5, 72e5, 108e5,
  216e5, 432e5, 864e5, 1728e5, 6048e5, 12096e5, 25920e5,
];

function timeStep(span: number, count: number): number {
  const raw = span / Math.max(1, count);
  return TIME_STEPS.find((step) => step >= raw) ?? niceStep(span, count);
}

export interface XTick {
  value: number;
  text: string;
}

/** How clock times are written: the host knows the time zone. `step` is the distance of ticks in ms. */
export type ClockFormat = (time: number, step: number) => string;

export function xTicks(domain: Domain, measure: XMeasure, width: number, clock: ClockFormat): XTick[] {
  if (measure === 'iteration') {
    const room = Math.max(2, Math.floor(width / 44));
    const values = ticks(domain, room, true);
    return values.map((value) => ({ value, text: value.toLocaleString('en-US') }));
  }
  if (measure === 'tokens') {
    return ticks(domain, Math.max(2, Math.floor(width / 70))).map((value) => ({ value, text: tokens(value) }));
  }
  const step = timeStep(domain.max - domain.min, Math.max(2, Math.floor(width / 90)));
  const values: number[] = [];
  for (let at = Math.ceil(domain.min / step) * step; at <= domain.max && values.length < 200; at += step) {
    values.push(at);
  }
  return values.map((value) => ({
    value,
    text: measure === 'clock' ? clock(value, step) : value === 0 ? '0' : duration(value),
  }));
}

/** Places at which many loops are summed up: each whole iteration, or an even grid. */
export function bandGrid(domain: Domain, measure: XMeasure, most = 240): Float64Array {
  if (measure === 'iteration') {
    const first = Math.ceil(domain.min);
    const last = Math.floor(domain.max);
    const step = Math.max(1, Math.ceil((last - first + 1) / most));
    return Float64Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, i) => first + i * step);
  }
  const { min, max } = measure === 'tokens' ? niceDomain(domain, most) : domain;
  return Float64Array.from({ length: most + 1 }, (_, i) => min + ((max - min) * i) / most);
}
