import { QUERY_TYPES } from '../core/query/query';
import { migrateQuery, QUERY_DEFAULTS } from './migrate';

describe('migrateQuery', () => {
  it.each([[undefined], [null], ['loops'], [[]], [{}]])('fills %j to the whole model', (saved) => {
    expect(migrateQuery(saved)).toEqual({ query: QUERY_DEFAULTS, notes: [] });
  });

  it.each(QUERY_TYPES)('keeps the query type %s', (queryType) => {
    expect(migrateQuery({ queryType }).query.queryType).toBe(queryType);
  });

  it('keeps all that was saved', () => {
    const saved = {
      refId: 'C',
      schemaVersion: 1,
      queryType: 'series',
      filters: [{ key: 'env', op: '!=', value: 'prod' }],
      axis: 'time',
      limit: 20,
      traceId: 'abc',
      metric: 'tokens',
      aggregation: 'p95',
      groupBy: 'loop',
      interval: '5m',
      iteration: 3,
      expr: '{ span.x = 1 }',
    };
    expect(migrateQuery(saved)).toEqual({ query: saved, notes: [] });
  });

  it('does not change its input', () => {
    const saved = Object.freeze({ refId: 'A', queryType: 'nonsense', filters: Object.freeze([]) });
    expect(() => migrateQuery(saved)).not.toThrow();
  });

  it.each([
    ['queryType', { queryType: 'spans' }, 'The saved query type "spans" is not known; loops is used instead.'],
    ['axis', { axis: 'tokens' }, 'The saved axis "tokens" is not known; iteration is used instead.'],
    ['metric', { metric: 'speed' }, 'The saved metric "speed" is not known; effectiveness is used instead.'],
    [
      'aggregation',
      { aggregation: 'p42' },
      'The saved aggregation "p42" is not known; the natural one of the metric is used instead.',
    ],
    ['limit', { limit: 'many' }, 'The saved limit "many" is no whole number above 0; the default is used.'],
  ] as const)('says that an unknown %s was replaced', (field, saved, note) => {
    const { query, notes } = migrateQuery(saved);
    expect(query[field]).toEqual(QUERY_DEFAULTS[field]);
    expect(notes).toEqual([note]);
  });

  it.each([
    [5, 5],
    ['7', 7],
    [2.9, 2],
    ['', null],
    [null, null],
    [0, null],
    [-3, null],
    [Number.NaN, null],
    [Number.POSITIVE_INFINITY, null],
  ])('reads the limit %p as %p', (saved, limit) => {
    expect(migrateQuery({ limit: saved }).query.limit).toBe(limit);
  });

  it('drops filters with an unknown operator, with a sentence, and keeps the rest', () => {
    const filters = [
      { key: 'env', op: '~~', value: 'a' },
      { key: ' loop ', value: 'b' },
      { key: 'tokens', op: '>', value: 5 },
      { key: '', op: '=', value: '' },
    ];
    const { query, notes } = migrateQuery({ filters });
    expect(query.filters).toEqual([
      { key: 'loop', op: '=', value: 'b' },
      { key: 'tokens', op: '>', value: '5' },
      { key: '', op: '=', value: '' },
    ]);
    expect(notes).toEqual(['The filter on env has the unknown operator "~~"; it is left out.']);
  });

  it.each([['env=prod'], [{ env: 'prod' }], [7]])('drops filters that are no list: %j', (filters) => {
    const { query, notes } = migrateQuery({ filters });
    expect(query.filters).toEqual([]);
    expect(notes).toEqual(['The saved filters are no list; they are left out.']);
  });

  it('says that a query comes from a newer version', () => {
    expect(migrateQuery({ schemaVersion: 99 }).notes[0]).toContain('newer version');
  });

  it('cuts what it quotes', () => {
    expect(migrateQuery({ queryType: 'x'.repeat(5000) }).notes[0].length).toBeLessThan(200);
  });
});
