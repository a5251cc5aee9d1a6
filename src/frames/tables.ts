import { known, UNCOUNTED } from '../core/table/columns';
import type { LoopTable } from '../core/table/loopTable';
import { LOOP_COLUMNS } from '../core/query/loopColumns';
import { COLUMN_SPECS, field, type ColumnName } from './columns';
import type { Frame } from './frame';
import { eachIteration } from './iterationRows';

/** The `loops` table: a row a loop, in the order of the rows given. */
export function loopsFrame(table: LoopTable, rows: number[]): Frame {
  const fields = LOOP_COLUMNS.filter(({ name }) => name in COLUMN_SPECS).map((column) =>
    field(
      column.name as ColumnName,
      rows.map((row) => column.get(table, row))
    )
  );
  return { name: 'loops', meta: { preferredVisualisationType: 'table' }, fields, length: rows.length };
}

const ITERATION_COLUMNS = [
  'traceId',
  'loop',
  'iteration',
  'derived',
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
  'costBasis',
  'latencyMs',
  'worker',
  'evaluator',
  'llmCalls',
  'toolCalls',
  'toolFailed',
  'violations',
  'env',
  'outcome',
  'terminationReason',
  'llmFailed',
] as const satisfies readonly ColumnName[];

const counted = (count: number) => (count === UNCOUNTED ? null : count);

/** The `iterations` table: a row an iteration, loop by loop. */
export function iterationsFrame(table: LoopTable, rows: number[]): Frame {
  const values: Record<string, unknown[]> = Object.fromEntries(ITERATION_COLUMNS.map((name) => [name, []]));
  const { iterations, strings } = table;
  for (const row of rows) {
    const traceId = table.traceIds[row];
    const loop = table.text(row, 'loop');
    const env = table.text(row, 'env');
    const outcome = table.outcome(row);
    const reason = table.text(row, 'terminationReason');
    const basis = table.loops.costBasis.get(row) === 1 ? 'estimated' : 'reported';
    eachIteration(table, row, (current) => {
      const flags = iterations.flags.get(current.at);
      values.traceId.push(traceId);
      values.loop.push(loop);
      values.iteration.push(current.iteration);
      values.derived.push((flags & 1) === 1);
      values.time.push(known(current.time));
      values.goalScore.push(known(current.goalScore));
      values.goalTarget.push(known(current.goalTarget));
      values.effectiveness.push(known(current.effectiveness));
      values.lesCumulative.push(known(current.lesCumulative));
      values.lesReported.push(known(current.lesReported));
      values.tokens.push(known(current.tokens));
      values.tokensCumulative.push(known(current.tokensCumulative));
      values.costUsd.push(known(current.costUsd));
      values.costCumulativeUsd.push(known(current.costCumulativeUsd));
      values.costBasis.push(current.costUsd === current.costUsd ? basis : null);
      values.latencyMs.push(known(current.latencyMs));
      values.worker.push(strings.at(iterations.worker.get(current.at)));
      values.evaluator.push(strings.at(iterations.evaluator.get(current.at)));
      values.llmCalls.push(counted(iterations.llmCalls.get(current.at)));
      values.toolCalls.push(counted(iterations.toolCalls.get(current.at)));
      values.toolFailed.push(counted(iterations.toolFailed.get(current.at)));
      values.violations.push(flags >> 1);
      values.env.push(env);
      values.outcome.push(outcome);
      values.terminationReason.push(reason);
      values.llmFailed.push(counted(iterations.llmFailed.get(current.at)));
    });
  }
  return {
    name: 'iterations',
    meta: { preferredVisualisationType: 'table' },
    fields: ITERATION_COLUMNS.map((name) => field(name, values[name])),
    length: values.traceId.length,
  };
}
