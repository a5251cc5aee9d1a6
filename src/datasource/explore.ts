import type { QueryFixAction } from '@grafana/data';
import type { FilterOp } from '../core/query/query';
import type { LoopscopeQuery } from './types';

const ACTIONS: Record<string, { op: FilterOp; opposite: FilterOp }> = {
  ADD_FILTER: { op: '=', opposite: '!=' },
  ADD_FILTER_OUT: { op: '!=', opposite: '=' },
};

/** "Filter for value" and "filter out value" of Explore's cells. The opposite of a new filter goes. */
export function modifyQuery(query: LoopscopeQuery, action: QueryFixAction): LoopscopeQuery {
  const known = ACTIONS[action.type];
  const key = action.options?.key;
  const value = action.options?.value;
  if (!known || !key || value === undefined) {
    return query;
  }
  const filters = query.filters ?? [];
  const same = filters.some((row) => row.key === key && row.value === value && row.op === known.op);
  const rest = filters.filter((row) => !(row.key === key && row.value === value && row.op === known.opposite));
  return { ...query, filters: same ? filters : [...rest, { key, op: known.op, value }] };
}
