import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { LoopQuery } from '../src/core/query/query';
import type { GoldenAnswer } from './golden/entry';
import { answerInPage, firstDifference, loadGolden } from './support/golden';
import { LTF, PROGRAM, TESTDATA } from './support/server';
import { expect, test } from './support/test';

/** One of each system and of each format, below `testdata`. LoopGym's lines are among those of LTF. */
const FIXTURES: Array<[folder: string, file: string]> = [
  ...readdirSync(LTF).flatMap((name): Array<[string, string]> => (name.endsWith('.jsonl') ? [['ltf', name]] : [])),
  ['otlp/loop', 'loopotel-exporter.otlp.json'],
  ['otlp/loop', 'synthetic-semconv-live.otlp.json.gz'],
  ['otlp/looplens', 'genai-openllmetry-handoff-chain.otlp.json'],
  ['otlp/looplens', 'openinference-bounce.otlp.json'],
  ['otlp/looplens', 'traceloop-handoff-chain.otlp.pb'],
  ['otlp/loomflow', 'loomflow-0.20.0-crash.otlp.pb'],
  ['otlp/loomflow', 'loomflow-0.10.8-supervisor.otlp.json'],
  ['otlp/loom', 'loom-ai.otlp.json'],
  ['otlp/lunette', 'lunette.otlp.json'],
  ['loomflow', 'loomflow-0.20.0-supervisor.telemetry.jsonl'],
  ['loomflow', 'loomflow-0.10.8-workflow.telemetry.jsonl'],
  ['looplens', 'looplens-sdk.jsonl'],
  ['warnings', 'cases.jsonl.gz'],
];
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
  { queryType: 'series', metric: 'tokens', groupBy: 'model', interval: '1h' },
  { queryType: 'series', metric: 'costUsd', groupBy: 'agent', interval: 'range' },
  { queryType: 'events' },
  { queryType: 'handoffs' },
  { queryType: 'warnings' },
  ...(['agent', 'model', 'tool', 'kind'] as const).map((groupBy) => ({ queryType: 'breakdown' as const, groupBy })),
];

/** What is asked of one loop. */
const OF_ONE: LoopQuery['queryType'][] = ['trace', 'steps', 'handoffs', 'messages', 'warnings', 'breakdown'];

for (const [folder, fixture] of FIXTURES) {
  test(`${folder}/${fixture}: Node, the command line and the browser give the same frames`, async ({
    page,
    served,
  }) => {
    const cwd = join(TESTDATA, folder);
    const server = await served([fixture], { cwd });
    await page.goto(`${server.url}/about`);
    await loadGolden(page);
    const request = { base: `${server.url}/files`, file: fixture, context: CONTEXT };
    const [loops] = await answerInPage(page, { ...request, queries: [{ queryType: 'loops' }] });
    const ofOne = traceIds(loops).flatMap((traceId) => OF_ONE.map((queryType) => ({ queryType, traceId })));
    const queries = [...QUERIES, ...ofOne];
    const inBrowser = await answerInPage(page, { ...request, queries });
    const inNode = await answerOnServer(server.url, queries);
    const differences = queries.flatMap((query, i) => {
      const difference = firstDifference(untimed(inNode[i]), untimed(inBrowser[i]));
      return difference === null ? [] : [`${JSON.stringify(query)}: ${difference}`];
    });
    expect(differences, 'Node is not the browser').toEqual([]);
    expect(inNode.filter(({ frames }) => frames.length > 0).length).toBeGreaterThan(0);

    const [iterations] = await answerInPage(page, { ...request, queries: [{ queryType: 'iterations', limit: 1000 }] });
    expect(firstDifference(await printedFrames(cwd, fixture), withoutConfig(iterations))).toBeNull();
  });
}

/** How long nothing was heard of a loop that runs grows between the two answers. */
const untimed = (answer: GoldenAnswer): unknown =>
  JSON.parse(JSON.stringify(answer).replaceAll(/(was heard of the loop for )[\d.,]+ \w+/g, '$1a time'));

async function printedFrames(cwd: string, fixture: string): Promise<unknown> {
  const args = ['query', '--store', fixture, '--type', 'iterations', '--limit', '1000', '--format', 'json'];
  const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM, ...args], { cwd, maxBuffer: 2 ** 26 });
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
