import type { Buckets } from '../../core/query/interval';

/** The longest range that a server works out at once unless it is set up to (ms). */
const MAX_RANGE = 24 * 3_600_000;
/** Tempo leaves out what lies between the last whole step and what is not in a block yet: steps are short (ms). */
const FINE_STEP = 60_000;
/** What is older is in blocks, and may be asked for in longer steps (ms). */
const SETTLED = 86_400_000;

/** A time range that one request asks for, in milliseconds. */
export interface Range {
  from: number;
  to: number;
  /** Of the samples that are asked for: they are put together to buckets here. */
  step: number;
}

/** Time ranges that the server works out at once, with steps of which each lies in one bucket. */
export function rangesOf({ start, step, count }: Buckets): Range[] {
  const end = start + step * count;
  let fine = Math.min(step, FINE_STEP);
  while (step % fine !== 0) {
    fine--;
  }
  const each = Math.max(1, Math.floor(MAX_RANGE / fine)) * fine;
  const ranges: Range[] = [];
  for (let from = start; from < end; from += each) {
    const to = Math.min(end, from + each);
    const isSettled = to < Date.now() - SETTLED && each % step === 0;
    ranges.push({ from, to, step: isSettled ? step : fine });
  }
  return ranges;
}

/** A time range in pieces that a server works out at once. */
export function dayRanges(from: number, to: number): Range[] {
  const ranges: Range[] = [];
  for (let start = from; start < to; start += MAX_RANGE) {
    const end = Math.min(to, start + MAX_RANGE);
    ranges.push({ from: start, to: end, step: end - start });
  }
  return ranges;
}

/** Nanoseconds, as Tempo takes times of metrics. */
export const nanos = (ms: number) => `${Math.round(ms)}000000`;
