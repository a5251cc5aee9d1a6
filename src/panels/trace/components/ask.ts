import type { DataFrame, DataQueryRequest } from '@grafana/data';
import type { DataQuery, DataSourceRef } from '@grafana/schema';
import { getDataSourceSrv } from '@grafana/runtime';
import { defaultIfEmpty, from, isObservable, map, switchMap, takeLast, type Observable } from 'rxjs';
import { QUERY_SCHEMA_VERSION, type LoopQuery } from '../../../core/query/query';

const DATASOURCE_TYPE = 'loopscope-datasource';

/** A query of ours; the values come from telemetry: a `$` in them is no variable. */
type Ask = Pick<LoopQuery, 'queryType' | 'traceId'> & Partial<LoopQuery>;

let asked = 0;

/** The data source that answered a panel's query: of the frame's own query where several were mixed. */
export function sourceOf(request: DataQueryRequest | undefined, refId: string | undefined): DataSourceRef | null {
  const targets = request?.targets ?? [];
  const target = targets.find((query) => query.refId === refId) ?? targets[0];
  return target?.datasource ?? null;
}

/**
 * Asks a Loopscope data source once more, over the range of the panel's own request.
 * Fails with one sentence where there is none, or where it fails.
 */
export function askLoop(request: DataQueryRequest, source: DataSourceRef, query: Ask): Observable<DataFrame[]> {
  return from(getDataSourceSrv().get(source)).pipe(
    switchMap((instance) => {
      if (instance.type !== DATASOURCE_TYPE) {
        throw new Error(`${instance.name} is no Loopscope data source: add a Steps query to this panel.`);
      }
      const target: DataQuery & Ask & { schemaVersion: number; literal: boolean } = {
        refId: 'A',
        schemaVersion: QUERY_SCHEMA_VERSION,
        literal: true,
        datasource: source,
        ...query,
      };
      const requestId = `loopscope-trace-${++asked}`;
      const answer = instance.query({ ...request, requestId, targets: [target], filters: undefined });
      return isObservable(answer) ? answer : from(answer);
    }),
    takeLast(1),
    map(({ data, error, errors }): DataFrame[] => {
      const failure = errors?.[0] ?? error;
      if (failure !== undefined) {
        throw new Error(failure.message ?? failure.data?.message ?? 'The data source gave no reason.');
      }
      return data;
    }),
    defaultIfEmpty<DataFrame[], DataFrame[]>([])
  );
}
