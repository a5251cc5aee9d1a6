import type { LoopRow } from '../data/readLoops';
import type { Attention } from './attention';

export const SORT_KEYS = [
  'attention',
  'loop',
  'goal',
  'les',
  'iterations',
  'tokens',
  'cost',
  'duration',
  'started',
] as const;
export type SortKey = (typeof SORT_KEYS)[number];

export interface Sort {
  key: SortKey;
  descending: boolean;
}

/** What needs attention first, what is new before what was bad already. */
export const DEFAULT_SORT: Sort = { key: 'attention', descending: true };

/** `-tokens` is tokens, the most first. */
export function readSort(text: string | null | undefined): Sort {
  const descending = text?.startsWith('-') ?? false;
  const name = descending ? text?.slice(1) : text;
  const key = SORT_KEYS.find((known) => known === name);
  return key === undefined ? DEFAULT_SORT : { key, descending };
}

export const writeSort = ({ key, descending }: Sort): string => `${descending ? '-' : ''}${key}`;

type Value = number | string | null;

const RANK: Record<Attention, number> = { new: 2, first: 1, known: 1 };

function valueOf(row: LoopRow, key: SortKey, marks: ReadonlyMap<string, Attention>): Value {
  switch (key) {
    case 'attention': {
      const mark = marks.get(row.traceId);
      return mark === undefined ? 0 : RANK[mark];
    }
    case 'loop':
      return row.loop;
    case 'goal':
      return row.goalScore;
    case 'les':
      return row.lesCumulative;
    case 'iterations':
      return row.iterations;
    case 'tokens':
      return row.tokens;
    case 'cost':
      return row.costUsd;
    case 'duration':
      return row.durationMs;
    case 'started':
      return row.startTime;
  }
}

/** Rows in order; what is not known comes last either way, and equals stand newest first. */
export function sortRows(rows: readonly LoopRow[], sort: Sort, marks: ReadonlyMap<string, Attention>): LoopRow[] {
  const keyed = rows.map((row) => ({ row, value: valueOf(row, sort.key, marks) }));
  const sign = sort.descending ? -1 : 1;
  keyed.sort((a, b) => {
    if (a.value === null || b.value === null) {
      return Number(a.value === null) - Number(b.value === null) || newest(a.row, b.row);
    }
    return sign * compare(a.value, b.value) || newest(a.row, b.row);
  });
  return keyed.map(({ row }) => row);
}

const newest = (a: LoopRow, b: LoopRow) => (b.startTime ?? -Infinity) - (a.startTime ?? -Infinity) || 0;

function compare(a: string | number, b: string | number): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b));
}
