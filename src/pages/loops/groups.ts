import type { LoopRow } from '../data/readLoops';
import { whyAttention } from './attention';
import { valuesOf } from './facets';
import { median } from './figures';

export const GROUP_KEYS = ['loop', 'env', 'model', 'agent'] as const;
export type GroupKey = (typeof GROUP_KEYS)[number];

/** Loops that share a value, and what they come to; null is not known. */
export interface LoopGroup {
  /** Empty for loops that have none. */
  value: string;
  rows: LoopRow[];
  successRatio: number | null;
  lesMedian: number | null;
  tokens: number | null;
  costUsd: number | null;
  needAttention: number;
  lastStart: number | null;
}

/** Groups in which most needs attention first; a loop with several models stands in several groups. */
export function groupRows(rows: readonly LoopRow[], key: GroupKey): LoopGroup[] {
  const groups = new Map<string, LoopRow[]>();
  for (const row of rows) {
    for (const value of valuesOf(row, key)) {
      const members = groups.get(value) ?? [];
      members.push(row);
      groups.set(value, members);
    }
  }
  return [...groups]
    .map(([value, members]) => summarize(value, members))
    .sort(
      (a, b) => b.needAttention - a.needAttention || b.rows.length - a.rows.length || a.value.localeCompare(b.value)
    );
}

function summarize(value: string, rows: LoopRow[]): LoopGroup {
  const ended = rows.filter(({ outcome }) => outcome !== 'running' && outcome !== 'unknown');
  const known = (pick: (row: LoopRow) => number | null) =>
    rows.flatMap((row) => {
      const number = pick(row);
      return number === null ? [] : [number];
    });
  const sum = (values: number[]) => (values.length === 0 ? null : values.reduce((total, one) => total + one, 0));
  const starts = known(({ startTime }) => startTime);
  return {
    value,
    rows,
    successRatio:
      ended.length === 0 ? null : ended.filter(({ outcome }) => outcome === 'success').length / ended.length,
    lesMedian: median(known(({ lesCumulative }) => lesCumulative)),
    tokens: sum(known(({ tokens }) => tokens)),
    costUsd: sum(known(({ costUsd }) => costUsd)),
    needAttention: rows.filter((row) => whyAttention(row) !== null).length,
    lastStart: starts.reduce<number | null>((last, one) => (last === null || one > last ? one : last), null),
  };
}
