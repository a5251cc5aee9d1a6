/** The saved query model: what dashboards store, what `POST /api/query` takes, what every store answers. */

export const QUERY_TYPES = [
  'loops',
  'iterations',
  'goal',
  'les',
  'tokens',
  'series',
  'trace',
  'events',
  'steps',
  'handoffs',
  'breakdown',
  'warnings',
  'messages',
] as const;
export type QueryType = (typeof QUERY_TYPES)[number];

export const FILTER_OPS = ['=', '!=', '=~', '!~', '>', '>=', '<', '<='] as const;
export type FilterOp = (typeof FILTER_OPS)[number];

/** One condition on a column of `loops` or on a raw attribute (`span.`, `resource.`, `metadata.`). */
export interface LoopFilter {
  key: string;
  op: FilterOp;
  value: string;
}

export const SERIES_METRICS = [
  'loops',
  'iterations',
  'goalScore',
  'effectiveness',
  'lesCumulative',
  'tokens',
  'costUsd',
  'durationMs',
  'successRatio',
  'warnings',
  'toolCalls',
  'toolFailRatio',
  'llmCalls',
  'handoffs',
  'iterationsToGoal',
  'tokensPerGoal',
] as const;
export type SeriesMetric = (typeof SERIES_METRICS)[number];

export const AGGREGATIONS = ['sum', 'mean', 'min', 'max', 'p50', 'p90', 'p95', 'p99', 'count', 'last'] as const;
export type Aggregation = (typeof AGGREGATIONS)[number];

export type Axis = 'iteration' | 'time';

/** Present since the first version, so that a later one can tell what it reads. */
export const QUERY_SCHEMA_VERSION = 1;

export interface LoopQuery {
  refId: string;
  schemaVersion: number;
  queryType: QueryType;
  filters: LoopFilter[];
  axis: Axis;
  /** Most loops that an answer holds; a cut is a notice. Null takes the default of the query type. */
  limit: number | null;
  /** The loop of `trace`; for other types only this loop. Empty: not restricted. */
  traceId: string;
  metric: SeriesMetric;
  /** Null takes the metric's natural aggregation. */
  aggregation: Aggregation | null;
  /** Only this iteration of the loop `traceId`, for `steps`, `trace` and `messages`; null for all. */
  iteration: number | null;
  /** A condition in the backend's own language, besides the filters: a TraceQL span filter, a LogQL pipeline. */
  expr: string;
  /** A column of `loops`, a raw attribute, `model`, `tool`, `worker` or `evaluator`; empty for one series. Of a breakdown its key. */
  groupBy: string;
  /** `` is the panel's own interval, `range` one bucket over the whole range, else a duration such as `5m`. */
  interval: string;
}

/** Milliseconds since the epoch; null is open. */
export interface TimeRange {
  from: number | null;
  to: number | null;
}
