import type { IconName } from '@grafana/data';

export interface HomeLink {
  title: string;
  text: string;
  /** Words on the button. */
  action: string;
  icon: IconName;
  /** Path inside Grafana, without its sub-path. */
  path: string;
}

/** The uid that `dashboards/` gives its first dashboard. */
const DASHBOARD_UID = 'loopscope-convergence';

const EXPLORE_PANES = JSON.stringify({
  loops: {
    datasource: null,
    queries: [{ refId: 'A', queryType: 'loops', datasource: { type: 'loopscope-datasource' } }],
    range: { from: 'now-7d', to: 'now' },
  },
});

export const links: HomeLink[] = [
  {
    title: 'Connect your loops',
    text: 'Add a data source for a JSONL store, a Loopscope server, or a Tempo, Jaeger or Loki that Grafana already knows.',
    action: 'Add a data source',
    icon: 'plus',
    path: '/connections/datasources/loopscope-datasource',
  },
  {
    title: 'See which loops converge',
    text: 'Goal score against target by iteration, cumulative effectiveness, token and cost burn of every loop in range.',
    action: 'Open the dashboard',
    icon: 'apps',
    path: `/d/${DASHBOARD_UID}`,
  },
  {
    title: 'Look into one loop',
    text: 'Its iterations, model and tool calls, hand-overs, transcript and what looks wrong, query by query.',
    action: 'Open Explore',
    icon: 'compass',
    path: `/explore?schemaVersion=1&panes=${encodeURIComponent(EXPLORE_PANES)}`,
  },
];
