import type { IterationRow } from './readIterations';

/** What the iterations of one worker, or of one evaluator, come to; null is not known. */
export interface Part {
  name: string;
  iterations: number;
  /** The sum of the changes of the goal score in its iterations; the first one of a loop has none. */
  goalChange: number | null;
  tokens: number | null;
  costUsd: number | null;
}

/** Iterations by who worked or judged in them, in the order of their first. */
export function partsOf(rows: readonly IterationRow[], role: 'worker' | 'evaluator'): Part[] {
  const parts = new Map<string, Part>();
  let last: number | null = null;
  for (const row of rows) {
    const change = row.goalScore === null || last === null ? null : row.goalScore - last;
    last = row.goalScore ?? last;
    const name = row[role];
    if (name !== null && name !== '') {
      const part = parts.get(name) ?? { name, iterations: 0, goalChange: null, tokens: null, costUsd: null };
      part.iterations++;
      part.goalChange = add(part.goalChange, change);
      part.tokens = add(part.tokens, row.tokens);
      part.costUsd = add(part.costUsd, row.costUsd);
      parts.set(name, part);
    }
  }
  return [...parts.values()];
}

const add = (sum: number | null, more: number | null) => (more === null ? sum : (sum ?? 0) + more);
