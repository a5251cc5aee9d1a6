import type { Outcome } from '../../../core/model/loop';

/** Columns of the `iterations` frame that hold numbers. */
export const NUMBER_COLUMNS = [
  'iteration',
  'time',
  'goalScore',
  'goalTarget',
  'effectiveness',
  'lesCumulative',
  'lesReported',
  'tokens',
  'tokensCumulative',
  'costUsd',
  'costCumulativeUsd',
  'latencyMs',
  'llmCalls',
  'toolCalls',
  'toolFailed',
  'violations',
] as const;
export type NumberColumn = (typeof NUMBER_COLUMNS)[number];

export const TEXT_COLUMNS = ['worker', 'evaluator', 'costBasis'] as const;
export type TextColumn = (typeof TEXT_COLUMNS)[number];

/** Where the rows of a loop came from, so that a field's data links can be asked for. */
export interface RowSource {
  frame: number;
  /** Fields of that frame that may carry links for this loop. */
  fields: number[];
  /** Row of the frame by point; -1 where this frame says nothing of the point. */
  rows: Int32Array;
}

/** What looks wrong from one iteration to another, as the `warnings` table tells it. */
export interface SeriesWarning {
  severity: 'critical' | 'warning' | 'info';
  title: string;
  what: string;
  first: number;
  last: number;
}

/** One loop as columns, a point an iteration, in iteration order. A number that is not known is NaN, a text null. */
export interface LoopSeries {
  /** Unique among the loops drawn; the trace id where there is one. */
  key: string;
  traceId: string | null;
  loop: string | null;
  /** What people read: the loop's name, with the end of its id where names repeat. */
  name: string;
  /** The part of `name` that tells it from others and must never be cut off; may be empty. */
  suffix: string;
  env: string | null;
  outcome: Outcome;
  terminationReason: string | null;
  length: number;
  numbers: Record<NumberColumn, Float64Array>;
  texts: Record<TextColumn, Array<string | null>>;
  /** True where the iteration's number was inferred. */
  derived: boolean[];
  sources: RowSource[];
  warnings?: SeriesWarning[];
}

/** Any known number in the column? */
export function hasValues(column: Float64Array): boolean {
  return column.some(Number.isFinite);
}

/** Index of the last known number, -1 where there is none. */
export function lastKnown(column: Float64Array): number {
  return column.findLastIndex(Number.isFinite);
}

/** The last known number, NaN where there is none. */
export function lastValue(column: Float64Array): number {
  const index = lastKnown(column);
  return index < 0 ? NaN : column[index];
}
