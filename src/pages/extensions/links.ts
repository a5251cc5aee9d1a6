// What is imported here is loaded with every dashboard: keep it to paths.
import {
  PluginExtensionPoints,
  type PluginExtensionAddedLinkConfig,
  type PluginExtensionPanelContext,
  type RawTimeRange,
  type ScopedVars,
} from '@grafana/data';
import { getTemplateSrv } from '@grafana/runtime';
import { APP_ROOT, loopPath, loopsPath } from '../../core/appPaths';

const TYPE = 'loopscope-datasource';

/** The part that panels and Explore tell alike. */
export interface LinkContext {
  targets?: unknown;
  timeRange?: RawTimeRange;
  scopedVars?: ScopedVars;
}

export const PANEL_LINK: PluginExtensionAddedLinkConfig<PluginExtensionPanelContext> = {
  title: 'Open in Loopscope',
  description: 'The loop of this panel, or the loops of its data source, on the pages of Loopscope',
  targets: PluginExtensionPoints.DashboardPanelMenu,
  path: APP_ROOT,
  icon: 'sync',
  configure: (context) => configureLink(context),
};

export const EXPLORE_LINK: PluginExtensionAddedLinkConfig<LinkContext> = {
  title: 'Open in Loopscope: Explore',
  description: 'The loop that is explored, or the loops of its data source, on the pages of Loopscope',
  targets: PluginExtensionPoints.ExploreToolbarAction,
  path: APP_ROOT,
  icon: 'sync',
  configure: (context) => configureLink(context),
};

/** Where queries of a Loopscope data source lead: to the one loop they name, else to the loops; undefined for none. */
export function configureLink(context: LinkContext | undefined): { path: string; title: string } | undefined {
  const replace = (text: unknown) =>
    typeof text === 'string' ? getTemplateSrv().replace(text, context?.scopedVars) : '';
  const asked = (Array.isArray(context?.targets) ? context.targets : []).filter(isOurs);
  const uids = [...new Set(asked.map(({ datasource }) => replace(datasource.uid)))].filter(isPlain);
  if (uids.length !== 1) {
    return undefined;
  }
  const [dataSource] = uids;
  const ids = [...new Set(asked.map(({ traceId, literal }) => (literal === true ? traceId : replace(traceId))))].filter(
    isPlain
  );
  const { from, to } = rangeOf(context?.timeRange);
  return ids.length === 1
    ? { path: loopPath({ dataSource, traceId: ids[0], from, to }), title: 'Open loop in Loopscope' }
    : { path: `${loopsPath(dataSource)}${suffix({ from, to })}`, title: 'Open loops in Loopscope' };
}

interface OurTarget {
  datasource: { type: string; uid: string };
  traceId?: unknown;
  literal?: unknown;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

function isOurs(target: unknown): target is OurTarget {
  return (
    isRecord(target) &&
    target.hide !== true &&
    isRecord(target.datasource) &&
    target.datasource.type === TYPE &&
    typeof target.datasource.uid === 'string'
  );
}

/** One value: neither empty, nor a variable that nothing was put in for, nor several. */
const isPlain = (value: unknown): value is string =>
  typeof value === 'string' && value.trim() !== '' && !/^\$|^\{.*,.*\}$/.test(value);

function rangeOf(range: RawTimeRange | undefined): { from?: string; to?: string } {
  const text = (end: RawTimeRange['from'] | undefined) =>
    end === undefined ? undefined : typeof end === 'string' ? end : String(end.valueOf());
  return { from: text(range?.from), to: text(range?.to) };
}

function suffix(range: { from?: string; to?: string }): string {
  const search = new URLSearchParams();
  Object.entries(range).forEach(([key, value]) => value !== undefined && search.set(key, value));
  const text = search.toString();
  return text === '' ? '' : `&${text}`;
}
