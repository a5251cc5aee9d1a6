import {
  DataTopic,
  LoadingState,
  type DataFrame,
  type DataQueryError,
  type DataQueryRequest,
  type DataQueryResponse,
  type DataSourceApi,
  type PanelData,
} from '@grafana/data';
import { toDataQueryError } from '@grafana/runtime';
import { catchError, concat, defer, from, map, of, scan, type Observable } from 'rxjs';

type QueryFunction = (request: DataQueryRequest) => Promise<DataQueryResponse> | Observable<DataQueryResponse>;

/**
 * Runs a request and answers the panel data after each packet; packets with the same key replace one another.
 * Frames of an answer that failed in part are kept beside its errors.
 */
export function runRequest(
  datasource: DataSourceApi,
  request: DataQueryRequest,
  queryFunction?: QueryFunction
): Observable<PanelData> {
  const empty: PanelData = { state: LoadingState.Loading, series: [], request, timeRange: request.range };
  if (request.targets.length === 0) {
    return of({ ...empty, state: LoadingState.Done });
  }

  const answers = defer(() => {
    const answer = queryFunction ? queryFunction(request) : datasource.query(request);
    return answer instanceof Promise ? from(answer) : from(answer);
  }).pipe(
    scan(
      (packets, response) => new Map(packets).set(response.key ?? 'A', response),
      new Map<string, DataQueryResponse>()
    ),
    map((packets) => combine([...packets.values()], { ...request, endTime: Date.now() })),
    catchError((error: unknown) => {
      const failure = toDataQueryError(toError(error));
      return of({
        ...empty,
        state: isCancelled(error) ? LoadingState.Done : LoadingState.Error,
        error: failure,
        errors: isCancelled(error) ? undefined : [failure],
      });
    })
  );
  return concat(of(empty), answers);
}

function toError(error: unknown): DataQueryError | Error {
  if (error instanceof Error) {
    return error;
  }
  return typeof error === 'object' && error !== null ? { ...error } : { message: String(error) };
}

function combine(responses: DataQueryResponse[], request: DataQueryRequest): PanelData {
  // As they came: the values of a variable are no frames, and Scenes converts what is.
  const frames = responses.flatMap(({ data }): DataFrame[] => data);
  const errors = responses.flatMap(({ error, errors: several }) => several ?? (error ? [error] : []));
  const last = responses.at(-1);
  const state = responses.some((response) => response.state === LoadingState.Streaming)
    ? LoadingState.Streaming
    : errors.length > 0
      ? LoadingState.Error
      : (last?.state ?? LoadingState.Done);
  return {
    state,
    series: frames.filter((frame) => frame?.meta?.dataTopic !== DataTopic.Annotations),
    annotations: frames.filter((frame) => frame?.meta?.dataTopic === DataTopic.Annotations),
    errors: errors.length > 0 ? errors : undefined,
    error: errors[0],
    request,
    timeRange: request.range,
  };
}

function isCancelled(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'cancelled' in error && error.cancelled === true;
}
