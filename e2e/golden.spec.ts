import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { promisify } from 'node:util';
import type { LoopQuery } from '../src/core/query/query';
import type { GoldenAnswer } from './golden/entry';
import { answerInPage, firstDifference, loadGolden } from './support/golden';
import { LTF, PROGRAM } from './support/server';
import { expect, test } from './support/test';

const FIXTURES = readdirSync(LTF).filter((name) => name.endsWith('.jsonl'));
const CONTEXT = { range: { from: null, to: null }, intervalMs: 1000, maxDataPoints: 1000 };
const TRACES = 5;

const QUERIES: Array<Partial<LoopQuery>> = [
  { queryType: 'loops' },
  { queryType: 'loops', limit: 2, filters: [{ key: 'lesCumulative', op: '>=', value: '0.5' }] },
  { queryType: 'iterations' },
  ...(['goal', 'les', 'tokens'] as const).flatMap((queryType) => [
    { queryType },
    { queryType, axis: 'time' as const, limit: 3 },
  ]),
  { queryType: 'series', metric: 'tokens', groupBy: 'loop', interval: '5m' },
  { queryType: 'series', metric: 'lesCumulative', aggregation: 'p50', interval: 'range' },
  { queryType: 'series', metric: 'goalScore', groupBy: 'worker', interval: '1h' },
  { queryType: 'events' },
];

for (const fixture of FIXTURES) {
  test(`${fixture}: Node, the command line and the browser give the same frames`, async ({ page, served }) => {
    const server = await served([fixture], { cwd: LTF });
    await page.goto(`${server.url}/about`);
    await loadGolden(page);
    const request = { base: `${server.url}/files`, file: fixture, context: CONTEXT };
    const [loops] = await answerInPage(page, { ...request, queries: [{ queryType: 'loops' }] });
    const queries = [...QUERIES, ...traceIds(loops).map((traceId) => ({ queryType: 'trace' as const, traceId }))];
    const inBrowser = await answerInPage(page, { ...request, queries });
    const inNode = await answerOnServer(server.url, queries);
    const differences = queries.flatMap((query, i) => {
      const difference = firstDifference(inNode[i], inBrowser[i]);
      return difference === null ? [] : [`${JSON.stringify(query)}: ${difference}`];
    });
    expect(differences, 'Node is not the browser').toEqual([]);
    expect(inNode.filter(({ frames }) => frames.length > 0).length).toBeGreaterThan(0);

    const [iterations] = await answerInPage(page, { ...request, queries: [{ queryType: 'iterations', limit: 1000 }] });
    expect(firstDifference(await printedFrames(fixture), withoutConfig(iterations))).toBeNull();
  });
}

async function printedFrames(fixture: string): Promise<unknown> {
  const args = ['query', '--store', fixture, '--type', 'iterations', '--limit', '1000', '--format', 'json'];
  const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM, ...args], { cwd: LTF, maxBuffer: 2 ** 26 });
  return (JSON.parse(stdout) as { frames: unknown }).frames;
}

/** Frames as the command line prints them. */
function withoutConfig({ frames }: GoldenAnswer): unknown[] {
  return frames.map(({ schema, data }) => ({
    name: schema.name,
    meta: schema.meta,
    fields: schema.fields.map(({ name, type, labels = {} }, i) => ({ name, type, labels, values: data.values[i] })),
  }));
}

function traceIds(loops: GoldenAnswer): string[] {
  const [frame] = loops.frames;
  const at = frame?.schema.fields.findIndex(({ name }) => name === 'traceId') ?? -1;
  return at < 0 ? [] : frame.data.values[at].slice(0, TRACES).map(String);
}

async function answerOnServer(url: string, queries: Array<Partial<LoopQuery>>): Promise<GoldenAnswer[]> {
  const { range, ...context } = CONTEXT;
  const answers: GoldenAnswer[] = [];
  for (const query of queries) {
    const response = await fetch(`${url}/api/query`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ ...context, range, queries: [{ refId: 'A', ...query }] }),
    });
    const { results } = (await response.json()) as { results: { A: GoldenAnswer } };
    const { frames, notices, errors } = results.A;
    answers.push({ frames, notices, errors });
  }
  return answers;
}
