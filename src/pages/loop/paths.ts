import { DATA_SOURCE_TYPE, pageQuery } from '../data/queries';

interface RawRange {
  from: string;
  to: string;
}

/** Explore with the trace of a loop. */
export function explorePath(uid: string, traceId: string, range: RawRange): string {
  const datasource = { type: DATA_SOURCE_TYPE, uid };
  const query = { ...pageQuery('A', { queryType: 'trace', traceId }), datasource };
  const panes = { loop: { datasource: uid, queries: [query], range } };
  return `/explore?schemaVersion=1&panes=${encodeURIComponent(JSON.stringify(panes))}`;
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
  const query = { ...pageQuery('A', { queryType: 'loops' }), datasource: { type: DATA_SOURCE_TYPE, uid } };
  const panes = { loops: { datasource: uid, queries: [query], range: { from: 'now-24h', to: 'now' } } };
  return `/explore?schemaVersion=1&panes=${encodeURIComponent(JSON.stringify(panes))}`;
}
