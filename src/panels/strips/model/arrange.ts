import { OUTCOMES, type Outcome } from '../../../core/model/loop';
import { attentionReason } from '../../common/attention';
import { keepPlaces } from '../../common/usePointing';
import type { Direction } from '../options';
import { factOf, type StripLoop, type Strips } from './strips';

/** Loops with a LES below this come before all others that need no attention. */
const LOW_LES = 0.5;

/** A loop (its place in `strips.loops`), or the head of a group of them. */
export type DisplayRow = { kind: 'loop'; loop: number } | GroupRow;

export interface GroupRow {
  kind: 'group';
  name: string;
  loops: number;
  outcomes: Array<{ outcome: Outcome; count: number }>;
}

export interface Ordering {
  /** `attention`, or a column. */
  sortBy: string;
  direction: Direction;
  /** A column; empty for none. */
  groupBy: string;
}

/** 0 failed, 1 needs attention otherwise, 2 needs none but has a low LES, 3 all others. */
export function attentionRank(loop: StripLoop): number {
  const reason = attentionReason(loop);
  return reason === null ? (loop.lesCumulative < LOW_LES ? 2 : 3) : reason === 'failed' ? 0 : 1;
}

/** Columns whose low values are the bad ones, and names, begin with the lowest; all others with the highest. */
const LOW_FIRST = new Set(['goalScore', 'bestGoalScore', 'effectiveness', 'lesCumulative', 'lesReported']);

const collator = new Intl.Collator('en', { numeric: true });

/**
 * Rows in the order in which they are shown. It depends on the loops alone, not on the order in which they came.
 * @param kept keys of loops that keep their order, with all others behind them
 */
export function arrange(
  strips: Strips,
  { sortBy, direction, groupBy }: Ordering,
  kept: readonly string[] = []
): DisplayRow[] {
  const { loops } = strips;
  const order = loops.map((_, index) => index);
  if (sortBy === 'attention') {
    const ranks = loops.map(attentionRank);
    const sign = direction === 'ascending' ? -1 : 1;
    order.sort((a, b) => sign * byAttention(ranks, loops, a, b) || byAge(loops[a], loops[b]));
  } else {
    const facts = loops.map((loop) => factOf(strips, loop, sortBy) ?? null);
    const ascending = isAscending(strips, sortBy, direction);
    order.sort((a, b) => compareFacts(facts[a], facts[b], ascending) || byAge(loops[a], loops[b]));
  }
  const placed = kept.length === 0 ? order : keepPlaces(order, (loop) => loops[loop].key, kept);
  const rows = placed.map((loop): DisplayRow => ({ kind: 'loop', loop }));
  return groupBy === '' ? rows : intoGroups(strips, placed, groupBy);
}

/** What `auto` means for a column: what is worst first, names from A. */
export function isAscending(strips: Strips, sortBy: string, direction: Direction): boolean {
  if (direction !== 'auto') {
    return direction === 'ascending';
  }
  return LOW_FIRST.has(sortBy) || strips.loops.some((loop) => typeof factOf(strips, loop, sortBy) === 'string');
}

function byAttention(ranks: readonly number[], loops: readonly StripLoop[], a: number, b: number): number {
  const difference = ranks[a] - ranks[b];
  return difference !== 0 || ranks[a] === 3 ? difference : lowFirst(loops[a].lesCumulative, loops[b].lesCumulative);
}

const lowFirst = (a: number, b: number) =>
  a === b || (a !== a && b !== b) ? 0 : a !== a ? 1 : b !== b ? -1 : a < b ? -1 : 1;

/** Newest first; then by key, so that nothing depends on the order of the rows. */
function byAge(a: StripLoop, b: StripLoop): number {
  return lowFirst(-a.startTime, -b.startTime) || (a.key === b.key ? 0 : a.key < b.key ? -1 : 1);
}

type Fact = string | number | null;

/** What is not known comes last, whatever the direction. */
function compareFacts(a: Fact, b: Fact, ascending: boolean): number {
  if (a === null || b === null) {
    return a === b ? 0 : a === null ? 1 : -1;
  }
  const difference =
    typeof a === 'number' && typeof b === 'number' ? (a === b ? 0 : a < b ? -1 : 1) : collator.compare(`${a}`, `${b}`);
  return ascending ? difference : -difference;
}

/** Groups in the order of their first loop; loops without a value make the last one. */
function intoGroups(strips: Strips, order: readonly number[], groupBy: string): DisplayRow[] {
  const groups = new Map<Fact, number[]>();
  for (const loop of order) {
    const fact = factOf(strips, strips.loops[loop], groupBy) ?? null;
    const group = groups.get(fact);
    if (group) {
      group.push(loop);
    } else {
      groups.set(fact, [loop]);
    }
  }
  const named = [...groups].sort(([a], [b]) => Number(a === null) - Number(b === null));
  return named.flatMap(([fact, members]) => [
    headOf(strips, fact, groupBy, members),
    ...members.map((loop): DisplayRow => ({ kind: 'loop', loop })),
  ]);
}

function headOf({ loops }: Strips, fact: Fact, groupBy: string, members: readonly number[]): GroupRow {
  const outcomes = OUTCOMES.map((outcome) => ({
    outcome,
    count: members.filter((loop) => loops[loop].outcome === outcome).length,
  }));
  return {
    kind: 'group',
    name: fact === null ? `no ${groupBy}` : String(fact),
    loops: members.length,
    outcomes: outcomes.filter(({ count }) => count > 0),
  };
}
