import { tableOf } from '../common/testing';
import { readLoops } from './model/read';
import type { LoopSeries } from './model/series';

export type Row = Record<string, string | number | boolean | null>;

/** One loop by its scores, 100 tokens an iteration, target 0.8. */
export function rowsOf(traceId: string, scores: Array<number | null>, more: Row = {}): Row[] {
  return scores.map((goalScore, i) => ({
    traceId,
    loop: 'repair',
    iteration: i + 1,
    time: 1_000_000 + i * 1000,
    goalScore,
    goalTarget: 0.8,
    lesCumulative: goalScore,
    tokens: 100,
    outcome: 'failure',
    ...more,
  }));
}

export function seriesOf(scores: Array<number | null>, more: Row = {}): LoopSeries {
  return readLoops([tableOf(rowsOf('t1', scores, more))]).loops[0];
}

/** Real scores and tokens of a loop that stalls below its target of 0.8 from iteration 4 on. */
export const STALLED = {
  scores: [0.1967, 0.3229, 0.4331, 0.56, 0.5561, 0.5587, 0.5589, 0.56, 0.5662, 0.5623],
  tokens: [1242, 1277, 1498, 1278, 1360, 1313, 1535, 1956, 1849, 276],
};
