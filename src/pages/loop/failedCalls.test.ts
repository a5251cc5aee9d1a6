import { frameOf } from '../testing';
import { withFailedCalls } from './failedCalls';
import { readMessageRows } from './readMessages';
import { readSteps } from './readSteps';

const said = readMessageRows([
  frameOf('messages', [
    {
      id: 'm1',
      spanId: 'a',
      timestamp: 100,
      iteration: 1,
      role: 'user',
      kind: 'text',
      severity: 'info',
      body: 'user: go',
    },
    {
      id: 'm2',
      spanId: 'b',
      timestamp: 300,
      iteration: 2,
      role: 'user',
      kind: 'text',
      severity: 'info',
      body: 'user: on',
    },
  ]),
]);
const call = (spanId: string, startTime: number, part: Record<string, unknown> = {}) => ({
  spanId,
  iteration: 1,
  startTime,
  durationMs: 20,
  kind: 'llm',
  name: 'chat',
  model: 'gpt-4o',
  status: 'error',
  error: 'RateLimitError: slow down',
  ...part,
});
const lines = (...steps: Array<ReturnType<typeof call>>) =>
  withFailedCalls(said, readSteps([frameOf('steps', steps)])).map(({ speaker, text }) => `${speaker}: ${text}`);

describe('model calls that failed', () => {
  it('stand behind what was said to them', () => {
    expect(lines(call('a', 90))).toEqual(['user: go', 'gpt-4o fails: RateLimitError: slow down', 'user: on']);
  });

  it('stand at their time where nothing is recorded of what was said', () => {
    expect(lines(call('x', 200, { error: null, model: null }))).toEqual([
      'user: go',
      'chat fails: No reason was recorded.',
      'user: on',
    ]);
    expect(lines(call('x', 400)).at(-1)).toBe('gpt-4o fails: RateLimitError: slow down');
  });

  it('are the only steps that are added', () => {
    expect(lines(call('x', 200, { status: 'ok' }), call('y', 200, { kind: 'tool' }))).toEqual(['user: go', 'user: on']);
  });
});
