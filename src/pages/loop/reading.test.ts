import { frameOf } from '../testing';
import { countCalls } from './calls';
import { foldFailures } from './failures';
import { readMessageRows } from './readMessages';
import { readSteps } from './readSteps';
import { readWarnings } from './readWarnings';

const steps = readSteps([
  frameOf('steps', [
    {
      spanId: 's1',
      iteration: 1,
      kind: 'tool',
      name: 'execute_tool search',
      tool: 'search',
      status: 'error',
      error: 'timed out',
      durationMs: 10,
    },
    {
      spanId: 's2',
      iteration: 2,
      kind: 'tool',
      name: 'execute_tool search',
      tool: 'search',
      status: 'error',
      error: 'timed out',
      durationMs: 30,
    },
    {
      spanId: 's3',
      iteration: 2,
      kind: 'tool',
      name: 'execute_tool write',
      tool: 'write',
      status: 'ok',
      durationMs: null,
    },
    {
      spanId: 's4',
      iteration: 2,
      kind: 'llm',
      name: 'chat',
      model: 'gpt-4o',
      status: 'ok',
      inputTokens: 7,
      outputTokens: 0,
    },
    { spanId: 's5', iteration: null, kind: 'agent', name: 'invoke_agent', status: 'error', error: 'timed out' },
  ]),
]);

describe('failures', () => {
  it('of one message stand together, at the iteration of the first; who only passes them on is left out', () => {
    expect(foldFailures(steps)).toEqual([{ what: 'search', error: 'timed out', count: 2, iteration: 1, spanId: 's1' }]);
  });

  it('of the loop itself are told where no call failed', () => {
    expect(foldFailures(steps.slice(4))).toEqual([
      { what: 'invoke_agent', error: 'timed out', count: 1, iteration: null, spanId: 's5' },
    ]);
  });
});

describe('calls', () => {
  it('are counted by tool and by model; what is not reported is not 0', () => {
    expect(countCalls(steps, 'tool')).toMatchObject([
      { name: 'search', calls: 2, failed: 2, durationMedian: 20, error: 'timed out' },
      { name: 'write', calls: 1, failed: 0, durationMedian: null, error: null },
    ]);
    expect(countCalls(steps, 'llm')).toMatchObject([
      { name: 'gpt-4o', inputTokens: 7, outputTokens: 0, costUsd: null },
    ]);
  });
});

describe('messages', () => {
  it('are taken apart into who and what, and say where they were cut', () => {
    const [said, cut, odd] = readMessageRows([
      frameOf('messages', [
        {
          id: '1',
          body: 'assistant calls search: {"q": "a: b"}',
          kind: 'tool_call',
          role: 'assistant',
          severity: 'debug',
        },
        {
          id: '2',
          body: 'search fails: boom […]',
          kind: 'tool_result',
          role: 'tool',
          severity: 'error',
          truncated: true,
        },
        { id: '3', body: 'user: ends with […]', role: 'user', kind: 'text', truncated: false },
      ]),
    ]);
    expect(said).toMatchObject({ speaker: 'assistant calls search', text: '{"q": "a: b"}', failed: false });
    expect(cut).toMatchObject({ speaker: 'search fails', text: 'boom', failed: true, truncated: true });
    expect(odd.text).toBe('ends with […]');
  });
});

describe('warnings', () => {
  it('carry the iterations and steps that prove them; odd evidence is none', () => {
    const [one, other] = readWarnings([
      frameOf('warnings', [
        {
          type: 'plateau',
          severity: 'info',
          title: 'Plateau',
          what: 'flat',
          evidence: '[4, 5, "span", null]',
          firstIteration: 4,
        },
        { type: 'regression', severity: 'fatal', title: 'Regression', evidence: 'no json' },
      ]),
    ]);
    expect(one).toMatchObject({ severity: 'info', iterations: [4, 5], spans: ['span'], firstIteration: 4 });
    expect(other).toMatchObject({ severity: 'warning', iterations: [], spans: [], what: '', why: null });
  });
});
