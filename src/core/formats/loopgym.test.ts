import { readLoopgymSteps } from './loopgym';

it('keeps what each iteration was read from beside it, whatever order they were written in', () => {
  const steps = readLoopgymSteps({
    trace_version: '1.0',
    loop_id: 'env:task:1',
    started_at: '2026-11-18T08:00:00Z',
    iterations: [
      { iteration: 1, cost_usd: 0.2 },
      { iteration: 0, cost_usd: 0.1 },
    ],
  });
  const passes = steps.filter(({ kind }) => kind === 'iteration');
  expect(passes.map(({ iteration, costUsd, attributes }) => [iteration, costUsd, attributes.cost_usd])).toEqual([
    [1, 0.1, 0.1],
    [2, 0.2, 0.2],
  ]);
});
