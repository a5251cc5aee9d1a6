import { logsLink, logsQueryOf } from './logs';

const mockSettings = jest.fn();
jest.mock('@grafana/runtime', () => ({ getDataSourceSrv: () => ({ getInstanceSettings: mockSettings }) }));

const RANGE = { from: 'now-6h', to: 'now' };
const LOOP = { traceId: 'abc', startTime: 1_000_000_000, durationMs: 60_000 };
const paneOf = (path: string) => JSON.parse(new URL(path, 'http://g.example').searchParams.get('panes') ?? '').loop;
const settings = (all: Record<string, object>) => mockSettings.mockImplementation((uid: string) => all[uid]);

it('leads to the Loki of the settings, around the time of the loop', () => {
  settings({ own: { jsonData: { logsUid: 'l' } }, l: { uid: 'l', type: 'loki', name: 'Lines' } });
  const { path, title } = logsLink('own', LOOP, RANGE);
  expect(title).toBe('What Lines has of this loop');
  expect(paneOf(path)).toEqual({
    datasource: 'l',
    queries: [
      {
        refId: 'A',
        queryType: 'range',
        expr: '{service_name=~".+"} | trace_id="abc"',
        datasource: { uid: 'l', type: 'loki' },
      },
    ],
    range: { from: String(1_000_000_000 - 300_000), to: String(1_000_060_000 + 300_000) },
  });
  expect(paneOf(logsLink('own', { ...LOOP, durationMs: null }, RANGE).path).range.to).toBe('now');
});

it.each([
  ['no Loki is chosen', { own: { jsonData: {} } }],
  ['it is gone', { own: { jsonData: { logsUid: 'l' } } }],
  ['it is no Loki', { own: { jsonData: { logsUid: 'l' } }, l: { uid: 'l', type: 'tempo', name: 'T' } }],
])('leads to the transcript where %s', (_, all) => {
  settings(all);
  const { queries, range } = paneOf(logsLink('own', LOOP, RANGE).path);
  expect(queries).toMatchObject([{ queryType: 'messages', traceId: 'abc', datasource: { uid: 'own' } }]);
  expect(range).toEqual(RANGE);
});

it('keeps an id within its quotes', () => {
  expect(logsQueryOf('{a="b"} |= "${traceId}"', 'x" or "$& \\')).toBe('{a="b"} |= "x\\" or \\"$& \\\\"');
});
