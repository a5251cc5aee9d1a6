import { CustomVariableSupport, LoadingState, type DataQueryRequest, type DataQueryResponse } from '@grafana/data';
import { getTemplateSrv } from '@grafana/runtime';
import { catchError, defer, from, last, map, of, throwError, type Observable } from 'rxjs';
import type { LoopFilter } from '../core/query/query';
import type { QueryEngine } from '../engine/engine';
import type { Frame } from '../frames/frame';
import { VariableEditor } from './components/VariableEditor';
import { toQueryError } from './errors';
import { interpolateFilter } from './interpolate';
import { QUERY_DEFAULTS } from './migrate';
import { toContext } from './runQueries';
import type { LoopscopeSource, LoopscopeVariableQuery } from './types';
import { readVariableQuery } from './variableQuery';

/** The values of a key of loops as a dashboard variable. */
export class LoopscopeVariables extends CustomVariableSupport<LoopscopeSource, LoopscopeVariableQuery> {
  readonly editor = VariableEditor;

  constructor(private readonly engine: QueryEngine) {
    super();
    // Grafana passes the method on without its object.
    this.query = this.query.bind(this);
  }

  query(request: DataQueryRequest<LoopscopeVariableQuery>): Observable<DataQueryResponse> {
    const [target] = request.targets;
    const { refId, key, filters } = readVariableQuery(target);
    const templateSrv = getTemplateSrv();
    const rows = filters
      .filter((row) => row.key !== '')
      .map((row) => interpolateFilter(row, request.scopedVars, templateSrv));
    const values = defer(() => {
      const plainKey = templateSrv.replace(key, request.scopedVars);
      return plainKey === '' ? of([]) : valuesOf(this.engine, plainKey, rows, request);
    });
    return values.pipe(
      map((found): DataQueryResponse => ({
        data: found.map((value) => ({ text: value, value })),
        state: LoadingState.Done,
      })),
      // Dashboards know how to show a failure that is thrown; one in the answer breaks them.
      catchError((error: unknown) => throwError(() => toQueryError(refId, error)))
    );
  }
}

/** Without filters the engine lists the values; with filters they are the groups of a count of loops. */
function valuesOf(
  engine: QueryEngine,
  key: string,
  filters: LoopFilter[],
  request: DataQueryRequest<LoopscopeVariableQuery>
): Observable<string[]> {
  if (filters.length === 0) {
    return from(engine.tagValues(key));
  }
  const query = {
    ...QUERY_DEFAULTS,
    queryType: 'series',
    metric: 'loops',
    interval: 'range',
    groupBy: key,
    filters,
  } as const;
  return engine.query(query, toContext(request)).pipe(
    last(null, { frames: [] }),
    map(({ frames }) => groupsOf(frames, key))
  );
}

function groupsOf(frames: Frame[], key: string): string[] {
  const values = frames.flatMap((frame) => frame.fields.map((field) => field.labels?.[key] ?? ''));
  return [...new Set(values)].filter((value) => value !== '').sort((a, b) => a.localeCompare(b));
}
