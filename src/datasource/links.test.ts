import { createDataFrame, dateTime, FieldType, mapInternalLinkToExplore, type DataFrame } from '@grafana/data';
import type { QueryType } from '../core/query/query';
import { addLinks } from './links';
import { fakeTemplateSrv } from './testing';

const target = { uid: 'ds-1', name: 'Loops' };

function linked(fields: Record<string, string[]>, queryType: QueryType): DataFrame {
  const frame = createDataFrame({
    fields: Object.entries(fields).map(([name, values]) => ({ name, type: FieldType.string, values })),
  });
  return addLinks(frame, queryType, target);
}

/** The queries that the links of a field lead to, as Grafana makes them of a cell. */
function followed(frame: DataFrame, name: string, value: string) {
  const field = frame.fields.find((candidate) => candidate.name === name);
  const srv = fakeTemplateSrv();
  return (field?.config.links ?? []).flatMap((link) => {
    const internalLink = link.internal;
    if (!field || !internalLink) {
      return [];
    }
    const { href, interpolatedParams } = mapInternalLinkToExplore({
      link,
      internalLink,
      scopedVars: {},
      field,
      replaceVariables: (text) => srv.replace(text.replace('${__value.raw}', () => value)),
    });
    return { href, query: interpolatedParams?.query };
  });
}

/** The address that the first link of a field leads to, as Grafana makes it of a row. */
function opened(frame: DataFrame, name: string, row: Record<string, string>): URL {
  const field = frame.fields.find((candidate) => candidate.name === name);
  const [{ url }] = field?.config.links ?? [];
  const href = url.replace(/\$\{__(?:value\.raw|data\.fields\.(\w+)):percentencode\}/g, (_, other?: string) =>
    encodeURIComponent(row[other ?? name])
  );
  return new URL(href, 'http://grafana.test');
}

describe('the page of the loop', () => {
  const range = { from: dateTime(1000), to: dateTime(2000), raw: { from: 'now-3h', to: dateTime(2000) } };

  it('is the first link of a trace id, in the range that was looked at', () => {
    const frame = createDataFrame({ fields: [{ name: 'traceId', values: ['t1'] }] });
    const url = opened(addLinks(frame, 'loops', { ...target, range }), 'traceId', { traceId: 't1' });
    expect(url.pathname).toBe('/a/loopscope-app/loop');
    expect(Object.fromEntries(url.searchParams)).toEqual({ ds: 'ds-1', id: 't1', from: 'now-3h', to: '2000' });
  });

  it.each(['iterations', 'steps'] as const)('opens at the iteration of a row of %s', (queryType) => {
    const frame = linked({ traceId: ['t1'], iteration: ['4'] }, queryType);
    const url = opened(frame, 'traceId', { traceId: 't1', iteration: '4' });
    expect(Object.fromEntries(url.searchParams)).toEqual({ ds: 'ds-1', id: 't1', iteration: '4' });
  });

  it.each(['a&ds=other', 'a b', '../../api', '#x', 'javascript:alert(1)', 'a|b,c', 'ä%2F'])(
    'keeps the id %s one parameter',
    (id) => {
      const url = opened(linked({ traceId: [id] }, 'loops'), 'traceId', { traceId: id });
      expect(url.origin + url.pathname).toBe('http://grafana.test/a/loopscope-app/loop');
      expect(Object.fromEntries(url.searchParams)).toEqual({ ds: 'ds-1', id });
      expect(url.hash).toBe('');
    }
  );
});

it('leads from the duration of a loop to its trace', () => {
  const queries = followed(linked({ traceId: ['t1'], durationMs: ['80'] }, 'loops'), 'durationMs', '80');
  expect(queries).toMatchObject([
    { query: { queryType: 'trace', traceId: '${__data.fields.traceId}', datasource: { uid: 'ds-1' } } },
  ]);
});

it.each(['loops', 'iterations', 'steps'] as const)(
  'gives fields of %s one link, so that they look like one',
  (type) => {
    const frame = linked({ traceId: ['t1'], loop: ['a'], iterations: ['3'], durationMs: ['80'] }, type);
    frame.fields.forEach(({ config }) => expect((config.links ?? []).length).toBeLessThan(2));
  }
);

it('leads from the number of iterations to the iterations of that row', () => {
  const queries = followed(linked({ traceId: ['t1'], iterations: ['8'] }, 'loops'), 'iterations', '8');
  expect(queries).toMatchObject([{ query: { queryType: 'iterations', traceId: '${__data.fields.traceId}' } }]);
});

it('leads from a loop to its iterations', () => {
  const [{ query }] = followed(linked({ traceId: ['t1'], loop: ['a'] }, 'loops'), 'loop', 'repair');
  expect(query).toMatchObject({ queryType: 'iterations', filters: [{ key: 'loop', op: '=', value: 'repair' }] });
});

it('leads from a trace back to goal and iterations', () => {
  const queries = followed(linked({ traceID: ['t1'] }, 'trace'), 'traceID', 't1');
  expect(queries.map(({ query }) => query)).toMatchObject([
    { queryType: 'goal', traceId: 't1' },
    { queryType: 'iterations', traceId: 't1' },
  ]);
});

it('keeps the time range that was looked at', () => {
  const range = { from: dateTime(1), to: dateTime(2), raw: { from: 'now-3h', to: 'now' } };
  const frame = createDataFrame({ fields: [{ name: 'loop', type: FieldType.string, values: ['a'] }] });
  const [link] = addLinks(frame, 'loops', { ...target, range }).fields[0].config.links ?? [];
  expect(link.internal?.range?.raw).toEqual({ from: 'now-3h', to: 'now' });
});

it('leaves other fields and the frame it got alone', () => {
  const frame = createDataFrame({
    fields: [
      { name: 'traceId', values: ['t1'] },
      { name: 'env', values: ['x'] },
    ],
  });
  expect(addLinks(frame, 'loops', target).fields[1].config.links).toBeUndefined();
  expect(frame.fields[0].config.links).toBeUndefined();
});

it.each([
  '"}],"queries":[{"refId":"B',
  'a" onmouseover="x',
  '<script>',
  'javascript:alert(1)',
  '${__user.email}',
  '&left={}',
  '\\"',
])('keeps the hostile value %s one value', (value) => {
  const [{ href, query }] = followed(linked({ loop: [value] }, 'loops'), 'loop', value);
  const filters = [{ key: 'loop', op: '=', value }];
  expect(query).toMatchObject({ queryType: 'iterations', filters, literal: true });
  const url = new URL(href, 'http://grafana.test');
  expect(url.pathname).toBe('/explore');
  const state = JSON.parse(url.searchParams.get('left') ?? '');
  expect(state.queries).toHaveLength(1);
  expect(state.queries[0].filters).toEqual(filters);
});
