import { effectivenessOf } from '../../../core/scoring/les';
import type { Outcome } from '../../../core/model/loop';
import type { ReadableFrame } from '../../common/frames';
import type { Named } from '../../common/names';

export const MEASURES = ['effectiveness', 'goalScore', 'tokens', 'costUsd', 'latencyMs'] as const;
/** What the colour of a cell can tell. */
export type Measure = (typeof MEASURES)[number];

/** What looks most wrong in a loop. */
export interface Finding {
  type: string;
  title: string;
  severity: string;
  firstIteration: number | null;
}

/** One loop: its facts, and where its cells are. A figure that is not known is NaN. */
export interface StripLoop extends Named {
  env: string | null;
  outcome: Outcome;
  terminationReason: string | null;
  startTime: number;
  /** As the loop itself tells; else how many cells there are. */
  iterations: number;
  goalScore: number;
  goalTarget: number;
  lesCumulative: number;
  tokens: number;
  costUsd: number;
  warnings: number;
  /** 100 where nothing looks wrong. */
  health: number;
  finding: Finding | null;
  /** Its row in a `loops` frame; -1 where there is none. */
  frame: number;
  row: number;
  /** Its first cell, and how many it has, in order of iterations. */
  first: number;
  length: number;
}

/** Where each cell's figures stand in the frames; figures stay there until they are drawn. */
export interface Cells {
  frame: Uint16Array;
  row: Uint32Array;
}

/** Field index by column name, a map for each frame. */
export type FieldIndex = ReadonlyArray<ReadonlyMap<string, number>>;

export interface Strips {
  loops: StripLoop[];
  cells: Cells;
  frames: readonly ReadableFrame[];
  fields: FieldIndex;
  /** What came instead, where frames were of another shape: names for a person. */
  foreign: string[];
  /** True where an `iterations` frame was among the frames. */
  hasIterations: boolean;
}

export const toNumber = (value: unknown): number =>
  typeof value === 'number' && Number.isFinite(value) ? value : typeof value === 'bigint' ? Number(value) : NaN;

export const toText = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** What a frame says of a cell; undefined where it has no such column. */
export function cellValue({ cells, frames, fields }: Strips, cell: number, name: string): unknown {
  const frame = cells.frame[cell];
  const index = fields[frame].get(name);
  return index === undefined ? undefined : frames[frame].fields[index].values[cells.row[cell]];
}

/** A figure of a cell, worked out where the frame has only what it is made of. */
export function cellNumber(strips: Strips, cell: number, name: string): number {
  const given = toNumber(cellValue(strips, cell, name));
  if (given === given || name !== 'effectiveness') {
    return given;
  }
  const target = toNumber(cellValue(strips, cell, 'goalTarget'));
  return target === target ? effectivenessOf(toNumber(cellValue(strips, cell, 'goalScore')), target) : NaN;
}

/** A measure of all cells as one column; NaN where it is not known. */
export function columnOf(strips: Strips, measure: Measure): Float64Array {
  const { cells, frames, fields } = strips;
  const out = new Float64Array(cells.row.length);
  const columns = frames.map((frame, index) => {
    const field = fields[index].get(measure);
    return field === undefined ? null : frame.fields[field].values;
  });
  for (let cell = 0; cell < out.length; cell++) {
    const values = columns[cells.frame[cell]];
    const value = values === null ? NaN : toNumber(values[cells.row[cell]]);
    out[cell] = value === value || measure !== 'effectiveness' ? value : cellNumber(strips, cell, measure);
  }
  return out;
}

/** 1 for each cell of which a column says true. */
export function flagsOf({ cells, frames, fields }: Strips, name: string): Uint8Array {
  const columns = frames.map((frame, index) => {
    const field = fields[index].get(name);
    return field === undefined ? null : frame.fields[field].values;
  });
  return Uint8Array.from(cells.row, (row, cell) => (columns[cells.frame[cell]]?.[row] === true ? 1 : 0));
}

/** What the `loops` frame says of a loop, else what is known of it by that name; undefined where nothing is. */
export function factOf({ frames, fields }: Strips, loop: StripLoop, name: string): string | number | null | undefined {
  if (loop.frame >= 0) {
    const index = fields[loop.frame].get(name);
    if (index !== undefined) {
      const value = frames[loop.frame].fields[index].values[loop.row];
      return typeof value === 'number' ? (Number.isFinite(value) ? value : null) : toText(value);
    }
  }
  const own = OWN[name]?.(loop);
  return typeof own === 'number' && !Number.isFinite(own) ? null : own;
}

const OWN: Partial<Record<string, (loop: StripLoop) => string | number | null>> = {
  traceId: ({ traceId }) => traceId,
  loop: ({ loop }) => loop,
  env: ({ env }) => env,
  outcome: ({ outcome }) => outcome,
  terminationReason: ({ terminationReason }) => terminationReason,
  startTime: ({ startTime }) => startTime,
  iterations: ({ iterations }) => iterations,
  goalScore: ({ goalScore }) => goalScore,
  lesCumulative: ({ lesCumulative }) => lesCumulative,
  tokens: ({ tokens }) => tokens,
  costUsd: ({ costUsd }) => costUsd,
  goalTarget: ({ goalTarget }) => goalTarget,
  warnings: ({ warnings }) => warnings,
  health: ({ health }) => health,
};
