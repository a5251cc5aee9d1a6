import type { LoopWarning } from '../core/model/warning';
import type { LoopTable } from '../core/table/loopTable';
import { loopWarnings } from '../core/warnings/ofTable';
import { field, type ColumnName } from './columns';
import type { Frame } from './frame';

const COLUMNS = [
  'type',
  'severity',
  'title',
  'what',
  'why',
  'try',
  'firstIteration',
  'lastIteration',
  'count',
  'confidence',
] as const satisfies ReadonlyArray<ColumnName & keyof LoopWarning>;

/** The `warnings` table: a row a warning, loop by loop, in the order in which they are told. */
export function warningsFrame(table: LoopTable, rows: number[]): Frame {
  const found = rows.flatMap((row) => loopWarnings(table, row).map((warning) => ({ row, warning })));
  return {
    name: 'warnings',
    meta: { preferredVisualisationType: 'table' },
    fields: [
      field(
        'traceId',
        found.map(({ row }) => table.traceIds[row])
      ),
      field(
        'loop',
        found.map(({ row }) => table.text(row, 'loop'))
      ),
      ...COLUMNS.map((name) =>
        field(
          name,
          found.map(({ warning }) => warning[name])
        )
      ),
      field(
        'evidence',
        found.map(({ warning }) => JSON.stringify(warning.evidence))
      ),
    ],
    length: found.length,
  };
}
