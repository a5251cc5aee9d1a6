import {
  CoreApp,
  LoadingState,
  dateTime,
  type DataFrame,
  type DataQueryRequest,
  type DataQueryResponse,
} from '@grafana/data';
import { getDataSourceSrv } from '@grafana/runtime';
import { Observable, from, switchMap } from 'rxjs';
import type { LoopscopeQuery } from '../../datasource/types';

/** Milliseconds since the epoch. */
export interface AskedRange {
  from: number;
  to: number;
}

let asked = 0;

/** Queries outside of a scene; each answer holds all frames so far, and unsubscribing stops what is running. */
export function ask(uid: string, queries: LoopscopeQuery[], range: AskedRange): Observable<DataQueryResponse> {
  return from(getDataSourceSrv().get(uid)).pipe(
    switchMap((source) => {
      const answer = source.query(toRequest(uid, queries, range));
      return answer instanceof Observable ? answer : from(answer);
    })
  );
}

/** The frames of the last answer. Rejects with the first error. */
export function askOnce(uid: string, queries: LoopscopeQuery[], range: AskedRange): Promise<DataFrame[]> {
  return new Promise((resolve, reject) => {
    let last: DataQueryResponse = { data: [] };
    ask(uid, queries, range).subscribe({
      next: (response) => (last = response),
      error: reject,
      complete: () => {
        const [error] = last.errors ?? [];
        if (error !== undefined && last.state === LoadingState.Error) {
          reject(new Error(error.message ?? 'The query failed.'));
        } else {
          resolve(last.data);
        }
      },
    });
  });
}

function toRequest(uid: string, targets: LoopscopeQuery[], range: AskedRange): DataQueryRequest<LoopscopeQuery> {
  const [begin, end] = [dateTime(range.from), dateTime(range.to)];
  asked++;
  return {
    requestId: `loopscope-page-${asked}`,
    app: CoreApp.Unknown,
    range: { from: begin, to: end, raw: { from: begin, to: end } },
    interval: '1m',
    intervalMs: 60_000,
    maxDataPoints: 1000,
    scopedVars: {},
    targets: targets.map((target) => ({ ...target, datasource: { uid } })),
    timezone: 'browser',
    startTime: Date.now(),
  };
}
