import { join } from 'node:path';
import { openStore } from './openStore';
import { ask, readTestdata, rowsOf, TESTDATA } from './testing';

/** Answers of trace stores, saved as files. */
const loops = async (name: string) =>
  rowsOf((await ask(openStore(join(TESTDATA, 'answers', `${name}.json`)), { queryType: 'loops' })).frames[0]);

interface Expected {
  truth: { llm_calls: number; input_tokens: number; output_tokens: number; tool_calls: number; tools_failed: number };
}

describe('a stored answer is a store', () => {
  it.each(['jaeger-v1-loomflow-0.20.0-supervisor', 'tempo-v1-loomflow-supervisor', 'tempo-v2-loomflow-supervisor'])(
    '%s',
    async (name) => {
      const { truth } = readTestdata('otlp/loomflow/loomflow-0.20.0-supervisor.expected.json') as Expected;
      expect(await loops(name)).toMatchObject([
        {
          system: 'loomflow',
          outcome: 'success',
          llmCalls: truth.llm_calls,
          inputTokens: truth.input_tokens,
          outputTokens: truth.output_tokens,
          toolCalls: truth.tool_calls,
          toolFailed: truth.tools_failed,
        },
      ]);
    }
  );

  it.each(['jaeger-v1-genai-openllmetry-root-error', 'jaeger-v3-genai-openllmetry-root-error'])('%s', async (name) => {
    const rows = await loops(name);
    expect(rows).toMatchObject([{ outcome: 'failure', llmCalls: 1, llmFailed: 1 }]);
  });

  it('tempo-v1-lunette-error', async () => {
    expect(await loops('tempo-v1-lunette-error')).toMatchObject([{ system: 'lunette', outcome: 'failure' }]);
  });
});
