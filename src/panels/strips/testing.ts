import { tableOf } from '../common/testing';
import { readStrips } from './model/readStrips';
import type { Strips } from './model/strips';

export type Row = Record<string, string | number | boolean | null>;

/** Rows of one loop by its scores, 100 tokens an iteration, target 0.8. */
export function cellsOf(traceId: string, scores: Array<number | null>, more: Row = {}): Row[] {
  return scores.map((goalScore, i) => ({
    traceId,
    loop: 'repair',
    iteration: i + 1,
    time: 1_000_000 + i * 1000,
    derived: false,
    goalScore,
    goalTarget: 0.8,
    effectiveness: goalScore === null ? null : Math.min(1, goalScore / 0.8),
    tokens: 100,
    costUsd: 0.01,
    latencyMs: 500,
    outcome: 'success',
    ...more,
  }));
}

/** A row of a `loops` frame. */
export function loopOf(traceId: string, more: Row = {}): Row {
  return {
    traceId,
    loop: 'repair',
    env: 'prod',
    outcome: 'success',
    terminationReason: 'goal_met',
    startTime: 1_000_000,
    iterations: 3,
    goalScore: 0.8,
    goalTarget: 0.8,
    lesCumulative: 0.7,
    tokens: 300,
    warnings: 0,
    ...more,
  };
}

export const stripsOf = (loops: Row[], cells: Row[]): Strips =>
  readStrips([...(loops.length > 0 ? [tableOf(loops, 'loops')] : []), ...(cells.length > 0 ? [tableOf(cells)] : [])]);

/** Keys of the loops in the order shown, heads of groups in brackets. */
export const shown = (strips: Strips, rows: Array<{ kind: 'loop'; loop: number } | { kind: 'group'; name: string }>) =>
  rows.map((row) => (row.kind === 'loop' ? strips.loops[row.loop].key : `[${row.name}]`));
