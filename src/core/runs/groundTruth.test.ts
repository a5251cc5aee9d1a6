import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { isObject } from '../formats/json';
import { readOtlpTraces } from '../formats/otlp/readOtlp';
import type { SpanRecord } from '../formats/otlp/span';
import { assembleRun, type Run } from './run';

const OTLP = join(__dirname, '..', '..', '..', 'testdata', 'otlp');

interface Truth {
  llm_calls: number;
  llm_failed: number;
  input_tokens: number;
  output_tokens: number;
  per_model: Record<string, { calls: number; failed: number; input_tokens: number; output_tokens: number }>;
  tool_calls: number;
  tools_failed: number;
  tool_names_in_order: string[];
  handoffs: number;
  handoff_targets_in_order: string[];
  agents: string[];
  control_transfers?: number;
}

function readJson(path: string): unknown {
  const bytes = readFileSync(join(OTLP, path));
  return JSON.parse((path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8'));
}

function readRuns(path: string): Run[] {
  const body = readJson(path);
  const byTrace = new Map<string, SpanRecord[]>();
  for (const span of isObject(body) ? readOtlpTraces(body).spans : []) {
    byTrace.set(span.traceId, [...(byTrace.get(span.traceId) ?? []), span]);
  }
  return [...byTrace].map(([id, spans]) => assembleRun(id, spans));
}

type Total =
  | 'llmCalls'
  | 'llmFailed'
  | 'toolCalls'
  | 'toolFailed'
  | 'handoffs'
  | 'inputTokens'
  | 'outputTokens'
  | 'cacheReadTokens';
const total = (runs: Run[], name: Total) => runs.reduce((sum, { loop }) => sum + (loop.totals?.[name] ?? 0), 0);

const countedCalls = (runs: Run[]) =>
  runs.flatMap(({ steps }) => steps.filter(({ kind, counts }) => kind === 'llm' && counts));
/** In the order in which they ended, which is that of the script's record. */
const countedTools = (runs: Run[]) =>
  runs
    .flatMap(({ steps }) => steps.filter(({ kind, counts }) => (kind === 'tool' || kind === 'handoff') && counts))
    .sort((a, b) => (a.span.endTime ?? 0) - (b.span.endTime ?? 0));

const truthOf = (path: string) => (readJson(path) as { truth: Truth }).truth;
const fixtures = (folder: string) =>
  readdirSync(join(OTLP, folder))
    .filter((file) => file.endsWith('.otlp.json'))
    .map((file) => `${folder}/${file.slice(0, -'.otlp.json'.length)}`);

describe.each(fixtures('looplens'))('%s, against the tally of the script that made it', (name) => {
  const runs = readRuns(`${name}.otlp.json`);
  const truth = truthOf(`${name}.expected.json`);

  it('counts calls, failures and handoffs', () => {
    expect(total(runs, 'llmCalls')).toBe(truth.llm_calls);
    expect(total(runs, 'llmFailed')).toBe(truth.llm_failed);
    expect(total(runs, 'toolCalls')).toBe(truth.tool_calls);
    expect(total(runs, 'toolFailed')).toBe(truth.tools_failed);
    expect(countedTools(runs).map(({ tool }) => tool)).toEqual(truth.tool_names_in_order);
    expect(runs.flatMap(({ handoffs }) => handoffs.map(({ to }) => to))).toEqual(truth.handoff_targets_in_order);
  });

  it('adds up tokens, cached ones among the input, none twice', () => {
    expect(total(runs, 'inputTokens') - (name.includes('anthropic') ? total(runs, 'cacheReadTokens') : 0)).toBe(
      truth.input_tokens
    );
    expect(total(runs, 'outputTokens')).toBe(truth.output_tokens);
  });

  it('says failure only where the run failed', () => {
    expect(runs.map(({ loop }) => loop.outcome)).toEqual([name.endsWith('root-error') ? 'failure' : 'success']);
  });

  it('knows the system by its convention', () => {
    const system = /genai|openinference|traceloop/.exec(name)?.[0];
    expect(runs.map(({ loop }) => loop.system)).toEqual([system]);
  });
});

describe.each(fixtures('loomflow').filter((name) => name.includes('0.20.0')))('%s', (name) => {
  const runs = readRuns(`${name}.otlp.json`);
  const truth = truthOf(`${name}.expected.json`);

  it('counts calls, failures and transfers of control', () => {
    expect(total(runs, 'llmCalls')).toBe(truth.llm_calls);
    expect(total(runs, 'llmFailed')).toBe(truth.llm_failed);
    // Tools of one turn run at the same time: which ended first is not on record.
    expect(
      countedTools(runs)
        .map(({ tool }) => tool)
        .sort()
    ).toEqual([...truth.tool_names_in_order].sort());
    expect(total(runs, 'toolFailed')).toBe(truth.tools_failed);
    expect(total(runs, 'handoffs')).toBe(truth.control_transfers ?? truth.handoffs);
  });

  it('adds up tokens by model', () => {
    const results = (readJson(`${name}.expected.json`) as { run_results: Array<{ cached_tokens_in?: number }> })
      .run_results;
    const cached = results[0]?.cached_tokens_in ?? 0;
    expect(total(runs, 'inputTokens')).toBe(truth.input_tokens + cached);
    expect(total(runs, 'outputTokens')).toBe(truth.output_tokens);
    for (const [model, { calls }] of Object.entries(truth.per_model)) {
      expect(countedCalls(runs).filter((step) => step.model === model)).toHaveLength(calls);
    }
  });

  it('has the turns of the run, not those of its sub-agents', () => {
    const results = (readJson(`${name}.expected.json`) as { run_results: Array<{ turns?: number }> }).run_results;
    const turns = results[0]?.turns;
    if (turns !== undefined) {
      expect(runs.map(({ loop }) => loop.iterations.length)).toEqual([turns]);
    }
    expect(runs.every(({ loop }) => loop.system === 'loomflow')).toBe(true);
  });
});

describe.each(fixtures('loomflow').filter((name) => name.includes('0.10.8')))(
  '%s, whose spans carry neither tokens nor tool failures',
  (name) => {
    const runs = readRuns(`${name}.otlp.json`);
    const truth = truthOf(`${name}.expected.json`);

    it('counts calls and leaves tokens unknown', () => {
      expect(total(runs, 'llmCalls')).toBe(truth.llm_calls);
      expect(total(runs, 'llmFailed')).toBe(truth.llm_failed);
      // Tools of one turn run at the same time: which ended first is not on record.
      expect(
        countedTools(runs)
          .map(({ tool }) => tool)
          .sort()
      ).toEqual([...truth.tool_names_in_order].sort());
      expect(runs.every(({ loop }) => loop.totals?.inputTokens === null && loop.tokensTotal === null)).toBe(true);
      // Unknown is not 0: two tools of the script failed, and nothing on a span says which, or that any did.
      const withTools = runs.filter(({ loop }) => (loop.totals?.toolCalls ?? 0) > 0);
      expect(withTools.map(({ loop }) => loop.totals?.toolFailed)).toEqual(withTools.map(() => null));
      expect(total(runs, 'handoffs')).toBe(truth.control_transfers ?? truth.handoffs);
    });
  }
);

describe('loom/loom-ai', () => {
  const runs = readRuns('loom/loom-ai.otlp.json');
  const { cases } = readJson('loom/loom-ai.expected.json') as {
    cases: Array<Truth & { case: string; goal_id: string; final_status: string }>;
  };

  // A dead letter and a caller's own trace have no goal; what they are is tested as spans of unknown kinds.
  const goals = cases.filter(({ goal_id, final_status }) => goal_id !== undefined && final_status !== undefined);

  it.each(goals.map((wanted) => [wanted.case, wanted] as const))('%s', (_, wanted) => {
    const own = runs.filter(({ loop }) => loop.task === wanted.goal_id);
    expect(own).toHaveLength(1);
    expect(total(own, 'llmCalls')).toBe(wanted.llm_calls);
    expect(total(own, 'llmFailed')).toBe(wanted.llm_failed);
    // Continuations carry only `llm.*` tokens; both dialects on one span are one count.
    expect(total(own, 'inputTokens')).toBe(wanted.input_tokens);
    expect(total(own, 'outputTokens')).toBe(wanted.output_tokens);
    expect(own[0].loop.outcome).toBe(wanted.final_status === 'completed' ? 'success' : 'failure');
    expect(own[0].loop.system).toBe('loom');
  });
});

describe('lunette/lunette', () => {
  const runs = readRuns('lunette/lunette.otlp.json');
  const truth = readJson('lunette/lunette.expected.json') as {
    task: string;
    traces: number;
    samples: Array<Truth & { sample: string; trajectory_id: string; error: { message: string } | null }>;
  };

  it('has a loop a trajectory, and the call outside of any', () => {
    expect(runs).toHaveLength(truth.traces);
  });

  it('keeps trajectories that ran at the same time apart', () => {
    const isParallel = (sample: string | null) => sample?.startsWith('par-') === true;
    const wanted = truth.samples.filter(({ sample }) => isParallel(sample));
    const own = runs.filter(({ loop }) => isParallel(loop.task));
    // Which of them got which answer of the server is not on record; together they add up.
    expect(own).toHaveLength(wanted.length);
    expect(own.every(({ loop }) => loop.totals?.llmCalls === 2)).toBe(true);
    expect(total(own, 'inputTokens')).toBe(wanted.reduce((sum, { input_tokens }) => sum + input_tokens, 0));
  });

  const alone = truth.samples.filter(
    ({ sample, trajectory_id }) => trajectory_id !== undefined && !sample.startsWith('par-')
  );
  it.each(alone.map((sample) => [sample.sample, sample] as const))('sample %s', (_, sample) => {
    const [run] = runs.filter(({ loop }) => loop.session === sample.trajectory_id);
    expect(run.loop).toMatchObject({ loop: truth.task, task: sample.sample, system: 'lunette' });
    expect(run.loop.outcome).toBe(sample.error === null ? 'success' : 'failure');
    expect(run.loop.totals).toMatchObject({ llmCalls: sample.llm_calls, llmFailed: sample.llm_failed });
    expect(run.loop.totals?.inputTokens ?? 0).toBe(sample.input_tokens);
    expect(run.loop.totals?.outputTokens ?? 0).toBe(sample.output_tokens);
    if (sample.error !== null) {
      expect(run.loop.terminationReason).toContain(sample.error.message.slice(0, 20));
    }
  });
});

describe('loop.* spans', () => {
  interface ExpectedLoop {
    trace_id: string;
    loop_name: string;
    outcome: string;
    root_exported: boolean;
    n_iterations: number;
    tokens_total: number;
    cost_total_usd: number | null;
    iterations: Array<{
      iteration: number;
      goal_score: number;
      tokens: number;
      cost: number | null;
      les_cumulative: number;
    }>;
  }

  it('read live, with worker and evaluator spans that repeat the score', () => {
    const runs = new Map(
      readRuns('loop/synthetic-semconv-live.otlp.json.gz').map((run) => [run.loop.traceId, run.loop])
    );
    const { loops } = readJson('loop/synthetic-semconv-live.expected.json') as { loops: ExpectedLoop[] };
    expect(runs.size).toBe(loops.length);
    for (const wanted of loops) {
      const loop = runs.get(wanted.trace_id);
      expect(loop).toMatchObject({ loop: wanted.loop_name, system: 'loopotel', tokensTotal: wanted.tokens_total });
      expect(loop?.outcome).toBe(wanted.root_exported ? wanted.outcome : 'running');
      expect(loop?.iterations.map(({ iteration, goalScore, tokens }) => ({ iteration, goalScore, tokens }))).toEqual(
        wanted.iterations.map(({ iteration, goal_score, tokens }) => ({ iteration, goalScore: goal_score, tokens }))
      );
    }
  });

  it('read from loopotel’s own export, which replays a document', () => {
    const runs = readRuns('loop/loopotel-exporter.otlp.json');
    const { totals } = readJson('loop/loopotel-exporter.expected.json') as {
      totals: { loops: number; iterations: number; tokens_total: number; by_outcome: Record<string, number> };
    };
    expect(runs).toHaveLength(totals.loops);
    expect(runs.reduce((sum, { loop }) => sum + loop.iterations.length, 0)).toBe(totals.iterations);
    expect(runs.reduce((sum, { loop }) => sum + (loop.tokensTotal ?? 0), 0)).toBe(totals.tokens_total);
    for (const [outcome, count] of Object.entries(totals.by_outcome)) {
      expect(runs.filter(({ loop }) => loop.outcome === outcome)).toHaveLength(count);
    }
  });
});
