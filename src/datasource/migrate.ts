import {
  AGGREGATIONS,
  FILTER_OPS,
  QUERY_SCHEMA_VERSION,
  QUERY_TYPES,
  SERIES_METRICS,
  type LoopFilter,
  type LoopQuery,
} from '../core/query/query';
import { isRecord } from './config';

export const QUERY_DEFAULTS: LoopQuery = {
  refId: 'A',
  schemaVersion: QUERY_SCHEMA_VERSION,
  queryType: 'loops',
  filters: [],
  axis: 'iteration',
  limit: null,
  traceId: '',
  iteration: null,
  expr: '',
  metric: 'effectiveness',
  aggregation: null,
  groupBy: '',
  interval: '',
};

export interface MigratedQuery {
  query: LoopQuery;
  /** What was saved but could not be used, a sentence each. */
  notes: string[];
}

/** Fills a saved query to the whole model of today. Never changes its input; never throws. */
export function migrateQuery(saved: unknown): MigratedQuery {
  const source = isRecord(saved) ? saved : {};
  const notes: string[] = [];
  const choose = <T extends string>(field: string, allowed: readonly T[], fallback: T): T =>
    chooseOrNull(field, allowed, fallback) ?? fallback;
  const chooseOrNull = <T extends string>(field: string, allowed: readonly T[], shown: string): T | null => {
    const value = source[field];
    const known = allowed.find((item) => item === value);
    if (known === undefined && isGiven(value)) {
      notes.push(`The saved ${LABELS[field] ?? field} ${quote(value)} is not known; ${shown} is used instead.`);
    }
    return known ?? null;
  };

  if (typeof source.schemaVersion === 'number' && source.schemaVersion > QUERY_SCHEMA_VERSION) {
    notes.push('This query was saved by a newer version of Loopscope; what this version does not know is left out.');
  }
  const query: LoopQuery = {
    refId: text(source.refId) || QUERY_DEFAULTS.refId,
    schemaVersion: QUERY_SCHEMA_VERSION,
    queryType: choose('queryType', QUERY_TYPES, QUERY_DEFAULTS.queryType),
    filters: readFilters(source.filters, notes),
    axis: choose('axis', ['iteration', 'time'], QUERY_DEFAULTS.axis),
    limit: readLimit(source.limit, notes),
    traceId: text(source.traceId).trim(),
    iteration: readIteration(source.iteration, notes),
    expr: text(source.expr).trim(),
    metric: choose('metric', SERIES_METRICS, QUERY_DEFAULTS.metric),
    aggregation: chooseOrNull('aggregation', AGGREGATIONS, 'the natural one of the metric'),
    groupBy: text(source.groupBy).trim(),
    interval: text(source.interval).trim(),
  };
  return { query, notes };
}

const LABELS: Record<string, string> = { queryType: 'query type' };

/** Only rows of the right shape; a row without a key is one that is being written and stays. */
export function readFilters(value: unknown, notes: string[]): LoopFilter[] {
  if (!isGiven(value)) {
    return [];
  }
  if (!Array.isArray(value)) {
    notes.push('The saved filters are no list; they are left out.');
    return [];
  }
  return value.flatMap((row: unknown) => {
    if (!isRecord(row) || typeof row.key !== 'string') {
      notes.push('A saved filter has no key; it is left out.');
      return [];
    }
    const op = row.op === undefined ? '=' : FILTER_OPS.find((known) => known === row.op);
    if (op === undefined) {
      notes.push(`The filter on ${row.key} has the unknown operator ${quote(row.op)}; it is left out.`);
      return [];
    }
    return [{ key: row.key.trim(), op, value: text(row.value) }];
  });
}

function readLimit(value: unknown, notes: string[]): number | null {
  if (!isGiven(value)) {
    return null;
  }
  const limit = typeof value === 'string' ? Number(value) : value;
  if (typeof limit === 'number' && Number.isFinite(limit) && limit >= 1) {
    return Math.floor(limit);
  }
  notes.push(`The saved limit ${quote(value)} is no whole number above 0; the default is used.`);
  return null;
}

function readIteration(value: unknown, notes: string[]): number | null {
  if (!isGiven(value)) {
    return null;
  }
  const number = typeof value === 'string' ? Number(value) : value;
  if (typeof number === 'number' && Number.isFinite(number)) {
    return number;
  }
  notes.push(`The saved iteration ${quote(value)} is no number; all iterations are shown.`);
  return null;
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

function quote(value: unknown): string {
  const shown = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  return `"${shown.length > 60 ? `${shown.slice(0, 60)}…` : shown}"`;
}
