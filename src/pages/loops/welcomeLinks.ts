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

export const DATA_SOURCE_TYPE = 'loopscope-datasource';

/** The uid of the bundled dashboard that shows all loops. */
const DASHBOARD_UID = 'loopscope-convergence';

/** Where to go first. `dataSourceUid`: a Loopscope data source that Explore opens with; without one it has nothing to show. */
export function homeLinks(dataSourceUid: string | undefined): HomeLink[] {
  const connect: HomeLink = {
    title: 'Connect your loops',
    text: 'Add a data source for a JSONL store, a Loopscope server, or a Tempo, Jaeger or Loki that Grafana already knows.',
    action: 'Add a data source',
    icon: 'plus',
    path: `/connections/datasources/${DATA_SOURCE_TYPE}`,
  };
  const dashboard: HomeLink = {
    title: 'See which loops converge',
    text: 'Goal score against target by iteration, cumulative effectiveness, token and cost burn of every loop in range.',
    action: 'Open the dashboard',
    icon: 'apps',
    path: `/d/${DASHBOARD_UID}`,
  };
  const explore: HomeLink = {
    title: 'Look into one loop',
    text: 'Its iterations, model and tool calls, handoffs, transcript and what looks wrong, query by query.',
    action: 'Open Explore',
    icon: 'compass',
    path: explorePath(dataSourceUid ?? ''),
  };
  return dataSourceUid === undefined ? [connect] : [dashboard, explore, connect];
}

function explorePath(uid: string): string {
  const datasource = { type: DATA_SOURCE_TYPE, uid };
  const panes = {
    loops: {
      datasource: uid,
      queries: [{ refId: 'A', queryType: 'loops', datasource }],
      range: { from: 'now-7d', to: 'now' },
    },
  };
  return `/explore?schemaVersion=1&panes=${encodeURIComponent(JSON.stringify(panes))}`;
}
