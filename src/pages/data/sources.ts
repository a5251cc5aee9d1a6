import type { DataSourceInstanceSettings } from '@grafana/data';
import { getDataSourceSrv } from '@grafana/runtime';
import { DATA_SOURCE_TYPE } from './queries';

/** The Loopscope data sources that Grafana has, the default one first. */
export function listSources(): DataSourceInstanceSettings[] {
  // Grafana adds its built-in data sources to whatever is asked for.
  const all = getDataSourceSrv()
    .getList({ type: DATA_SOURCE_TYPE })
    .filter(({ type }) => type === DATA_SOURCE_TYPE);
  return all.sort((a, b) => Number(b.isDefault ?? false) - Number(a.isDefault ?? false));
}

/** The first of the wanted uids that there is a data source of, else the first data source; empty where there is none. */
export function pickSource(...wanted: string[]): string {
  const uids = listSources().map(({ uid }) => uid);
  return wanted.find((uid) => uids.includes(uid)) ?? uids[0] ?? '';
}
