import { join } from 'node:path';
import { openStore } from './openStore';
import { ask, readTestdata, rowsOf, TESTDATA, type Row } from './testing';
import { validateLine } from './validateCommand';
import { readFileSync } from 'node:fs';

interface ExpectedIteration {
  iteration: number;
  goal_score: number;
  goal_target: number;
  tokens: number;
  cost: number | null;
  latency: number | null;
  worker: string | null;
  evaluator: string | null;
  effectiveness: number;
  les_cumulative_emitted: number;
  les_cumulative_mean_of_effectiveness: number;
}

interface ExpectedLoop {
  trace_id: string;
  loop_name: string;
  env_id: string | null;
  task_id: string | null;
  outcome: string;
  termination_reason: string;
  started_at: string;
  ended_at: string;
  goal_target: number;
  safety_violations: number;
  n_iterations: number;
  tokens_total: number;
  cost_total_usd: number | null;
  final_goal_score: number;
  max_goal_score: number;
  final_les_cumulative: number;
  iterations?: ExpectedIteration[];
}

const store = (name: string) => openStore(join(TESTDATA, 'ltf', name));
const expected = (name: string) => readTestdata(`ltf/${name}.expected.json`) as { loops: ExpectedLoop[] };

async function loopsOf(name: string): Promise<Map<string, Row>> {
  const { frames } = await ask(store(`${name}.jsonl`), { queryType: 'loops' });
  return new Map(rowsOf(frames[0]).map((row) => [String(row.traceId), row]));
}

async function iterationsOf(name: string): Promise<Map<string, Row[]>> {
  const { frames } = await ask(store(`${name}.jsonl`), { queryType: 'iterations' });
  const byLoop = new Map<string, Row[]>();
  for (const row of rowsOf(frames[0])) {
    const id = String(row.traceId);
    byLoop.set(id, [...(byLoop.get(id) ?? []), row]);
  }
  return byLoop;
}

const orNull = (text: string) => (text === '' ? null : text);

describe.each(['small', 'sixty'])('%s.jsonl, against the emitter’s own record', (name) => {
  it('has every loop with its figures', async () => {
    const rows = await loopsOf(name);
    const { loops } = expected(name);
    expect(rows.size).toBe(loops.length);
    for (const loop of loops) {
      const row = rows.get(loop.trace_id);
      expect(row).toMatchObject({
        loop: loop.loop_name,
        env: loop.env_id,
        task: loop.task_id,
        outcome: loop.outcome,
        terminationReason: orNull(loop.termination_reason),
        iterations: loop.n_iterations,
        goalTarget: loop.goal_target,
        violations: loop.safety_violations,
        tokens: loop.tokens_total,
        goalScore: loop.final_goal_score,
        bestGoalScore: loop.max_goal_score,
        lesReported: loop.final_les_cumulative,
        system: 'ltf',
      });
      // Date.parse stops at milliseconds; the rows hold microseconds.
      expect(Math.floor(Number(row?.startTime))).toBe(Date.parse(loop.started_at));
      expect(Math.floor(Number(row?.endTime))).toBe(Date.parse(loop.ended_at));
      if (loop.cost_total_usd === null) {
        expect(row?.costUsd).toBeNull();
      } else {
        expect(row?.costUsd).toBeCloseTo(loop.cost_total_usd, 9);
      }
    }
  });

  it('has every iteration with its figures', async () => {
    const byLoop = await iterationsOf(name);
    for (const loop of expected(name).loops) {
      const rows = byLoop.get(loop.trace_id) ?? [];
      expect(rows).toHaveLength(loop.n_iterations);
      (loop.iterations ?? []).forEach((iteration, i) => {
        expect(rows[i]).toMatchObject({
          iteration: iteration.iteration,
          goalScore: iteration.goal_score,
          goalTarget: iteration.goal_target,
          tokens: iteration.tokens,
          costUsd: iteration.cost,
          latencyMs: iteration.latency,
          worker: iteration.worker,
          evaluator: iteration.evaluator,
          lesReported: iteration.les_cumulative_emitted,
          derived: false,
        });
        expect(rows[i].effectiveness).toBeCloseTo(iteration.effectiveness, 12);
        expect(rows[i].lesCumulative).toBeCloseTo(iteration.les_cumulative_mean_of_effectiveness, 12);
      });
      const last = rows.at(-1);
      expect(last?.tokensCumulative).toBe(loop.tokens_total);
    }
  });
});

describe('loopgym.jsonl', () => {
  it('has the scores that the environment kept', async () => {
    const byLoop = await iterationsOf('loopgym');
    const rows = await loopsOf('loopgym');
    const { loops } = readTestdata('ltf/loopgym.expected.json') as {
      loops: Array<{
        trace_id: string;
        goal_scores_in_step_order?: number[];
        termination_reason?: string;
        task_id: string | null;
        env_id: string;
        disabled?: boolean;
      }>;
    };
    expect(rows.size).toBe(loops.length);
    for (const loop of loops) {
      const scores = (byLoop.get(loop.trace_id) ?? []).map(({ goalScore }) => goalScore);
      expect(scores).toEqual(loop.goal_scores_in_step_order ?? []);
      expect(rows.get(loop.trace_id)).toMatchObject({
        env: loop.env_id,
        task: loop.task_id,
        ...(loop.disabled === true ? { iterations: 0 } : { terminationReason: loop.termination_reason }),
      });
    }
  });
});

describe('edge.jsonl', () => {
  interface Case {
    case: string;
    trace_id: string;
    n_iterations: number;
    outcome: string;
    superseded?: boolean;
    tokens_total?: number;
    goal_scores?: number[];
    iteration_numbers?: number[];
    effectiveness?: number[];
    les_cumulative_emitted?: number[];
    les_cumulative_mean_of_effectiveness?: number[];
    distinct_trace_ids?: number;
  }
  const record = () => readTestdata('ltf/edge.expected.json') as { cases: Case[]; distinct_trace_ids: number };

  it('gives every loop once, the last document of an id', async () => {
    const rows = await loopsOf('edge');
    const { cases, distinct_trace_ids } = record();
    expect(rows.size).toBe(distinct_trace_ids);
    for (const wanted of cases.filter(({ superseded }) => superseded !== true)) {
      const row = rows.get(wanted.trace_id);
      expect(row?.iterations).toBe(wanted.n_iterations);
      if (wanted.outcome !== undefined) {
        expect(row?.outcome).toBe(wanted.outcome === 'cancelled' ? 'unknown' : wanted.outcome);
      }
      if (wanted.tokens_total !== undefined) {
        expect(row?.tokens).toBe(wanted.tokens_total);
      }
    }
  });

  it('keeps reported and computed LES apart where the target moves', async () => {
    const moving = record().cases.find(({ case: name }) => name === 'moving_target');
    const rows = (await iterationsOf('edge')).get(moving?.trace_id ?? '') ?? [];
    expect(rows.map(({ lesReported }) => lesReported)).toEqual(moving?.les_cumulative_emitted);
    rows.forEach((row, i) => {
      expect(row.effectiveness).toBeCloseTo(moving?.effectiveness?.[i] ?? NaN, 4);
      expect(row.lesCumulative).toBeCloseTo(moving?.les_cumulative_mean_of_effectiveness?.[i] ?? NaN, 4);
    });
  });

  it('sorts iterations by number and keeps repeats as written', async () => {
    const odd = record().cases.find(({ case: name }) => name === 'iteration_numbers');
    const rows = (await iterationsOf('edge')).get(odd?.trace_id ?? '') ?? [];
    const written = (odd?.iteration_numbers ?? []).map((number, i) => ({ number, score: odd?.goal_scores?.[i] }));
    const sorted = [...written].sort((a, b) => a.number - b.number);
    expect(rows.map(({ iteration }) => iteration)).toEqual(sorted.map(({ number }) => number));
    expect(rows.map(({ goalScore }) => goalScore)).toEqual(sorted.map(({ score }) => score));
    // Zeros everywhere are what the emitter writes when it knows no tokens.
    expect(rows.every(({ tokens }) => tokens === null)).toBe(true);
  });

  it('reads NaN and Infinity as not known, and says so', async () => {
    const nan = record().cases.find(({ case: name }) => name === 'nan_not_json');
    const rows = (await iterationsOf('edge')).get(nan?.trace_id ?? '') ?? [];
    expect(rows[1]).toMatchObject({ goalScore: null, costUsd: null, effectiveness: null });
    const row = (await loopsOf('edge')).get(nan?.trace_id ?? '');
    expect(row?.notices).toContain('NaN or Infinity');
  });
});

describe('damaged.jsonl', () => {
  it('gives the good loops and names the bad lines', async () => {
    const wanted = readTestdata('ltf/damaged.expected.json') as { good_trace_ids: string[]; bad_lines: number };
    const { frames, notices } = await ask(store('damaged.jsonl'), { queryType: 'loops' });
    expect(
      rowsOf(frames[0])
        .map(({ traceId }) => traceId)
        .sort()
    ).toEqual([...wanted.good_trace_ids].sort());
    const bad = notices.filter(({ text }) => /damaged\.jsonl: .*line/.test(text));
    expect(bad.reduce((sum, { count }) => sum + count, 0)).toBe(wanted.bad_lines);
    expect(bad.map(({ where }) => where?.split(':').at(-1))).toEqual(['4', '6']);
  });
});

describe('synthetic-schema.jsonl', () => {
  it('reads worker and evaluator spans, other pins and documents without optional fields', async () => {
    const { loops } = readTestdata('ltf/synthetic-schema.expected.json') as {
      loops: Array<{
        trace_id: string;
        loop_name: string;
        goal_scores: number[];
        tokens_total: number;
        cost_total_usd: number;
        safety_violations: number;
      }>;
    };
    const byLoop = await iterationsOf('synthetic-schema');
    const rows = await loopsOf('synthetic-schema');
    for (const loop of loops) {
      const scores = (byLoop.get(loop.trace_id) ?? []).map(({ goalScore }) => Number(goalScore).toFixed(4));
      expect(scores).toEqual(loop.goal_scores.map((score) => score.toFixed(4)));
      expect(rows.get(loop.trace_id)).toMatchObject({
        loop: loop.loop_name,
        tokens: loop.tokens_total,
        violations: loop.safety_violations,
        outcome: 'success',
        env: 'prod/agent',
      });
      expect(rows.get(loop.trace_id)?.costUsd).toBeCloseTo(loop.cost_total_usd, 9);
    }
  });
});

describe('foreign-looptrace-1.0.jsonl', () => {
  it('is read as what it is, LoopGym’s own loop trace, not as LTF', async () => {
    const written = readFileSync(join(TESTDATA, 'ltf', 'foreign-looptrace-1.0.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map(
        (line) =>
          JSON.parse(line) as {
            loop_id: string;
            success: boolean;
            termination_reason: string;
            total_cost_usd: number;
            iterations: Array<{ evaluator_scores: { quality: number }; worker_id: string }>;
          }
      );
    const { frames } = await ask(store('foreign-looptrace-1.0.jsonl'), { queryType: 'loops' });
    const rows = rowsOf(frames[0]);
    expect(rows).toHaveLength(written.length);
    for (const document of written) {
      const row = rows.find(({ traceId }) => String(traceId).startsWith(document.loop_id));
      expect(row).toMatchObject({
        system: 'loopgym',
        outcome: document.success ? 'success' : 'failure',
        terminationReason: document.termination_reason,
        iterations: document.iterations.length,
        goalScore: document.iterations.at(-1)?.evaluator_scores.quality,
      });
      expect(row?.costUsd).toBeCloseTo(document.total_cost_usd, 9);
    }
  });
});

describe('the strict verdict', () => {
  it.each(['small', 'sixty', 'edge', 'loopgym', 'damaged', 'synthetic-schema', 'foreign-looptrace-1.0'])(
    'is that of loopotel’s own validator for each line of %s.jsonl',
    (name) => {
      const { verdicts } = readTestdata(`ltf/${name}.validate.json`) as {
        verdicts: Array<{ line: number; valid: boolean | null; errors?: string[] }>;
      };
      const lines = readFileSync(join(TESTDATA, 'ltf', `${name}.jsonl`), 'utf8').split(/\r?\n/);
      for (const { line, valid, errors } of verdicts) {
        const faults = validateLine(lines[line - 1].replace(/^\ufeff/, ''), false);
        expect(faults.length === 0).toBe(valid === true);
        if (errors !== undefined) {
          const paths = new Set(errors.map((error) => error.slice(0, error.indexOf(':'))));
          expect(new Set(faults.map(({ path }) => path))).toEqual(paths);
        }
      }
    }
  );
});
