import { partsOf } from './workers';
import type { IterationRow } from './readIterations';

const row = (
  iteration: number,
  worker: string | null,
  goalScore: number | null,
  tokens: number | null
): IterationRow => ({
  iteration,
  derived: false,
  time: null,
  goalScore,
  goalTarget: 0.8,
  effectiveness: null,
  tokens,
  costUsd: null,
  costBasis: null,
  latencyMs: null,
  worker,
  evaluator: 'rubric',
  llmCalls: null,
  llmFailed: null,
  toolCalls: null,
  toolFailed: null,
  violations: 0,
});

it('sums what each worker brought the score forward by', () => {
  const rows = [
    row(1, 'coder', 0.25, 100),
    row(2, 'tester', 0.5, null),
    row(3, 'coder', 0.375, 50),
    row(4, null, 0.5, 7),
  ];
  expect(partsOf(rows, 'worker')).toEqual([
    { name: 'coder', iterations: 2, goalChange: -0.125, tokens: 150, costUsd: null },
    { name: 'tester', iterations: 1, goalChange: 0.25, tokens: null, costUsd: null },
  ]);
  expect(partsOf(rows, 'evaluator')).toMatchObject([{ name: 'rubric', iterations: 4, goalChange: 0.25, tokens: 157 }]);
});

it('passes over iterations without a score when it looks for the change', () => {
  const rows = [row(1, 'coder', 0.25, 1), row(2, 'coder', null, 1), row(3, 'coder', 0.5, 1)];
  expect(partsOf(rows, 'worker')).toMatchObject([{ iterations: 3, goalChange: 0.25 }]);
});
