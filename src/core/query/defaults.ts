import { QUERY_SCHEMA_VERSION, type LoopQuery } from './query';

/** A whole query from the parts that were given. */
export function completeQuery(given: Partial<LoopQuery>): LoopQuery {
  return {
    refId: 'A',
    schemaVersion: QUERY_SCHEMA_VERSION,
    queryType: 'loops',
    filters: [],
    axis: 'iteration',
    limit: null,
    traceId: '',
    iteration: null,
    expr: '',
    metric: 'loops',
    aggregation: null,
    groupBy: '',
    interval: '',
    ...given,
  };
}
