import { MEASURES, type Measure } from './model/strips';

export const ALIGNMENTS = ['left', 'right', 'normalised'] as const;
/** Where strips of unequal length stand: at their first iteration, at their last, or stretched to the same length. */
export type Alignment = (typeof ALIGNMENTS)[number];

export type Direction = 'auto' | 'ascending' | 'descending';

export const COLUMNS = [
  'env',
  'system',
  'agent',
  'iterations',
  'goalScore',
  'lesCumulative',
  'tokens',
  'costUsd',
  'durationMs',
  'startTime',
  'warnings',
  'reason',
] as const;
/** Columns that can stand beside the strip; `reason` says why a loop stopped or what looks wrong. */
export type ColumnId = (typeof COLUMNS)[number];

export interface StripsOptions {
  colourBy: Measure;
  /** `attention`, or a column of the `loops` frame. */
  sortBy: string;
  direction: Direction;
  /** A column of the `loops` frame; empty for none. */
  groupBy: string;
  align: Alignment;
  /** Widest that a cell may be (pixels); `auto` fits the longest loop. */
  cellWidth: 'auto' | '4' | '8' | '12' | '20';
  columns: ColumnId[];
  legend: boolean;
}

export const DEFAULT_OPTIONS: StripsOptions = {
  colourBy: 'effectiveness',
  sortBy: 'attention',
  direction: 'auto',
  groupBy: '',
  align: 'left',
  cellWidth: 'auto',
  columns: ['env', 'iterations', 'lesCumulative', 'tokens', 'reason'],
  legend: true,
};

/** Saved options over the defaults; what was cleared in the editor, or means nothing here, counts as not saved. */
export function withDefaults(saved: Partial<StripsOptions> | undefined): StripsOptions {
  const known = Object.entries(saved ?? {}).filter(([, value]) => value !== undefined && value !== null);
  const options: StripsOptions = { ...DEFAULT_OPTIONS, ...Object.fromEntries(known) };
  return {
    ...options,
    colourBy: MEASURES.includes(options.colourBy) ? options.colourBy : DEFAULT_OPTIONS.colourBy,
    sortBy: options.sortBy || DEFAULT_OPTIONS.sortBy,
    columns: COLUMNS.filter((id) => options.columns.includes(id)),
  };
}
