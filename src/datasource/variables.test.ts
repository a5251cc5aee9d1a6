/** @jest-environment jsdom */
import { LoadingState } from '@grafana/data';
import { setTemplateSrv } from '@grafana/runtime';
import { lastValueFrom, of } from 'rxjs';
import { answer, fakeEngine, fakeTemplateSrv, frame, recordingEngine, request } from './testing';
import type { LoopscopeVariableQuery } from './types';
import { readVariableQuery } from './variableQuery';
import { LoopscopeVariables } from './variables';

beforeEach(() => setTemplateSrv(fakeTemplateSrv({ team: { value: 'prod' }, col: { value: 'env' } })));

const ask = (variables: LoopscopeVariables, target: LoopscopeVariableQuery) =>
  lastValueFrom(variables.query(request([target])));

it.each(['env', '$col'])('gives the values of %s', async (key) => {
  const packet = await ask(new LoopscopeVariables(fakeEngine()), { refId: 'v', key });
  expect(packet).toMatchObject({
    state: LoadingState.Done,
    data: [
      { text: 'prod', value: 'prod' },
      { text: 'stage', value: 'stage' },
    ],
  });
});

it('takes the values from a count of the filtered loops', async () => {
  const counted = frame('loops', { loops: [3] });
  counted.fields[0].labels = { loop: 'repair' };
  const { engine, asked } = recordingEngine(() => of(answer([counted])));
  const filters = [{ key: 'env', op: '=' as const, value: '$team' }];
  const { data } = await ask(new LoopscopeVariables(engine), { refId: 'v', key: 'loop', filters });
  expect(data).toEqual([{ text: 'repair', value: 'repair' }]);
  expect(asked[0].query).toMatchObject({
    queryType: 'series',
    metric: 'loops',
    groupBy: 'loop',
    interval: 'range',
    filters: [{ key: 'env', op: '=', value: 'prod' }],
  });
});

it('gives nothing for a key that is not chosen yet', async () => {
  expect((await ask(new LoopscopeVariables(fakeEngine()), { refId: 'v', key: '' })).data).toEqual([]);
});

it('says why it has no values', async () => {
  const engine = fakeEngine({ tagValues: () => Promise.reject(new Error('The store cannot be read.')) });
  await expect(ask(new LoopscopeVariables(engine), { refId: 'v', key: 'env' })).rejects.toEqual({
    refId: 'v',
    message: 'The store cannot be read.',
  });
});

it.each([
  ['env ', { refId: 'variable', key: 'env', filters: [] }],
  [
    { refId: 'x', query: 'env' },
    { refId: 'x', key: 'env', filters: [] },
  ],
  [undefined, { refId: 'variable', key: '', filters: [] }],
  [
    { key: 'loop', filters: [{ key: 'env', op: '=', value: 'a' }, 7] },
    { refId: 'variable', key: 'loop', filters: [{ key: 'env', op: '=', value: 'a' }] },
  ],
])('reads the saved query %j', (saved, wanted) => {
  expect(readVariableQuery(saved)).toEqual(wanted);
});
