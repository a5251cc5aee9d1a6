import type { FilterOp } from '../core/query/query';
import { fromAdhocFilter, interpolateQuery } from './interpolate';
import { fakeTemplateSrv } from './testing';
import type { LoopscopeQuery } from './types';

const srv = fakeTemplateSrv({
  env: { value: 'prod' },
  envs: { value: ['prod', 'stage'], type: 'query' },
  one: { value: ['a.b'], type: 'query' },
  none: { value: [], type: 'query' },
  all: { value: '$__all', customAll: 'prod|stage.*' },
  pattern: { value: 'code-.*', type: 'textbox' },
  dotted: { value: 'v1.2', type: 'query' },
  empty: { value: '' },
  field: { value: 'loop' },
  metric: { value: 'tokens' },
  ids: { value: ['t1', 't2'] },
});

function filterOf(op: FilterOp, value: string) {
  const query = { refId: 'A', filters: [{ key: '$field', op, value }] };
  return interpolateQuery(query, {}, srv).filters?.[0];
}

describe('filters', () => {
  it.each<[FilterOp, string, FilterOp, string]>([
    ['=', '$env', '=', 'prod'],
    ['=', 'x-${env}', '=', 'x-prod'],
    ['=', '$unknown', '=', '$unknown'],
    ['=', '$empty', '=', ''],
    ['=', '$one', '=', 'a.b'],
    ['=', '$envs', '=~', '^(?:prod|stage)$'],
    ['!=', '$envs', '!~', '^(?:prod|stage)$'],
    ['=', 'a.b/$envs-$env', '=~', '^a\\.b/(?:prod|stage)-prod$'],
    ['=', '$all', '=~', '^(?:prod|stage.*)$'],
    ['!=', '$all', '!~', '^(?:prod|stage.*)$'],
    ['=', '$none', '=~', '^(?:)$'],
    ['=~', '$envs', '=~', '(?:prod|stage)'],
    ['=~', '^$dotted$', '=~', '^v1\\.2$'],
    ['=~', '$pattern', '=~', 'code-.*'],
    ['!~', '${envs:regex}', '!~', '{prod,stage}'],
    ['>', '$env', '>', 'prod'],
  ])('%s %s becomes %s %s', (op, value, wantedOp, wanted) => {
    expect(filterOf(op, value)).toEqual({ key: 'loop', op: wantedOp, value: wanted });
  });

  it('matches exactly the chosen values, whatever they hold', () => {
    const values = ['a.b', 'x|y', '(z)', '$1', 'c:\\d', '[e]'];
    const hostile = fakeTemplateSrv({ names: { value: values } });
    const { filters = [] } = interpolateQuery(
      { refId: 'A', filters: [{ key: 'loop', op: '=', value: '$names' }] },
      {},
      hostile
    );
    const regex = new RegExp(filters[0].value, 'u');
    expect(values.every((value) => regex.test(value))).toBe(true);
    expect(['aXb', 'x', 'y', 'z', 'e', ''].some((value) => regex.test(value))).toBe(false);
  });

  it('takes scoped variables of repeated panels', () => {
    const query = { refId: 'A', filters: [{ key: 'env', op: '=' as const, value: '$env' }] };
    const scoped = { env: { text: 'stage', value: 'stage' } };
    expect(interpolateQuery(query, scoped, srv).filters?.[0].value).toBe('stage');
  });
});

describe('interpolateQuery', () => {
  const every: LoopscopeQuery = {
    refId: 'A',
    traceId: '$env',
    groupBy: '$field',
    interval: '$env',
    filters: [],
  };

  it.each(['traceId', 'groupBy', 'interval'] as const)('replaces %s', (field) => {
    expect(interpolateQuery(every, {}, srv)[field]).not.toContain('$');
  });

  it('replaces what dashboards wrote into fields of fixed words', () => {
    const saved = JSON.parse('{"refId":"A","metric":"$metric","queryType":"$field","aggregation":null}');
    expect(interpolateQuery(saved, {}, srv)).toMatchObject({ metric: 'tokens', queryType: 'loop', aggregation: null });
  });

  it('makes several trace ids a filter', () => {
    const query = interpolateQuery({ refId: 'A', traceId: '$ids' }, {}, srv);
    expect(query).toMatchObject({ traceId: '', filters: [{ key: 'traceId', op: '=~', value: '^(?:t1|t2)$' }] });
  });

  it('adds ad-hoc filters behind its own', () => {
    const own = { key: 'env', op: '=' as const, value: 'prod' };
    const { filters } = interpolateQuery({ refId: 'A', filters: [own] }, {}, srv, [
      { key: 'loop', operator: '=', value: 'repair' },
    ]);
    expect(filters).toEqual([own, { key: 'loop', op: '=', value: 'repair' }]);
  });

  it('leaves values alone that come from telemetry', () => {
    const filters = [{ key: 'loop', op: '=' as const, value: '$env' }];
    const query = interpolateQuery({ refId: 'A', literal: true, traceId: '${env}', filters }, {}, srv);
    expect(query).toMatchObject({ traceId: '${env}', filters });
  });

  it('does not change its input', () => {
    const query = Object.freeze({
      ...every,
      filters: [Object.freeze({ key: 'env', op: '=' as const, value: '$envs' })],
    });
    interpolateQuery(query, {}, srv);
    expect(query.filters[0].value).toBe('$envs');
  });
});

describe('fromAdhocFilter', () => {
  it.each([
    [{ key: 'env', operator: '=', value: 'prod' }, [{ key: 'env', op: '=', value: 'prod' }]],
    [{ key: 'env', operator: '!~', value: 'p.*' }, [{ key: 'env', op: '!~', value: 'p.*' }]],
    [{ key: 'tokens', operator: '>', value: '5' }, [{ key: 'tokens', op: '>', value: '5' }]],
    [
      { key: 'env', operator: '=|', value: 'a.b', values: ['a.b', 'c'] },
      [{ key: 'env', op: '=~', value: '^(?:a\\.b|c)$' }],
    ],
    [{ key: 'env', operator: '!=|', value: 'a', values: ['a'] }, [{ key: 'env', op: '!~', value: '^a$' }]],
    [{ key: '', operator: '=', value: '' }, []],
    [{ key: 'env', operator: 'between', value: '' }, []],
  ])('%j', (filter, rows) => {
    expect(fromAdhocFilter(filter)).toEqual(rows);
  });
});
