import { join } from 'node:path';
import { openStore } from './openStore';
import { ask, readTestdata, rowsOf, TESTDATA } from './testing';

interface ExpectedRun {
  run_id: string;
  name: string;
  outcome: string;
  llm_calls: number;
  llm_failed: number;
  tool_calls: number;
  tools_failed: number;
  tokens: number;
  cost: number;
  handoffs: string[];
  models: string[];
}

describe('LoopLens’ own event lines, as its SDK buffers them', () => {
  const { runs } = readTestdata('looplens/looplens-sdk.expected.json') as { runs: ExpectedRun[] };
  const store = () => openStore(join(TESTDATA, 'looplens', 'looplens-sdk.jsonl'));

  it('are loops with the figures of the script that made them', async () => {
    const { frames, notices } = await ask(store(), { queryType: 'loops' });
    const rows = new Map(rowsOf(frames[0]).map((row) => [row.traceId, row]));
    expect(rows.size).toBe(runs.length);
    for (const run of runs) {
      const row = rows.get(run.run_id);
      expect(row).toMatchObject({
        loop: run.name,
        system: 'looplens',
        outcome: run.outcome,
        llmCalls: run.llm_calls,
        llmFailed: run.llm_failed,
        toolCalls: run.tool_calls,
        toolFailed: run.tools_failed,
        tokens: run.tokens,
        handoffs: run.handoffs.length,
        costBasis: 'reported',
        models: [...new Set(run.models)].sort().join(', '),
      });
      expect(row?.costUsd).toBeCloseTo(run.cost, 9);
    }
    expect(notices.filter(({ severity }) => severity !== 'info')).toEqual([]);
  });

  it('tell the error that ended a run, and the handoffs in order', async () => {
    const failed = runs.find(({ outcome }) => outcome === 'failure');
    const { frames } = await ask(store(), { queryType: 'loops', traceId: failed?.run_id });
    expect(rowsOf(frames[0])[0].terminationReason).toContain('gave up');
    const other = runs.find(({ handoffs }) => handoffs.length > 0);
    const graph = await ask(store(), { queryType: 'handoffs', traceId: other?.run_id });
    expect(rowsOf(graph.frames[1]).map(({ target }) => target)).toEqual(other?.handoffs);
  });
});
