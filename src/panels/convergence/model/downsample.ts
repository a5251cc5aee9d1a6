/**
 * A polyline in pixels, `[x, y, x, y, ...]`; a NaN pair lifts the pen.
 * Points without a place or a value are gaps, never zero.
 */
export type Path = Float64Array;

export interface PathOptions {
  toX: (value: number) => number;
  toY: (value: number) => number;
  /** Pixels that the line may span: above 4 points a pixel it is thinned. */
  width: number;
}

/**
 * Projects a curve; where it has more than four points a pixel column, each column keeps its first, lowest, highest and
 * last point, in their order, which draws the same picture as all of them. `x` must not fall.
 */
export function toPath(x: Float64Array, y: Float64Array, options: PathOptions): Path {
  const thin = x.length > options.width * 4;
  const out: number[] = [];
  if (!thin) {
    for (let i = 0; i < x.length; i++) {
      push(out, options.toX(x[i]), options.toY(y[i]));
    }
    return trim(out);
  }
  let i = 0;
  while (i < x.length) {
    const column = Math.floor(options.toX(x[i]));
    let end = i + 1;
    while (end < x.length && Math.floor(options.toX(x[end])) === column) {
      end += 1;
    }
    pushColumn(out, x, y, i, end, options);
    i = end;
  }
  return trim(out);
}

function pushColumn(out: number[], x: Float64Array, y: Float64Array, from: number, to: number, options: PathOptions) {
  let first = -1;
  let last = -1;
  let low = -1;
  let high = -1;
  for (let i = from; i < to; i++) {
    if (Number.isFinite(y[i]) && Number.isFinite(x[i])) {
      first = first < 0 ? i : first;
      last = i;
      low = low < 0 || y[i] < y[low] ? i : low;
      high = high < 0 || y[i] > y[high] ? i : high;
    }
  }
  if (first < 0) {
    push(out, NaN, NaN);
    return;
  }
  const kept = [...new Set([first, Math.min(low, high), Math.max(low, high), last])];
  if (!Number.isFinite(y[from])) {
    push(out, NaN, NaN);
  }
  for (const index of kept) {
    push(out, options.toX(x[index]), options.toY(y[index]));
  }
  if (!Number.isFinite(y[to - 1])) {
    push(out, NaN, NaN);
  }
}

function push(out: number[], px: number, py: number) {
  if (Number.isFinite(px) && Number.isFinite(py)) {
    out.push(px, py);
  } else if (out.length > 0 && Number.isFinite(out[out.length - 1])) {
    out.push(NaN, NaN);
  }
}

function trim(out: number[]): Path {
  const end = out.length > 0 && Number.isNaN(out[out.length - 1]) ? out.length - 2 : out.length;
  return Float64Array.from(out.slice(0, end));
}

/** A bar in pixels. */
export interface Bar {
  x: number;
  width: number;
  /** Pixel of the value and of zero; either may lie above the other. */
  y: number;
  base: number;
}

/** One bar a point; where bars would be thinner than a pixel, the highest (and a negative lowest) of each column. */
export function toBars(x: Float64Array, y: Float64Array, options: PathOptions & { gap: number }): Bar[] {
  const base = options.toY(0);
  const tops = new Map<number, { top: number; low: number }>();
  for (let i = 0; i < x.length; i++) {
    if (!Number.isFinite(x[i]) || !Number.isFinite(y[i])) {
      continue;
    }
    const at = Math.round(options.toX(x[i]));
    const seen = tops.get(at);
    if (seen) {
      seen.top = Math.max(seen.top, y[i]);
      seen.low = Math.min(seen.low, y[i]);
    } else {
      tops.set(at, { top: y[i], low: y[i] });
    }
  }
  const width = Math.max(1, Math.min(18, Math.floor(options.gap * 0.6)));
  const bars: Bar[] = [];
  for (const [at, { top, low }] of tops) {
    bars.push({ x: at - width / 2, width, y: options.toY(top), base });
    if (low < 0 && top > 0) {
      bars.push({ x: at - width / 2, width, y: options.toY(low), base });
    }
  }
  return bars;
}
