import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { openStore } from './openStore';
import { ask, readTestdata, rowsOf, TESTDATA, type Row } from './testing';

interface Expected {
  truth: { llm_calls: number; input_tokens: number; output_tokens: number; cost_usd_total: number };
  run_results: Array<{ cached_tokens_in?: number }>;
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
    if (name.includes('0.10')) {
      expect(sum(rows, 'costUsd')).toBeCloseTo(truth.cost_usd_total, 9);
    }
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
