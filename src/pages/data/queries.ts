import { QUERY_SCHEMA_VERSION, type LoopFilter } from '../../core/query/query';
import type { LoopscopeQuery } from '../../datasource/types';

export const DATA_SOURCE_TYPE = 'loopscope-datasource';

/** Most loops that the pages list. */
export const MAX_LISTED = 2000;
/** Most loops whose iterations are drawn. */
export const MAX_DRAWN = 500;

/** A query of the pages: what is in it comes from addresses and telemetry, so a `$` is text. */
export function pageQuery(refId: string, part: Partial<LoopscopeQuery>): LoopscopeQuery {
  return { refId, schemaVersion: QUERY_SCHEMA_VERSION, literal: true, ...part };
}

export const loopsQuery = (refId: string, filters: LoopFilter[], limit = MAX_LISTED): LoopscopeQuery =>
  pageQuery(refId, { queryType: 'loops', filters, limit });

export const iterationsQuery = (refId: string, filters: LoopFilter[]): LoopscopeQuery =>
  pageQuery(refId, { queryType: 'iterations', filters, limit: MAX_DRAWN });

/** One figure over the loops that are listed: tokens for each 0.01 of goal score gained, the median. */
export const tokensPerGoalQuery = (refId: string, filters: LoopFilter[]): LoopscopeQuery =>
  pageQuery(refId, {
    queryType: 'series',
    metric: 'tokensPerGoal',
    aggregation: 'p50',
    interval: 'range',
    filters,
    limit: MAX_LISTED,
  });
