import type { BreakdownRow } from '../core/query/breakdown';
import { field, type ColumnName } from './columns';
import type { Frame } from './frame';

const COLUMNS = [
  'key',
  'kind',
  'calls',
  'failed',
  'failRatio',
  'inputTokens',
  'outputTokens',
  'tokens',
  'costUsd',
  'costBasis',
  'meanMs',
  'maxMs',
  'loops',
] as const satisfies readonly ColumnName[];

/** The `breakdown` table: a row an agent, model, tool or kind. */
export function breakdownFrame(rows: readonly BreakdownRow[], key: string): Frame {
  const valueOf = (row: BreakdownRow, name: (typeof COLUMNS)[number]) =>
    name === 'failRatio' ? (row.failed === null || row.calls === 0 ? null : row.failed / row.calls) : row[name];
  const fields = COLUMNS.map((name) =>
    field(
      name,
      rows.map((row) => valueOf(row, name)),
      undefined,
      name === 'key' ? { displayName: key[0].toUpperCase() + key.slice(1) } : {}
    )
  );
  return { name: 'breakdown', meta: { preferredVisualisationType: 'table' }, fields, length: rows.length };
}
