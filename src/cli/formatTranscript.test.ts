import { join } from 'node:path';
import { runProgram } from './program';
import { formatTable } from './formatFrames';
import type { Frame } from '../frames/frame';
import { openStore } from './openStore';
import { ask, rowsOf, TESTDATA } from './testing';

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
    '  iteration 1',
    '    system: You are a helper.',
    '    user: Where is my refund? ünïcode ✓',
    '    assistant calls lookup_order: {"id": 7}',
    '    assistant calls get_weather: {"city": "Brno"}',
    '    lookup_order answers: {"status": "shipped"}',
    '    get_weather answers: 12C',
    '',
    '  iteration 2',
    '    assistant: Shipped.',
  ]);
  expect(err).toBe('');
});

it('says where nothing was recorded', async () => {
  const [out, err] = await print('loomflow/loomflow-0.20.0-tools');
  expect(out).toBe('messages: nothing found\n');
  expect(err).toMatch(/^info: This loop ran without recording what was said\./);
});

describe('which loops are told', () => {
  const store = openStore(join(TESTDATA, 'otlp', 'lunette', 'lunette.otlp.json'), undefined);
  const idsOf = async (query: Parameters<typeof ask>[1]) => {
    const { frames, notices } = await ask(store, { queryType: 'messages', ...query });
    return { ids: [...new Set(rowsOf(frames[0]).map(({ traceId }) => traceId))], notices };
  };

  it('the newest five where nothing else is asked for', async () => {
    const { ids, notices } = await idsOf({ limit: null });
    expect(ids.length).toBeLessThanOrEqual(5);
    expect(notices[0].text).toMatch(/^The newest 5 of 13 loops are shown/);
  });

  it('all of them, those of a filter, or one', async () => {
    const all = await idsOf({});
    expect(all.ids).toHaveLength(12);
    expect((await idsOf({ filters: [{ key: 'traceId', op: '=', value: String(all.ids[3]) }] })).ids).toEqual([
      all.ids[3],
    ]);
    expect(await idsOf({ traceId: String(all.ids[7]) })).toEqual({ ids: [all.ids[7]], notices: [] });
  });
});

function frameOf(body: string): Frame {
  const column = (name: string, value: unknown) => ({ name, type: 'other' as const, config: {}, values: [value] });
  return {
    name: 'messages',
    meta: { type: 'log-lines' },
    fields: [column('traceId', 't'), column('body', body), column('iteration', null), column('labels', {})],
    length: 1,
  };
}

it('keeps lines, but no control characters, and says what it leaves out', () => {
  const out = formatTable([frameOf('user: a\r\n\u001b[31mb\u202e')]);
  expect(out.split('\n')).toEqual([
    'unnamed loop, trace t',
    '',
    '  outside of iterations',
    '    user: a',
    '       [31mb',
  ]);
  expect(formatTable([frameOf(`user: ${'x'.repeat(3000)}`)])).toMatch(
    /x\n {6}\.\.\. 1,006 more characters; --format json has them all$/
  );
});
