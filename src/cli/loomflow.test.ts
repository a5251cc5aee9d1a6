import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { openStore } from './openStore';
import { ask, readTestdata, rowsOf, TESTDATA, type Row } from './testing';

interface Expected {
  truth: {
    llm_calls: number;
    input_tokens: number;
    output_tokens: number;
    cost_usd_total: number;
    tools_failed: number;
  };
  run_results: Array<{
    cached_tokens_in?: number;
    turns?: number;
    interrupted?: boolean;
    interruption_reason?: string | null;
    raised?: string;
  }>;
}

const names = readdirSync(join(TESTDATA, 'loomflow'))
  .filter((file) => file.endsWith('.telemetry.jsonl'))
  .map((file) => file.slice(0, -'.telemetry.jsonl'.length));

async function loopsOf(file: string): Promise<Row[]> {
  const { frames } = await ask(openStore(join(TESTDATA, 'loomflow', file)), { queryType: 'loops' });
  return rowsOf(frames[0]);
}

const sum = (rows: Row[], column: string) => rows.reduce((total, row) => total + Number(row[column] ?? 0), 0);

describe.each(names)('%s, as loomflow’s FileTelemetry writes it', (name) => {
  const { truth, run_results } = readTestdata(`otlp/loomflow/${name}.expected.json`) as Expected;

  it('has the calls and tokens of the script, from spans or, before 0.20, from metrics', async () => {
    const rows = await loopsOf(`${name}.telemetry.jsonl`);
    expect(sum(rows, 'llmCalls')).toBe(truth.llm_calls);
    // Newer spans count cached tokens among the input, the script does not.
    const cached = name.includes('0.20') ? (run_results[0]?.cached_tokens_in ?? 0) : 0;
    expect(sum(rows, 'inputTokens')).toBe(truth.input_tokens + cached);
    expect(sum(rows, 'outputTokens')).toBe(truth.output_tokens);
    expect(rows.every(({ system }) => system === 'loomflow')).toBe(true);
  });

  it('has the cost, the failed tools, the turns and the end that are on record', async () => {
    expectRecord(await loopsOf(`${name}.telemetry.jsonl`), name);
  });
});

/** loomflow has no word for this end but in the result that it returns to the program. */
const UNTOLD = ['swarm:cycle_detected'];

function expectRecord(rows: Row[], name: string): void {
  const { truth, run_results } = readTestdata(`otlp/loomflow/${name}.expected.json`) as Expected;
  expect(sum(rows, 'costUsd')).toBeCloseTo(truth.cost_usd_total, 9);
  expect(rows.every(({ costBasis }) => costBasis !== 'estimated')).toBe(true);
  expect(rows.every(({ toolFailed }) => toolFailed !== null)).toBe(true);
  expect(sum(rows, 'toolFailed')).toBe(truth.tools_failed);
  const ends = run_results.map(({ interrupted, raised }) =>
    raised !== undefined ? 'failure' : interrupted === true ? 'partial' : 'success'
  );
  // A stream returns no result.
  expect(rows.map(({ outcome }) => String(outcome)).sort()).toEqual(ends.length === 0 ? ['success'] : ends.sort());
  const [result] = run_results;
  if (result?.turns !== undefined) {
    expect(rows.map(({ iterations }) => iterations)).toEqual([result.turns]);
  }
  const reason = result?.interruption_reason ?? null;
  if (reason !== null && !UNTOLD.includes(reason)) {
    expect(rows.map(({ terminationReason }) => terminationReason)).toEqual([reason]);
  }
}

describe('traces and metrics over OTLP', () => {
  const metrics = readdirSync(join(TESTDATA, 'loomflow')).filter((file) => file.includes('.otlp-metrics.json'));

  it.each(metrics)('%s says what the spans do not', async (file) => {
    const name = file.slice(0, file.indexOf('.otlp-metrics'));
    const store = openStore(join(TESTDATA, `{otlp/loomflow/${name}.otlp.json,loomflow/${file}}`));
    const rows = rowsOf((await ask(store, { queryType: 'loops' })).frames[0]);
    expectRecord(rows, name);
  });

  it('without the metrics leave open what only these tell', async () => {
    const store = openStore(join(TESTDATA, 'otlp/loomflow/loomflow-0.10.8-budget.otlp.json'));
    const [row] = rowsOf((await ask(store, { queryType: 'loops' })).frames[0]);
    expect(row).toMatchObject({ outcome: 'unknown', toolFailed: null, costUsd: null, inputTokens: null });
    expect(row.notices).toContain('which tools failed and how the run ended');
  });
});

it('joins running totals of an OTLP metrics export to the spans of its session', async () => {
  const { truth } = readTestdata('otlp/loomflow/loomflow-0.10.8-tools.expected.json') as Expected;
  const files = join(
    TESTDATA,
    '{otlp/loomflow/loomflow-0.10.8-tools.otlp,loomflow/loomflow-0.10.8-tools.otlp-metrics}.json'
  );
  const { frames } = await ask(openStore(files), { queryType: 'loops' });
  const rows = rowsOf(frames[0]);
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatchObject({ inputTokens: truth.input_tokens, outputTokens: truth.output_tokens });
});
