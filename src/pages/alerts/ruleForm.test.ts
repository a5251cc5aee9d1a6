import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { alertSourceOf, newRulePath, TEMPLATES } from './ruleForm';

const mockList = jest.fn();
const mockSettings = jest.fn();

jest.mock('@grafana/runtime', () => ({
  getDataSourceSrv: () => ({ getList: mockList, getInstanceSettings: mockSettings }),
}));

const RULES = readFileSync(join(__dirname, '../../../alerts/loopscope.rules.yml'), 'utf8');
const NAMES: Record<string, string> = {
  stuck: 'LoopscopeStuckLoop',
  les: 'LoopscopeLesUnderTarget',
  tokens: 'LoopscopeTokenBurnFast',
};

const defaultsOf = (path: string) => JSON.parse(new URL(path, 'http://g.example').searchParams.get('defaults') ?? '');

it.each(TEMPLATES.map((each): [string, (typeof TEMPLATES)[number]] => [each.id, each]))(
  'the rule "%s" for all loops is the one that comes with the rule files',
  (id, template) => {
    const rule = RULES.split('- alert: ').find((part) => part.startsWith(NAMES[id])) ?? '';
    const sign = template.op === 'gt' ? '>' : '<';
    expect(rule).toContain(`expr: (${template.expr({ loop: null, env: null })}) ${sign} ${template.threshold}`);
    expect(rule).toContain(`for: ${template.for}`);
    expect(rule).toContain(`severity: ${template.severity}`);
  }
);

it('matches one loop and environment, whatever is in their names', () => {
  const [stuck, les, tokens] = TEMPLATES.map(({ expr }) => expr({ loop: 'a "b" \\', env: 'prod' }));
  const matchers = 'loop="a \\"b\\" \\\\", environment="prod"';
  expect(stuck).toContain(`loopscope_attention_loop{${matchers}, type=~`);
  expect(les).toContain(`loopscope_les{${matchers}}`);
  expect(tokens.split(matchers)).toHaveLength(4);
});

it('fills in the form of Grafana', () => {
  const path = newRulePath(TEMPLATES[0], { loop: 'repair', env: null }, 'prom-1', '/a/loopscope-app/loop?id=1');
  expect(path.startsWith('/alerting/new?')).toBe(true);
  expect(new URL(path, 'http://g.example').searchParams.get('returnTo')).toBe('/a/loopscope-app/loop?id=1');
  const defaults = defaultsOf(path);
  expect(defaults).toMatchObject({ name: 'Stuck loop: repair', condition: 'C', evaluateFor: '1m', noDataState: 'OK' });
  expect(defaults.queries.map(({ refId, datasourceUid }: Record<string, string>) => [refId, datasourceUid])).toEqual([
    ['A', 'prom-1'],
    ['C', '__expr__'],
  ]);
  expect(defaults.queries[0].model.expr).toBe(TEMPLATES[0].expr({ loop: 'repair', env: null }));
  expect(defaults.annotations[1].value).toBe(`Fires while this is above 0: ${defaults.queries[0].model.expr}`);
  expect(defaults.queries[1].model.conditions[0].evaluator).toEqual({ type: 'gt', params: [0] });
});

it('asks the Prometheus of the settings, else the first, and none in place of one that is gone', () => {
  mockList.mockReturnValue([
    { uid: 'grafana', name: '-- Grafana --', type: 'datasource' },
    { uid: 'a', name: 'A', type: 'prometheus' },
    { uid: 'b', name: 'B', type: 'prometheus' },
  ]);
  mockSettings.mockReturnValue({ jsonData: { alertsUid: 'b' } });
  expect(alertSourceOf('ds')?.uid).toBe('b');
  mockSettings.mockReturnValue({ jsonData: {} });
  expect(alertSourceOf('ds')?.uid).toBe('a');
  mockSettings.mockReturnValue({ jsonData: { alertsUid: 'gone' } });
  expect(alertSourceOf('ds')).toBeNull();
  mockList.mockReturnValue([]);
  mockSettings.mockReturnValue(undefined);
  expect(alertSourceOf('ds')).toBeNull();
});
