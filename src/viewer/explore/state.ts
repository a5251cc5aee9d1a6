import type { DataQuery } from '@grafana/schema';

/** What Explore shows; all of it is in the address, so that a link opens the same view. */
export interface ExploreState {
  /** The uid of a data source; empty for the first one. */
  datasource: string;
  queries: DataQuery[];
  range: { from: string; to: string };
}

export const DEFAULT_RANGE = { from: 'now-1h', to: 'now' };

/** Reads `left`, as data links write it, or the first of `panes`, as Grafana's own address bar does. */
export function readState(search: URLSearchParams): ExploreState {
  const left = parse(search.get('left'));
  const panes = parse(search.get('panes'));
  const saved = isRecord(left) ? left : isRecord(panes) ? Object.values(panes)[0] : undefined;
  const pane = isRecord(saved) ? saved : {};
  const queries = Array.isArray(pane.queries) ? pane.queries.filter(isRecord).map(toQuery) : [];
  return {
    datasource: typeof pane.datasource === 'string' ? pane.datasource : (queries[0]?.datasource?.uid ?? ''),
    queries: uniqueRefIds(queries),
    range: toRange(pane.range),
  };
}

export function writeState({ datasource, queries, range }: ExploreState): string {
  return JSON.stringify({ datasource, queries, range });
}

/** The first letter that no query has yet: A to Z, then AA. */
export function nextRefId(queries: DataQuery[]): string {
  const taken = new Set(queries.map(({ refId }) => refId));
  for (let index = 0; ; index++) {
    const letter = String.fromCharCode(65 + (index % 26));
    const refId = letter.repeat(1 + Math.floor(index / 26));
    if (!taken.has(refId)) {
      return refId;
    }
  }
}

function uniqueRefIds(queries: DataQuery[]): DataQuery[] {
  return queries.reduce<DataQuery[]>(
    (kept, query) =>
      query.refId !== '' && !kept.some(({ refId }) => refId === query.refId)
        ? [...kept, query]
        : [...kept, { ...query, refId: nextRefId([...kept, ...queries]) }],
    []
  );
}

function toQuery(saved: Record<string, unknown>): DataQuery {
  return { ...saved, refId: typeof saved.refId === 'string' ? saved.refId : '' };
}

function toRange(saved: unknown): ExploreState['range'] {
  if (!isRecord(saved)) {
    return DEFAULT_RANGE;
  }
  const { from, to } = saved;
  return isBound(from) && isBound(to) ? { from: String(from), to: String(to) } : DEFAULT_RANGE;
}

function isBound(value: unknown): value is string | number {
  return (typeof value === 'string' && value !== '') || typeof value === 'number';
}

function parse(text: string | null): unknown {
  try {
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
