/** @jest-environment jsdom */
import { CoreApp, PluginType, type DataSourceInstanceSettings } from '@grafana/data';
import { setDataSourceSrv, setTemplateSrv, type DataSourceSrv } from '@grafana/runtime';
import { lastValueFrom, of } from 'rxjs';
import type { QueryEngine } from '../engine/engine';
import { loopscopeAnnotations } from './annotations';
import type { LoopscopeOptions } from './config';
import { LoopscopeDataSource } from './datasource';
import { sharedEngine } from './engines';
import { answer, fakeEngine, fakeTemplateSrv, frame, instanceSettings, recordingEngine, request } from './testing';

const settings: DataSourceInstanceSettings<LoopscopeOptions> = {
  uid: 'ds-1',
  name: 'Loops',
  type: 'loopscope-datasource',
  url: '/api/datasources/proxy/uid/ds-1',
  access: 'proxy',
  readOnly: false,
  jsonData: {},
  meta: {
    id: 'loopscope-datasource',
    name: 'Loopscope',
    type: PluginType.datasource,
    module: '',
    baseUrl: '',
    info: {
      author: { name: '' },
      description: '',
      links: [],
      logos: { large: '', small: '' },
      screenshots: [],
      updated: '',
      version: '',
    },
  },
};

const source = (engine: QueryEngine = fakeEngine()) => new LoopscopeDataSource(settings, engine);

beforeEach(() => setTemplateSrv(fakeTemplateSrv({ env: { value: ['prod', 'stage'] } })));

it('answers a request with frames that link back to itself', async () => {
  const { engine } = recordingEngine(() => of(answer([frame('loops', { loop: ['repair'] })])));
  const { data } = await lastValueFrom(source(engine).query(request([{ refId: 'A', queryType: 'loops' }])));
  expect(data[0].fields[0].config.links[0].internal).toMatchObject({ datasourceUid: 'ds-1', datasourceName: 'Loops' });
});

describe('testDatasource', () => {
  it.each([
    [true, 'success'],
    [false, 'error'],
  ])('tells the health of the engine: %s', async (ok, status) => {
    const health = () => Promise.resolve({ ok, message: 'So it is.', details: ['first', 'second', 'third'] });
    expect(await source(fakeEngine({ health })).testDatasource()).toEqual({
      status,
      message: 'So it is.',
      details: { message: 'first', verboseMessage: 'second\nthird' },
    });
  });

  it('tells through which data source it was reached, or why it could not', async () => {
    const tempo = instanceSettings({ uid: 'tempo-1', name: 'Tempo prod', type: 'tempo' });
    const srv: DataSourceSrv = {
      get: () => Promise.reject(new Error('not asked for')),
      getInstanceSettings: (ref) => (ref === 'tempo-1' ? tempo : undefined),
      getList: () => [tempo],
      reload: () => Promise.resolve(),
      registerRuntimeDataSource: () => undefined,
    };
    setDataSourceSrv(srv);
    const borrowing = (backendUid: string) =>
      new LoopscopeDataSource({ ...settings, jsonData: { kind: 'tempo', backendUid } }, fakeEngine());
    expect((await borrowing('tempo-1').testDatasource()).details?.message).toContain('"Tempo prod"');
    expect(await borrowing('gone').testDatasource()).toMatchObject({
      status: 'error',
      message: expect.stringMatching(/"gone" is not there.*Choose another one/),
    });
  });

  it('tells an engine that fails', async () => {
    const health = () => Promise.reject(new Error('The server could not be reached.'));
    expect(await source(fakeEngine({ health })).testDatasource()).toMatchObject({
      status: 'error',
      message: 'The server could not be reached.',
    });
  });
});

it.each([
  [{ refId: 'A', queryType: 'loops' as const }, true],
  [{ refId: 'A' }, true],
  [{ refId: 'A', queryType: 'loops' as const, hide: true }, false],
  [{ refId: 'A', queryType: 'trace' as const }, false],
  [{ refId: 'A', queryType: 'trace' as const, traceId: ' ' }, false],
  [{ refId: 'A', queryType: 'trace' as const, traceId: 't1' }, true],
])('runs %j: %s', (query, runs) => {
  expect(source().filterQuery(query)).toBe(runs);
});

it('gives every new query a type', () => {
  for (const app of [CoreApp.Explore, CoreApp.PanelEditor, CoreApp.Dashboard, CoreApp.Unknown]) {
    expect(source().getDefaultQuery(app).queryType).toBeTruthy();
  }
});

it.each([
  [{ refId: 'A', queryType: 'goal' as const, axis: 'time' as const, limit: 20 }, 'Goal score by time · limit 20'],
  [
    {
      refId: 'A',
      queryType: 'series' as const,
      metric: 'costUsd' as const,
      aggregation: 'sum' as const,
      groupBy: 'env',
    },
    'sum costUsd by env',
  ],
  [
    { refId: 'A', queryType: 'loops' as const, filters: [{ key: 'env', op: '=' as const, value: 'prod' }] },
    'Loops · env = prod',
  ],
  [{ refId: 'A', queryType: 'trace' as const, traceId: 't1' }, 'Trace · trace t1'],
])('tells a query in one line', (query, text) => {
  expect(source().getQueryDisplayText(query)).toBe(text);
});

it('hands queries to Explore without variables', () => {
  const filters = [{ key: 'env', op: '=' as const, value: '$env' }];
  const [query] = source().interpolateVariablesInQueries([{ refId: 'A', filters }], {}, [
    { key: 'loop', operator: '=', value: 'x' },
  ]);
  expect(query).toMatchObject({
    datasource: { uid: 'ds-1', type: 'loopscope-datasource' },
    filters: [
      { key: 'env', op: '=~', value: '^(?:prod|stage)$' },
      { key: 'loop', op: '=', value: 'x' },
    ],
  });
});

it('offers keys and values for ad-hoc filters', async () => {
  expect(await source().getTagKeys()).toEqual([
    { text: 'loop', value: 'loop' },
    { text: 'env', value: 'env' },
  ]);
  expect(await source().getTagValues({ key: 'env', filters: [] })).toEqual([
    { text: 'prod', value: 'prod' },
    { text: 'stage', value: 'stage' },
  ]);
});

it('asks for events as annotations', () => {
  const annotation = { name: 'ends', enable: true, iconColor: 'red' };
  expect(loopscopeAnnotations.prepareQuery?.(annotation)).toMatchObject({
    refId: 'Anno',
    queryType: 'events',
    eventTypes: ['end', 'violation'],
  });
  const target = { refId: 'X', queryType: 'loops' as const, eventTypes: ['start' as const] };
  expect(loopscopeAnnotations.prepareQuery?.({ ...annotation, target })).toMatchObject({
    refId: 'X',
    queryType: 'events',
    eventTypes: ['start'],
  });
});

describe('sharedEngine', () => {
  it('is one for all instances of a data source', () => {
    const create = jest.fn(() => fakeEngine());
    expect(sharedEngine(settings, create)).toBe(sharedEngine({ ...settings }, create));
    expect(create).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['another data source', { uid: 'ds-2' }],
    ['another URL', { url: '/elsewhere' }],
    ['other files', { jsonData: { paths: ['b.jsonl'] } }],
    ['another target', { jsonData: { defaultGoalTarget: 0.5 } }],
  ])('is a new one for %s', (_, part) => {
    const create = () => fakeEngine();
    expect(sharedEngine({ ...settings, ...part }, create)).not.toBe(sharedEngine(settings, create));
  });
});
