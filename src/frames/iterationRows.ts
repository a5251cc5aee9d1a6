import type { LoopTable } from '../core/table/loopTable';
import { effectivenessOf, RunningMean, RunningSum } from '../core/scoring/les';

/** One iteration with all that is worked out from those before it; NaN is not known. */
export interface IterationRow {
  /** Its row in the table's iteration columns. */
  at: number;
  iteration: number;
  time: number;
  goalScore: number;
  goalTarget: number;
  effectiveness: number;
  lesCumulative: number;
  lesReported: number;
  tokens: number;
  tokensCumulative: number;
  costUsd: number;
  costCumulativeUsd: number;
  latencyMs: number;
}

/** Calls back for each iteration of a loop, in order. The row object is the same each time. */
export function eachIteration(table: LoopTable, row: number, visit: (iteration: IterationRow) => void): void {
  const { iterations, loops } = table;
  const les = new RunningMean();
  const tokens = new RunningSum();
  const cost = new RunningSum();
  const current: IterationRow = {
    at: 0,
    iteration: 0,
    time: NaN,
    goalScore: NaN,
    goalTarget: NaN,
    effectiveness: NaN,
    lesCumulative: NaN,
    lesReported: NaN,
    tokens: NaN,
    tokensCumulative: NaN,
    costUsd: NaN,
    costCumulativeUsd: NaN,
    latencyMs: NaN,
  };
  const start = loops.iterationStart.get(row);
  const end = start + loops.iterationCount.get(row);
  for (let at = start; at < end; at++) {
    current.at = at;
    current.iteration = iterations.iteration.get(at);
    current.time = iterations.time.get(at);
    current.goalScore = iterations.goalScore.get(at);
    current.goalTarget = table.targetAt(row, at);
    current.effectiveness = effectivenessOf(current.goalScore, current.goalTarget);
    current.lesCumulative = les.add(current.effectiveness);
    current.lesReported = iterations.lesReported.get(at);
    current.tokens = iterations.tokens.get(at);
    current.tokensCumulative = tokens.add(current.tokens);
    current.costUsd = iterations.costUsd.get(at);
    current.costCumulativeUsd = cost.add(current.costUsd);
    current.latencyMs = iterations.latencyMs.get(at);
    visit(current);
  }
}
