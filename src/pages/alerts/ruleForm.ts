import type { DataSourceInstanceSettings } from '@grafana/data';
import { getDataSourceSrv } from '@grafana/runtime';
import { isRecord } from '../../datasource/config';

/** What an alert is about; null stands for all. */
export interface AlertScope {
  loop: string | null;
  env: string | null;
}

export interface AlertTemplate {
  id: string;
  /** In the menu and in the name of the rule. */
  title: string;
  expr: (scope: AlertScope) => string;
  op: 'gt' | 'lt';
  threshold: number;
  for: string;
  severity: 'critical' | 'warning';
  summary: string;
  /** The page that the alert leads to. */
  page: string;
}

const STUCK = 'no_progress|repeated_tool_call_exact_input|empty_result_loop|retry_storm|stale_running';
const TOKENS_PER_DAY = 20_000_000;
const LOOPS_PAGE = '/a/loopscope-app?loop={{ $labels.loop | urlquery }}';

/** Labels that a metric has to have, with braces; nothing where there are none. */
function matching({ loop, env }: AlertScope, more = ''): string {
  const parts = [
    ...(loop === null ? [] : [`loop=${JSON.stringify(loop)}`]),
    ...(env === null ? [] : [`environment=${JSON.stringify(env)}`]),
    ...(more === '' ? [] : [more]),
  ];
  return parts.length === 0 ? '' : `{${parts.join(', ')}}`;
}

/** The rules of `alerts/rules.mjs` that begin with a loop, with its name put in. */
export const TEMPLATES: AlertTemplate[] = [
  {
    id: 'stuck',
    title: 'Stuck loop',
    expr: (scope) =>
      `max by (loop, environment, system, type, trace_id) (loopscope_attention_loop${matching(scope, `type=~"${STUCK}"`)})`,
    op: 'gt',
    threshold: 0,
    for: '1m',
    severity: 'critical',
    summary: '{{ $labels.loop }} is stuck: {{ $labels.type }}',
    page: '/a/loopscope-app/loop?id={{ $labels.trace_id | urlquery }}',
  },
  {
    id: 'les',
    title: 'LES under target',
    expr: (scope) =>
      `loopscope_les${matching(scope)} and on (loop, environment, system) (loopscope_goal_score < loopscope_goal_target)`,
    op: 'lt',
    threshold: 0.6,
    for: '10m',
    severity: 'warning',
    summary: '{{ $labels.loop }} misses its goal with an LES of {{ printf "%.2f" $values.A.Value }}',
    page: LOOPS_PAGE,
  },
  {
    id: 'tokens',
    title: 'Token burn',
    expr: (scope) => {
      const rate = (window: string) =>
        `sum by (loop, environment) (rate(loopscope_tokens_total${matching(scope)}[${window}])) * 86400 / ${TOKENS_PER_DAY}`;
      return `(${rate('1h')} <= ${rate('5m')}) or ${rate('5m')}`;
    },
    op: 'gt',
    threshold: 10,
    for: '2m',
    severity: 'critical',
    summary: '{{ $labels.loop }} burns tokens at {{ printf "%.1f" $values.A.Value }} times its daily budget',
    page: LOOPS_PAGE,
  },
];

const LONGEST_NAME = 120;
const PROMETHEUS = 'prometheus';

/** The rule in words: Grafana 12.3.0 and 12.3.1 drop the query of the address; whoever writes it in again reads it here. */
function describe({ expr, op, threshold }: AlertTemplate, scope: AlertScope): string {
  // Names are no templates.
  const query = expr(scope).replaceAll('{{', '{ {');
  return `Fires while this is ${op === 'gt' ? 'above' : 'below'} ${threshold}: ${query}`;
}

/** Where Grafana's form for a new rule opens, filled in with a template. */
export function newRulePath(
  template: AlertTemplate,
  scope: AlertScope,
  prometheusUid: string,
  returnTo: string
): string {
  const about = [scope.loop, scope.env].filter((part) => part !== null).join(', ');
  const range = { from: 600, to: 0 };
  const defaults = {
    type: 'grafana-alerting',
    name: `${template.title}${about === '' ? '' : `: ${about}`}`.slice(0, LONGEST_NAME),
    condition: 'C',
    evaluateFor: template.for,
    noDataState: 'OK',
    execErrState: 'Error',
    labels: [{ key: 'severity', value: template.severity }],
    annotations: [
      { key: 'summary', value: template.summary },
      { key: 'description', value: describe(template, scope) },
      { key: 'page', value: template.page },
    ],
    queries: [
      {
        refId: 'A',
        queryType: '',
        relativeTimeRange: range,
        datasourceUid: prometheusUid,
        model: {
          refId: 'A',
          datasource: { type: PROMETHEUS, uid: prometheusUid },
          editorMode: 'code',
          expr: template.expr(scope),
          instant: true,
          range: false,
        },
      },
      {
        refId: 'C',
        queryType: '',
        relativeTimeRange: range,
        datasourceUid: '__expr__',
        model: {
          refId: 'C',
          type: 'threshold',
          datasource: { type: '__expr__', uid: '__expr__' },
          expression: 'A',
          // Grafana 12.3.0 and 12.3.1 take any model that could be a query for one and drop its condition: no query has this.
          instant: null,
          conditions: [
            {
              type: 'query',
              evaluator: { type: template.op, params: [template.threshold] },
              operator: { type: 'and' },
              query: { params: ['C'] },
              reducer: { type: 'last', params: [] },
            },
          ],
        },
      },
    ],
  };
  const search = new URLSearchParams({ defaults: JSON.stringify(defaults), returnTo });
  return `/alerting/new?${search.toString()}`;
}

/** The Prometheus that has the metrics of a Loopscope data source: the one in its settings, else the first; null for none. */
export function alertSourceOf(ds: string): Pick<DataSourceInstanceSettings, 'uid' | 'name'> | null {
  // Grafana adds its built-in data sources to whatever is asked for.
  const all = getDataSourceSrv()
    .getList({ type: PROMETHEUS })
    .filter(({ type }) => type === PROMETHEUS);
  const options: unknown = getDataSourceSrv().getInstanceSettings(ds)?.jsonData;
  const chosen = isRecord(options) ? options.alertsUid : undefined;
  // One that was chosen and is gone is not quietly replaced by another.
  return typeof chosen === 'string' && chosen !== ''
    ? (all.find(({ uid }) => uid === chosen) ?? null)
    : (all[0] ?? null);
}
