import type { Axis } from '../core/query/query';
import { known } from '../core/table/columns';
import type { LoopTable } from '../core/table/loopTable';
import { COLUMN_SPECS, field, type ColumnName } from './columns';
import type { Frame } from './frame';
import { eachIteration, type IterationRow } from './iterationRows';

/** What each curve query puts into the frame of a loop. */
const CURVES = {
  goal: ['goalScore', 'goalTarget'],
  les: ['effectiveness', 'lesCumulative', 'lesReported'],
  tokens: ['tokens', 'tokensCumulative', 'costUsd', 'costCumulativeUsd'],
} as const satisfies Record<string, readonly ColumnName[]>;

export type CurveType = keyof typeof CURVES;

/** The panel that draws curves over iterations. */
export const CONVERGENCE_PANEL = 'loopscope-convergence-panel';

/** A loop by its name and the end of its id, as legends show it. */
export function loopTitle(table: LoopTable, row: number): string {
  return `${table.text(row, 'loop') ?? 'unnamed loop'} ${table.traceIds[row].slice(-6)}`;
}

/** One frame a loop, over iterations or over time. */
export function curveFrames(table: LoopTable, rows: number[], type: CurveType, axis: Axis): Frame[] {
  return rows.filter((row) => table.loops.iterationCount.get(row) > 0).map((row) => curveFrame(table, row, type, axis));
}

function curveFrame(table: LoopTable, row: number, type: CurveType, axis: Axis): Frame {
  const names: readonly (keyof IterationRow & ColumnName)[] = CURVES[type];
  const points: Array<{ x: number; y: Array<number | null> }> = [];
  eachIteration(table, row, (current) => {
    points.push({
      x: axis === 'time' ? current.time : current.iteration,
      y: names.map((name) => known(current[name])),
    });
  });
  // A time that is not known has no place on a time axis; clocks that were set back are put in order.
  const drawn = axis === 'time' ? points.filter(({ x }) => x === x).sort((a, b) => a.x - b.x) : points;
  const title = loopTitle(table, row);
  const labels = { loop: table.text(row, 'loop') ?? '', traceId: table.traceIds[row], outcome: table.outcome(row) };
  return {
    name: title,
    meta:
      axis === 'time'
        ? { type: 'timeseries-multi', typeVersion: [0, 1], preferredVisualisationType: 'graph' }
        : { preferredVisualisationPluginId: CONVERGENCE_PANEL },
    fields: [
      field(
        axis === 'time' ? 'time' : 'iteration',
        drawn.map(({ x }) => x)
      ),
      ...names.map((name, i) =>
        field(
          name,
          drawn.map(({ y }) => y[i]),
          labels,
          { displayNameFromDS: `${title} ${(COLUMN_SPECS[name].config.displayName ?? name).toLowerCase()}` }
        )
      ),
    ],
    length: drawn.length,
  };
}
