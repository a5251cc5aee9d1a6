import {
  LoadingState,
  type DataFrame,
  type DataQueryError,
  type DataQueryRequest,
  type DataQueryResponse,
  type TimeRange,
} from '@grafana/data';
import type { TemplateSrv } from '@grafana/runtime';
import { catchError, combineLatest, defaultIfEmpty, defer, filter, map, of, startWith, type Observable } from 'rxjs';
import type { QueryContext, QueryEngine } from '../engine/engine';
import { toQueryError } from './errors';
import { interpolateQuery } from './interpolate';
import type { LinkTarget } from './links';
import { migrateQuery } from './migrate';
import { toDataFrames } from './response';
import type { LoopscopeQuery } from './types';

interface TargetState {
  frames: DataFrame[];
  done: boolean;
  error?: DataQueryError;
}

const WAITING: TargetState = { frames: [], done: false };

/**
 * Runs all targets of a request side by side and gives one packet with the latest answers of all:
 * Grafana keeps the errors of one packet only. A target that fails leaves the others standing.
 */
export function runQueries(
  engine: QueryEngine,
  request: DataQueryRequest<LoopscopeQuery>,
  templateSrv: Pick<TemplateSrv, 'replace'>,
  link: LinkTarget
): Observable<DataQueryResponse> {
  const targets = request.targets.filter((target) => !target.hide);
  if (targets.length === 0) {
    return of({ data: [], state: LoadingState.Done });
  }
  const context = toContext(request);
  const interpolate = (target: LoopscopeQuery): LoopscopeQuery =>
    interpolateQuery(target, request.scopedVars, templateSrv, request.filters);
  const states = targets.map((target) =>
    runTarget(engine, target.refId, () => interpolate(target), context, { ...link, range: request.range }).pipe(
      startWith(WAITING)
    )
  );
  return combineLatest(states).pipe(
    filter((all) => all.some((state) => state !== WAITING)),
    map((all) => toPacket(all, request.requestId))
  );
}

function runTarget(
  engine: QueryEngine,
  refId: string,
  prepare: () => LoopscopeQuery,
  context: QueryContext,
  target: LinkTarget
): Observable<TargetState> {
  // What was read before a failure stays on the screen beside the error.
  let frames: DataFrame[] = [];
  return defer(() => {
    const prepared = prepare();
    const { query, notes } = migrateQuery(prepared);
    const frameRequest = { refId, queryType: query.queryType, notes, eventTypes: prepared.eventTypes, target };
    const filters = query.filters.filter(({ key }) => key !== '');
    return engine.query({ ...query, filters }, context).pipe(
      map((answer): TargetState => {
        frames = toDataFrames(answer, frameRequest);
        return { frames, done: answer.state === 'done' };
      })
    );
  }).pipe(
    defaultIfEmpty<TargetState, TargetState>({ frames, done: true }),
    catchError((error: unknown) => of({ frames, done: true, error: toQueryError(refId, error) }))
  );
}

function toPacket(states: TargetState[], requestId: string): DataQueryResponse {
  const errors = states.flatMap(({ error }) => (error ? [error] : []));
  const done = states.every((state) => state.done);
  return {
    data: states.flatMap(({ frames }) => frames),
    key: requestId,
    state: done ? (errors.length > 0 ? LoadingState.Error : LoadingState.Done) : LoadingState.Streaming,
    ...(errors.length > 0 ? { errors } : {}),
  };
}

const DEFAULT_INTERVAL_MS = 60_000;
const DEFAULT_POINTS = 1_000;

/** What an engine needs of a request besides the query. */
export function toContext(request: {
  range?: TimeRange;
  intervalMs?: number;
  maxDataPoints?: number;
  startTime?: number;
}): QueryContext {
  return {
    range: { from: request.range?.from.valueOf() ?? null, to: request.range?.to.valueOf() ?? null },
    intervalMs: request.intervalMs || DEFAULT_INTERVAL_MS,
    maxDataPoints: request.maxDataPoints || DEFAULT_POINTS,
    requestedAt: request.startTime || Date.now(),
  };
}
