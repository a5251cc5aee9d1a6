import type { AdHocVariableFilter, ScopedVars } from '@grafana/data';
import type { TemplateSrv } from '@grafana/runtime';
import { FILTER_OPS, type FilterOp, type LoopFilter } from '../core/query/query';
import type { LoopscopeQuery } from './types';

type Replacer = Pick<TemplateSrv, 'replace'>;
type Interpolations = NonNullable<Parameters<TemplateSrv['replace']>[3]>;

/**
 * Replaces the variables in every string of a query and adds the dashboard's ad-hoc filters.
 * A variable with several values turns `=` into `=~` with the values as alternatives.
 */
export function interpolateQuery<Q extends Partial<LoopscopeQuery>>(
  query: Q,
  scopedVars: ScopedVars,
  templateSrv: Replacer,
  adhocFilters: AdHocVariableFilter[] = []
): Q {
  const adhoc = adhocFilters.flatMap(fromAdhocFilter);
  if (query.literal) {
    return { ...query, filters: [...listOf(query.filters), ...adhoc] };
  }
  const plain = <T extends string>(text: T | undefined): T | undefined =>
    // What comes back is checked by `migrateQuery`, which runs after this.
    typeof text === 'string' ? (templateSrv.replace(text, scopedVars, joinValues) as T) : text;
  const own = listOf(query.filters).map((filter) => interpolateFilter(filter, scopedVars, templateSrv));
  const traces = traceIds(query.traceId, scopedVars, templateSrv);
  return {
    ...query,
    queryType: plain(query.queryType),
    axis: plain(query.axis),
    metric: plain(query.metric),
    aggregation: query.aggregation === null ? null : plain(query.aggregation),
    groupBy: plain(query.groupBy),
    interval: plain(query.interval),
    expr: plain(query.expr),
    traceId: traces.traceId,
    filters: [...own, ...traces.filters, ...adhoc],
  };
}

/** One filter with its variables replaced; keeps its place in the list. */
export function interpolateFilter(filter: LoopFilter, scopedVars: ScopedVars, templateSrv: Replacer): LoopFilter {
  const key = templateSrv.replace(filter.key, scopedVars, joinValues);
  const text = String(filter.value ?? '');
  if (filter.op === '=~' || filter.op === '!~') {
    return { key, op: filter.op, value: templateSrv.replace(text, scopedVars, regexValues) };
  }
  if (filter.op !== '=' && filter.op !== '!=') {
    return { key, op: filter.op, value: templateSrv.replace(text, scopedVars, joinValues) };
  }
  const { parts, hasMany } = expand(text, scopedVars, templateSrv);
  if (!hasMany) {
    return { key, op: filter.op, value: parts.map((part) => part.text ?? part.values[0]).join('') };
  }
  const pattern = parts.map((part) =>
    part.text !== undefined ? escapeRegex(part.text) : part.raw ? part.values[0] : alternatives(part.values)
  );
  return { key, op: filter.op === '=' ? '=~' : '!~', value: `^${pattern.join('')}$` };
}

const ADHOC_OPS: Record<string, FilterOp> = { '=|': '=~', '!=|': '!~' };

/** An ad-hoc filter of the dashboard as a row; a filter that is being written (no key) gives none. */
export function fromAdhocFilter(filter: AdHocVariableFilter): LoopFilter[] {
  const op = FILTER_OPS.find((known) => known === filter.operator);
  const many = ADHOC_OPS[filter.operator];
  if (filter.key === '' || (op === undefined && many === undefined)) {
    return [];
  }
  const values = filter.values && filter.values.length > 0 ? filter.values : [filter.value];
  return many
    ? [{ key: filter.key, op: many, value: `^${alternatives(values)}$` }]
    : op
      ? [{ key: filter.key, op, value: filter.value }]
      : [];
}

export function escapeRegex(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

function alternatives(values: string[]): string {
  return values.length === 1 ? escapeRegex(values[0]) : `(?:${values.map(escapeRegex).join('|')})`;
}

type Part =
  { text: string; values?: undefined; raw?: undefined } | { text?: undefined; values: string[]; raw: boolean };

/** Splits a text into what stands in it and the values of its variables. */
function expand(text: string, scopedVars: ScopedVars, templateSrv: Replacer): { parts: Part[]; hasMany: boolean } {
  const values: string[][] = [];
  const seen: Interpolations = [];
  const mark = (value: unknown): string => `\u0000${values.push(toList(value)) - 1}\u0000`;
  const replaced = templateSrv.replace(text, scopedVars, mark, seen);
  // A custom "all" value is a pattern of its author and does not pass through the format function.
  const custom = seen.find(
    (item) =>
      item.found &&
      typeof item.format !== 'string' &&
      item.match === text &&
      !item.variableName.startsWith('__') &&
      item.value !== '' &&
      !item.value.includes('\u0000')
  );
  if (custom) {
    return { parts: [{ values: [`(?:${custom.value})`], raw: true }], hasMany: true };
  }
  const parts = replaced
    .split('\u0000')
    .map((piece, index): Part => (index % 2 === 0 ? { text: piece } : { values: values[Number(piece)], raw: false }));
  return { parts, hasMany: values.some((list) => list.length !== 1) };
}

function traceIds(
  text: string | undefined,
  scopedVars: ScopedVars,
  templateSrv: Replacer
): { traceId: string; filters: LoopFilter[] } {
  if (typeof text !== 'string' || text === '') {
    return { traceId: '', filters: [] };
  }
  const row = interpolateFilter({ key: 'traceId', op: '=', value: text }, scopedVars, templateSrv);
  return row.op === '=' ? { traceId: row.value, filters: [] } : { traceId: '', filters: [row] };
}

interface VariableInfo {
  type?: string;
}

function joinValues(value: unknown): string {
  return toList(value).join(',');
}

/** What a person typed into a text box is their pattern; values picked from a list are text. */
function regexValues(value: unknown, variable?: VariableInfo): string {
  return variable?.type === 'textbox' || variable?.type === 'constant'
    ? joinValues(value)
    : alternatives(toList(value));
}

function toList(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).map((item) =>
    item === null || item === undefined ? '' : String(item)
  );
}

function listOf(filters: LoopFilter[] | undefined): LoopFilter[] {
  return Array.isArray(filters) ? filters.filter((row) => typeof row === 'object' && row !== null) : [];
}
