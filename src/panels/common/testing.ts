import type { ReadableFrame } from './frames';

/** A plain frame out of rows, for tests. */
export function tableOf(
  rows: Array<Record<string, unknown>>,
  name = 'iterations',
  keys = Object.keys(rows[0] ?? {})
): ReadableFrame {
  return {
    name,
    length: rows.length,
    fields: keys.map((key) => ({ name: key, type: 'other', values: rows.map((row) => row[key] ?? null) })),
  };
}
