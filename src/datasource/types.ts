import type { DataSourceApi } from '@grafana/data';
import type { DataQuery } from '@grafana/schema';
import type { LoopQuery } from '../core/query/query';
import type { QueryEngine } from '../engine/engine';
import type { LoopscopeOptions, StoreKind } from './config';

export const EVENT_TYPES = ['start', 'end', 'violation'] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** What dashboards and Explore save: the shared query model with what only Grafana needs. */
export type LoopscopeQuery = Partial<LoopQuery> &
  DataQuery & {
    /** The kinds of events an annotation shows; missing or empty means all. */
    eventTypes?: EventType[];
    /** The values come from telemetry through a link: a `$` in them is text and no variable. */
    literal?: boolean;
  };

/** What a dashboard variable saves. */
export interface LoopscopeVariableQuery extends DataQuery {
  /** A column of `loops`, a raw attribute, `worker` or `evaluator`. */
  key: string;
  filters?: LoopQuery['filters'];
}

/** What editors need of the data source: Grafana's side of it, and the engine for completions. */
export interface LoopscopeSource extends DataSourceApi<LoopscopeQuery, LoopscopeOptions> {
  readonly engine: QueryEngine;
  /** Where the loops are: backends differ in what can be asked of them. */
  readonly kind: StoreKind;
}
