import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_PRICES } from '../core/prices/defaultPrices';
import { QUERY_TYPES, type LoopQuery } from '../core/query/query';
import { createLokiEngine } from '../engine/backends';
import { TESTDATA } from './testing';
import { ask, jsonlEngine, rowsOf } from './testingBackends';
import { openTape } from './testingTape';

/** With LOKI_RECORD=1 the recording is made anew, of a Loki with tenants (`auth_enabled`): LOKI_URL. */
const { LOKI_RECORD = '', LOKI_URL = '' } = process.env;
const tape = openTape(
  'loki/main',
  LOKI_RECORD === '1' ? { root: LOKI_URL, server: 'Loki, main of August 2026' } : null
);

const JOBS = {
  small: 'ltf/small.jsonl',
  edge: 'ltf/edge.jsonl',
  loomflow: 'loomflow/loomflow-0.20.0-supervisor.telemetry.jsonl',
  looplens: 'looplens/looplens-sdk.jsonl',
};
type Job = keyof typeof JOBS;
const jobs = Object.keys(JOBS) as Job[];

const linesOf = (job: Job) =>
  readFileSync(join(TESTDATA, JOBS[job]), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');
const lokiOf = (job: Job) => createLokiEngine(tape.port, { selector: `{job="${job}"}`, prices: DEFAULT_PRICES });

// A server that is recorded may be slow.
jest.setTimeout(60_000);

beforeAll(async () => {
  if (tape.isRecording) {
    const start = BigInt(tape.now) * 1_000_000n - 120_000_000_000n;
    for (const job of jobs) {
      // Five lines share each time.
      const values = linesOf(job).map((line, i) => [String(start + BigInt(Math.floor(i / 5)) * 1_000_000n), line]);
      const answer = await fetch(`${LOKI_URL}/loki/api/v1/push`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'X-Scope-OrgID': tape.salt },
        body: JSON.stringify({ streams: [{ stream: { job }, values }] }),
      });
      expect([await answer.text(), answer.status]).toEqual(['', 204]);
    }
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  jest.spyOn(Date, 'now').mockReturnValue(tape.now);
}, 60_000);
afterAll(tape.close);

const context = { requestedAt: tape.now };

describe.each(jobs)('a recorded Loki answers as the JSONL store does for %s', (job) => {
  const jsonl = jsonlEngine(linesOf(job));

  it.each(QUERY_TYPES.filter((type) => type !== 'trace' && type !== 'warnings'))('%s', async (queryType) => {
    const query: Partial<LoopQuery> = { queryType };
    expect(rowsOf(await ask(lokiOf(job), query, context))).toEqual(rowsOf(await ask(jsonl, query, context)));
  });

  it.each([
    ['loop', 'code-repair-loop'],
    ['env', 'loopbench/code-repair-v1'],
    ['outcome', 'failure'],
  ])('loops where %s = %s', async (key, value) => {
    const query: Partial<LoopQuery> = { filters: [{ key, op: '=', value }] };
    expect(rowsOf(await ask(lokiOf(job), query, context))).toEqual(rowsOf(await ask(jsonl, query, context)));
  });
});

describe('a recorded Loki', () => {
  it('is well', async () => {
    expect(await lokiOf('small').health()).toMatchObject({ ok: true });
  });

  it('finds nothing where the selector fits no line', async () => {
    const none = createLokiEngine(tape.port, { selector: '{job="nobody"}' });
    expect((await ask(none, {}, context)).frames[0]).toHaveLength(0);
  });

  it('that keeps its tenants apart says so where none is named', async () => {
    const none = createLokiEngine(tape.bare, { selector: '{job="small"}' });
    await expect(ask(none, {}, context)).rejects.toThrow(/Loki serves several tenants and was not told which \(401\)/);
    expect(await none.health()).toMatchObject({ ok: false, message: expect.stringMatching(/several tenants/) });
  });

  it('says in its own words what is wrong with a condition', async () => {
    await expect(ask(lokiOf('small'), { expr: '| json |' }, context)).rejects.toThrow(
      /does not understand the stream selector or the raw condition.*syntax error/
    );
  });
});
