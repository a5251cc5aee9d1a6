import type { LoopTable } from '../../core/table/loopTable';

const count = (n: number, one: string) => `${n.toLocaleString('en-US')} ${n === 1 ? one : `${one}s`}`;

/** How many loops of which systems a table holds: `3 loops with 41 iterations (loopotel: 2, genai: 1)`; null for none. */
export function describeLoops(table: LoopTable): string | null {
  const rows = table.liveRows();
  if (rows.length === 0) {
    return null;
  }
  const systems = new Map<string, number>();
  let iterations = 0;
  for (const row of rows) {
    systems.set(table.system(row), (systems.get(table.system(row)) ?? 0) + 1);
    iterations += table.loops.iterationCount.get(row);
  }
  const names = [...systems].map(([system, n]) => `${system}: ${n.toLocaleString('en-US')}`).join(', ');
  return `${count(rows.length, 'loop')} with ${count(iterations, 'iteration')} (${names})`;
}
