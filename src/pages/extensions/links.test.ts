import pluginJson from '../../plugin.json';
import { configureLink, EXPLORE_LINK, PANEL_LINK } from './links';

jest.mock('@grafana/runtime', () => ({
  getTemplateSrv: () => ({ replace: (text: string) => text.replace('${datasource}', 'ds-1').replace('$run', 't-9') }),
}));

const target = (part: object = {}) => ({
  refId: 'A',
  queryType: 'loops',
  datasource: { type: 'loopscope-datasource', uid: 'ds-1' },
  ...part,
});
const path = (...targets: object[]) => configureLink({ targets })?.path;

it('leads to the one loop that the queries name', () => {
  expect(path(target({ traceId: 'a/b c' }), target({ traceId: 'a/b c' }))).toBe(
    '/a/loopscope-app/loop?ds=ds-1&id=a%2Fb+c'
  );
});

it('leads to the loops where none or several are named', () => {
  expect(path(target())).toBe('/a/loopscope-app?ds=ds-1');
  expect(path(target({ traceId: 'a' }), target({ traceId: 'b' }))).toBe('/a/loopscope-app?ds=ds-1');
});

it('puts variables in, but takes no text for one', () => {
  const datasource = { type: 'loopscope-datasource', uid: '${datasource}' };
  expect(path(target({ datasource, traceId: '$run' }))).toBe('/a/loopscope-app/loop?ds=ds-1&id=t-9');
  expect(path(target({ traceId: '$run', literal: true }))).toBe('/a/loopscope-app?ds=ds-1');
  expect(path(target({ traceId: '$unknown' }))).toBe('/a/loopscope-app?ds=ds-1');
});

it('is not there for panels of others, hidden queries, or several data sources', () => {
  expect(configureLink(undefined)).toBeUndefined();
  expect(configureLink({})).toBeUndefined();
  expect(path({ refId: 'A', datasource: { type: 'tempo', uid: 'x' } })).toBeUndefined();
  expect(path({ refId: 'A' }, { refId: 'B', datasource: null })).toBeUndefined();
  expect(path(target({ hide: true }))).toBeUndefined();
  expect(path(target(), target({ datasource: { type: 'loopscope-datasource', uid: 'ds-2' } }))).toBeUndefined();
});

it('keeps the time range', () => {
  const timeRange = { from: 'now-6h', to: 'now' };
  expect(configureLink({ targets: [target()], timeRange })?.path).toBe('/a/loopscope-app?ds=ds-1&from=now-6h&to=now');
  expect(configureLink({ targets: [target({ traceId: 't' })], timeRange })?.path).toContain('&from=now-6h&to=now');
});

it('is announced in plugin.json as it is registered', () => {
  expect(pluginJson.extensions.addedLinks).toEqual(
    [PANEL_LINK, EXPLORE_LINK].map(({ title, description, targets }) => ({ title, description, targets: [targets] }))
  );
});
