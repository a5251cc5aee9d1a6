import { join } from 'node:path';
import { runProgram } from './program';
import { formatTable } from './formatFrames';
import type { Frame } from '../frames/frame';
import { TESTDATA } from './testing';

afterEach(() => jest.restoreAllMocks());

async function print(name: string): Promise<[out: string, err: string]> {
  const out = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  const err = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  const code = await runProgram([
    'query',
    '--store',
    join(TESTDATA, 'otlp', `${name}.otlp.json`),
    '--type',
    'messages',
  ]);
  expect(code).toBe(0);
  return [out.mock.calls.map(([text]) => String(text)).join(''), err.mock.calls.map(([text]) => String(text)).join('')];
}

it('prints a transcript to be read', async () => {
  const [out, err] = await print('looplens/openinference-ok');
  expect(out.trimEnd().split('\n')).toEqual([
    'order-assistant, trace 2f3e01614293eccafb4ee3e25a79ad82',
    '',
    '  iteration 1, order-assistant',
    '    system: You are a helper.',
    '    user: Where is my refund? ünïcode ✓',
    '    assistant calls lookup_order: {"id": 7}',
    '    assistant calls get_weather: {"city": "Brno"}',
    '    lookup_order answers: {"status": "shipped"}',
    '    get_weather answers: 12C',
    '',
    '  iteration 2, order-assistant',
    '    assistant: Shipped.',
  ]);
  expect(err).toBe('');
});

it('says where nothing was recorded', async () => {
  const [out, err] = await print('loomflow/loomflow-0.20.0-tools');
  expect(out).toBe('messages: nothing found\n');
  expect(err).toMatch(/^info: This loop ran without recording what was said\./);
});

function frameOf(body: string): Frame {
  const column = (name: string, value: unknown) => ({ name, type: 'other' as const, config: {}, values: [value] });
  return {
    name: 'messages',
    meta: { type: 'log-lines' },
    fields: [
      column('traceId', 't'),
      column('body', body),
      column('iteration', null),
      column('agent', null),
      column('labels', {}),
    ],
    length: 1,
  };
}

it('keeps lines, but no control characters, and says what it leaves out', () => {
  const out = formatTable([frameOf('user: a\r\n\u001b[31mb\u202e')]);
  expect(out.split('\n')).toEqual([
    'unnamed loop, trace t',
    '',
    '  before the first iteration',
    '    user: a',
    '       [31mb',
  ]);
  expect(formatTable([frameOf(`user: ${'x'.repeat(3000)}`)])).toMatch(
    /x\n {6}\.\.\. 1,006 more characters; --format json has them all$/
  );
});
