import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { openStore } from './openStore';
import { ask, readTestdata, rowsOf, TESTDATA, type Row } from './testing';

/** What the programs that made the recordings wrote down beside them. */
interface Truth {
  llm_calls: number;
  llm_failed: number;
  input_tokens: number;
  output_tokens: number;
  per_model: Record<string, { calls: number; failed: number; input_tokens: number; output_tokens: number }>;
  tool_calls: number;
  tools_ok: number;
  tools_failed: number;
  tool_names_in_order: string[];
  handoff_targets_in_order: string[];
  agents: string[];
  control_transfers?: number;
  cost_usd_total?: number;
}

const engineOf = (store: string) => openStore(store);
type Engine = ReturnType<typeof engineOf>;

async function table(engine: Engine, query: Parameters<typeof ask>[1]): Promise<Row[]> {
  return rowsOf((await ask(engine, query)).frames[0]);
}

const sum = (rows: Row[], column: string) => rows.reduce((total, row) => total + Number(row[column] ?? 0), 0);

/** All figures of a recording, by the queries that a person would ask. */
async function expectTruth(store: string, truth: Truth, isCachedApart: boolean): Promise<void> {
  const engine = engineOf(store);
  const loops = await table(engine, { queryType: 'loops' });
  const cachedApart = isCachedApart ? sum(loops, 'cacheReadTokens') : 0;
  expect({
    llmCalls: sum(loops, 'llmCalls'),
    llmFailed: sum(loops, 'llmFailed'),
    inputTokens: sum(loops, 'inputTokens') - cachedApart,
    outputTokens: sum(loops, 'outputTokens'),
    toolCalls: sum(loops, 'toolCalls'),
    toolFailed: sum(loops, 'toolFailed'),
  }).toEqual({
    llmCalls: truth.llm_calls,
    llmFailed: truth.llm_failed,
    inputTokens: truth.input_tokens,
    outputTokens: truth.output_tokens,
    toolCalls: truth.tool_calls,
    toolFailed: truth.tools_failed,
  });
  const iterations = await table(engine, { queryType: 'iterations' });
  if (iterations.some(({ llmCalls }) => llmCalls !== null)) {
    expect(sum(iterations, 'llmFailed')).toBe(truth.llm_failed);
  }
  await expectModels(engine, truth, cachedApart);
  await expectTools(engine, truth);
  await expectHandoffs(engine, truth);
}

async function expectModels(engine: Engine, truth: Truth, cachedApart: number): Promise<void> {
  const byModel = new Map(
    (await table(engine, { queryType: 'breakdown', groupBy: 'model' })).map((row) => [row.key, row])
  );
  const models = Object.entries(truth.per_model);
  for (const [model, { calls, failed, input_tokens, output_tokens }] of models) {
    expect(byModel.get(model)).toMatchObject({ calls, failed });
    expect(Number(byModel.get(model)?.outputTokens ?? 0)).toBe(output_tokens);
    if (cachedApart === 0) {
      expect(Number(byModel.get(model)?.inputTokens ?? 0)).toBe(input_tokens);
    }
  }
}

async function expectTools(engine: Engine, truth: Truth): Promise<void> {
  const steps = await table(engine, { queryType: 'steps' });
  const tools = steps.filter(({ kind }) => kind === 'tool' || kind === 'handoff');
  const byTool = await table(engine, { queryType: 'breakdown', groupBy: 'tool' });
  const counted = (names: unknown[]) =>
    Object.fromEntries([...new Set(names)].sort().map((name) => [name, names.filter((each) => each === name).length]));
  expect(Object.fromEntries(byTool.map(({ key, calls }) => [key, calls]))).toEqual(counted(truth.tool_names_in_order));
  expect(sum(byTool, 'calls') - sum(byTool, 'failed')).toBe(truth.tools_ok);
  expect(tools.length).toBeGreaterThanOrEqual(truth.tool_calls);
}

async function expectHandoffs(engine: Engine, truth: Truth): Promise<void> {
  const loops = await table(engine, { queryType: 'loops' });
  const targets = truth.handoff_targets_in_order;
  if (truth.control_transfers === undefined) {
    expect(sum(loops, 'handoffs')).toBe(targets.length);
  } else {
    expect(sum(loops, 'handoffs')).toBe(truth.control_transfers);
  }
  const { frames } = await ask(engine, { queryType: 'handoffs' });
  const nodes = rowsOf(frames[0]).map(({ title }) => title);
  expect(nodes).toEqual(expect.arrayContaining(targets));
  const named = await table(engine, { queryType: 'steps' });
  const agents = [...nodes, ...named.map(({ agent }) => agent), ...loops.flatMap(({ agent, loop }) => [agent, loop])];
  expect(agents).toEqual(expect.arrayContaining(truth.agents));
}

const recordings = (folder: string) =>
  readdirSync(join(TESTDATA, folder))
    .filter((file) => file.endsWith('.expected.json'))
    .map((file) => `${folder}/${file.slice(0, -'.expected.json'.length)}`);

const truthOf = (name: string) => (readTestdata(`${name}.expected.json`) as { truth: Truth }).truth;

/** Anthropic's instrumentation and loomflow's new spans count cached tokens among the input, the scripts do not. */
describe.each(recordings('otlp/looplens'))('%s', (name) => {
  it('holds through the public store', async () => {
    const truth = truthOf(name);
    await expectTruth(join(TESTDATA, `${name}.otlp.json`), truth, name.includes('anthropic'));
  });
});

describe.each(recordings('otlp/loomflow'))('%s', (name) => {
  const truth = truthOf(name);
  const short = name.split('/').at(-1) ?? '';

  it('holds through FileTelemetry', async () => {
    const file = join(TESTDATA, 'loomflow', `${short}.telemetry.jsonl`);
    await expectTruth(file, truth, name.includes('0.20'));
    const loops = await table(engineOf(file), { queryType: 'loops' });
    expect(sum(loops, 'costUsd')).toBeCloseTo(truth.cost_usd_total ?? NaN, 9);
  });

  const metrics = ['.json', '.json.gz']
    .map((end) => join(TESTDATA, 'loomflow', `${short}.otlp-metrics${end}`))
    .find((path) => existsSync(path));
  if (metrics !== undefined) {
    it('holds through OTLP with its metrics', async () => {
      const both = join(TESTDATA, `{${name}.otlp.json,${metrics.slice(TESTDATA.length + 1)}}`);
      await expectTruth(both, truth, name.includes('0.20'));
    });
  }
});

describe('otlp/loom/loom-ai', () => {
  type Case = Truth & { case: string; goal_id?: string; trace_id?: string; final_status?: string };
  const { cases } = readTestdata('otlp/loom/loom-ai.expected.json') as { cases: Case[] };
  const file = join(TESTDATA, 'otlp/loom/loom-ai.otlp.json');

  it.each(cases.filter(({ goal_id }) => goal_id !== undefined).map((wanted) => [wanted.case, wanted] as const))(
    '%s holds through the public store',
    async (_, wanted) => {
      const engine = engineOf(file);
      const filters =
        wanted.trace_id === undefined
          ? [{ key: 'task', op: '=' as const, value: wanted.goal_id ?? '' }]
          : [{ key: 'traceId', op: '=' as const, value: wanted.trace_id }];
      const loops = await table(engine, { queryType: 'loops', filters });
      expect(loops).toMatchObject([{ system: 'loom', llmCalls: wanted.llm_calls, llmFailed: wanted.llm_failed }]);
      expect(sum(loops, 'inputTokens')).toBe(wanted.input_tokens);
      expect(sum(loops, 'outputTokens')).toBe(wanted.output_tokens);
      if (wanted.final_status !== undefined) {
        expect(loops[0].outcome).toBe(wanted.final_status === 'completed' ? 'success' : 'failure');
      }
      const byModel = await table(engine, { queryType: 'breakdown', groupBy: 'model', filters });
      // Failed calls carry no model, and of two calls at once the two models' tokens may be swapped.
      expect(sum(byModel, 'calls')).toBe(wanted.llm_calls);
      expect(sum(byModel, 'inputTokens')).toBe(wanted.input_tokens);
      for (const [model, { calls, failed }] of Object.entries(wanted.per_model)) {
        expect(byModel.find(({ key }) => key === (failed > 0 ? null : model))?.calls).toBe(calls);
      }
    }
  );
});

describe('otlp/lunette/lunette', () => {
  type Sample = Truth & { sample: string; trajectory_id: string; error: object | null };
  const { samples, task } = readTestdata('otlp/lunette/lunette.expected.json') as { samples: Sample[]; task: string };
  const file = join(TESTDATA, 'otlp/lunette/lunette.otlp.json');

  // Of samples that ran at the same time the script may have noted the calls of another.
  const isApart = ({ trajectory_id, sample }: Sample) => trajectory_id !== undefined && !sample.startsWith('par-');
  const apart = samples.filter(isApart);

  it('holds for samples that ran at the same time, together', async () => {
    const filters = [{ key: 'task', op: '=~' as const, value: 'par-.*' }];
    const loops = await table(engineOf(file), { queryType: 'loops', filters });
    const together = samples.filter(({ trajectory_id, sample }) => trajectory_id && sample.startsWith('par-'));
    expect(loops).toHaveLength(together.length);
    expect(sum(loops, 'inputTokens')).toBe(together.reduce((total, { input_tokens }) => total + input_tokens, 0));
    expect(sum(loops, 'llmCalls')).toBe(together.reduce((total, { llm_calls }) => total + llm_calls, 0));
  });

  it.each(apart.map((sample, i) => [`${i} ${sample.sample}`, sample] as const))(
    'sample %s holds through the public store',
    async (_, wanted) => {
      const engine = engineOf(file);
      const filters = [{ key: 'session', op: '=' as const, value: wanted.trajectory_id }];
      const loops = await table(engine, { queryType: 'loops', filters });
      expect(loops).toMatchObject([
        {
          loop: task,
          task: wanted.sample,
          outcome: wanted.error === null ? 'success' : 'failure',
          llmCalls: wanted.llm_calls,
          llmFailed: wanted.llm_failed,
        },
      ]);
      const byModel = await table(engine, { queryType: 'breakdown', groupBy: 'model', filters });
      for (const [model, { calls, failed, input_tokens, output_tokens }] of Object.entries(wanted.per_model)) {
        const row = byModel.find(({ key }) => key === model);
        expect(row).toMatchObject({ calls, failed });
        expect(Number(row?.inputTokens ?? 0)).toBe(input_tokens);
        expect(Number(row?.outputTokens ?? 0)).toBe(output_tokens);
      }
    }
  );
});
