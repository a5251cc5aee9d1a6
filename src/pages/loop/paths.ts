import { DATA_SOURCE_TYPE, pageQuery } from '../data/queries';

/** Grafana's time range, such as `now-6h` and `now`, or milliseconds. */
export interface RawRange {
  from: string;
  to: string;
}

interface DataSourceRef {
  uid: string;
  type: string;
}

/** Explore with one query of a data source. */
export function explorePanePath(datasource: DataSourceRef, query: object, range: RawRange): string {
  const panes = { loop: { datasource: datasource.uid, queries: [{ ...query, datasource }], range } };
  return `/explore?schemaVersion=1&panes=${encodeURIComponent(JSON.stringify(panes))}`;
}

/** Explore with the trace of a loop, or with another of its frames. */
export function explorePath(
  uid: string,
  traceId: string,
  range: RawRange,
  queryType: 'trace' | 'messages' = 'trace'
): string {
  return explorePanePath({ uid, type: DATA_SOURCE_TYPE }, pageQuery('A', { queryType, traceId }), range);
}

/** The bundled dashboard with the runs of a loop. */
export function dashboardPath(uid: string, loop: string | null, { from, to }: RawRange): string {
  const search = new URLSearchParams({ 'var-datasource': uid, from, to });
  if (loop !== null) {
    search.set('var-loop', loop);
  }
  return `/d/loopscope-convergence?${search.toString()}`;
}

/** Explore with the loops of a data source. */
export function exploreLoopsPath(uid: string): string {
  const range = { from: 'now-24h', to: 'now' };
  return explorePanePath({ uid, type: DATA_SOURCE_TYPE }, pageQuery('A', { queryType: 'loops' }), range);
}
