import { loopRow } from '../testing';
import { NO_CHOICE, facetValues, matches, toFilters, toggle, type FacetChoice } from './facets';

const rows = [
  loopRow({ traceId: '1', loop: 'a', env: 'prod', outcome: 'success', models: ['gpt-4o', 'gpt-4o-mini'] }),
  loopRow({ traceId: '2', loop: 'a', env: 'stage', outcome: 'failure', models: ['gpt-4o'] }),
  loopRow({ traceId: '3', loop: 'b', env: null, outcome: 'failure' }),
];
const chosen = (part: Partial<FacetChoice>): FacetChoice => ({ ...NO_CHOICE, ...part });
const counts = (choice: FacetChoice, key: 'loop' | 'env' | 'model' | 'outcome') =>
  facetValues(rows, choice, key).map(({ value, count }) => [value, count]);

describe('facets', () => {
  it('count what each value would leave, the other facets as chosen', () => {
    expect(counts(NO_CHOICE, 'loop')).toEqual([
      ['a', 2],
      ['b', 1],
    ]);
    expect(counts(chosen({ outcome: ['failure'] }), 'loop')).toEqual([
      ['a', 1],
      ['b', 1],
    ]);
    // Its own choice does not narrow a facet: another value can be added.
    expect(counts(chosen({ loop: ['a'] }), 'loop')).toEqual([
      ['a', 2],
      ['b', 1],
    ]);
  });

  it('count a loop under each of its models, and loops without a value as not set', () => {
    expect(counts(NO_CHOICE, 'model')).toEqual([
      ['gpt-4o', 2],
      ['gpt-4o-mini', 1],
      ['', 1],
    ]);
    expect(counts(NO_CHOICE, 'env')).toEqual(expect.arrayContaining([['', 1]]));
  });

  it('keep a chosen value that no loop has, so that it can be taken away', () => {
    expect(counts(chosen({ env: ['gone'] }), 'env')).toEqual(expect.arrayContaining([['gone', 0]]));
  });

  it('list outcomes in their own order', () => {
    expect(counts(NO_CHOICE, 'outcome').map(([value]) => value)).toEqual(['success', 'failure']);
  });

  it('want one value within a facet and all facets together', () => {
    const choice = chosen({ env: ['prod', 'stage'], outcome: ['failure'] });
    expect(rows.filter((row) => matches(row, choice)).map(({ traceId }) => traceId)).toEqual(['2']);
  });

  it('toggle values', () => {
    const once = toggle(NO_CHOICE, 'loop', 'a');
    expect(once.loop).toEqual(['a']);
    expect(toggle(once, 'loop', 'a')).toEqual(NO_CHOICE);
  });
});

describe('facets as filters', () => {
  const test = (values: string[], value: string) => {
    const [filter] = toFilters(chosen({ loop: values }));
    const pattern = filter.op === '=~' ? new RegExp(`^(?:${filter.value})$`, 'su') : null;
    return pattern === null ? filter.value === value : pattern.test(value);
  };

  it('take names that look like patterns as they are', () => {
    const odd = ['a.b', 'c|d', '(e', '$f', 'g/h-i'];
    for (const name of odd) {
      expect(test(odd, name)).toBe(true);
    }
    expect(test(odd, 'aXb')).toBe(false);
    expect(test(odd, 'c')).toBe(false);
  });

  it('find a model among several, and none that only begins alike', () => {
    const [{ key, value }] = toFilters(chosen({ model: ['gpt-4o'] }));
    expect(key).toBe('models');
    const pattern = new RegExp(`^(?:${value})$`, 'su');
    expect(['gpt-4o', 'x, gpt-4o', 'gpt-4o, y', 'x, gpt-4o, y'].every((list) => pattern.test(list))).toBe(true);
    expect(pattern.test('gpt-4o-mini')).toBe(false);
  });

  it('find loops without a value', () => {
    expect(toFilters(chosen({ env: [''] }))).toEqual([{ key: 'env', op: '=', value: '' }]);
  });
});
