import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lastValueFrom } from 'rxjs';
import { completeQuery } from '../core/query/defaults';
import { createFakePort, replyOf, type Recorded } from '../stores/tempo/testing';
import { buildEngine } from './buildEngine';
import { normalizeOptions, type LoopscopeOptions } from './config';

const FILE = join(__dirname, '../../testdata/tempo/search-one-loop.json');
const recorded: Recorded = JSON.parse(readFileSync(FILE, 'utf8'));
const tempo = () =>
  createFakePort((path, params) =>
    path === '/api/search' && params.get('q')?.startsWith('{name="loop.run"') === true
      ? replyOf(recorded)
      : { body: '{"traces":[],"metrics":{}}' }
  );

/** Types of the warnings about the recorded loop, which used 12,372 tokens. */
async function warned(options: LoopscopeOptions): Promise<unknown[]> {
  const engine = await buildEngine(normalizeOptions({ kind: 'tempo', ...options }), tempo());
  const context = { range: { from: null, to: null }, intervalMs: 60_000, maxDataPoints: 100, requestedAt: Date.now() };
  const { frames } = await lastValueFrom(engine.query(completeQuery({ queryType: 'warnings' }), context));
  return frames[0].fields.find(({ name }) => name === 'type')?.values ?? [];
}

it('looks at loops with the budgets of the settings', async () => {
  expect(await warned({ tokenBudget: 12_371 })).toContain('token_budget_exceeded');
  expect(await warned({ tokenBudget: 12_373 })).not.toContain('token_budget_exceeded');
  expect(await warned({})).not.toContain('token_budget_exceeded');
});
