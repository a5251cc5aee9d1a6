import { OUTCOMES } from '../../core/model/loop';
import type { LoopFilter } from '../../core/query/query';
import type { LoopRow } from '../data/readLoops';

/** By what loops are narrowed down; the names are columns of `loops` and keys of the address. */
export const FACETS = ['loop', 'env', 'model', 'agent', 'outcome', 'system'] as const;
export type FacetKey = (typeof FACETS)[number];

export type FacetChoice = Record<FacetKey, string[]>;

export const FACET_TITLES: Record<FacetKey, string> = {
  loop: 'Loop',
  env: 'Environment',
  model: 'Model',
  agent: 'Agent',
  outcome: 'Outcome',
  system: 'System',
};

export const NO_CHOICE: FacetChoice = { loop: [], env: [], model: [], agent: [], outcome: [], system: [] };

export interface FacetValue {
  /** Empty for loops that have none. */
  value: string;
  count: number;
  chosen: boolean;
}

export const hasChoice = (choice: FacetChoice): boolean => FACETS.some((key) => choice[key].length > 0);

/** The values of a row for a facet; the empty string where it has none. */
export function valuesOf(row: LoopRow, key: FacetKey): string[] {
  if (key === 'model') {
    return row.models.length > 0 ? row.models : [''];
  }
  return [row[key] ?? ''];
}

/** Within a facet one value is enough, between facets all must hold. */
export function matches(row: LoopRow, choice: FacetChoice, except?: FacetKey): boolean {
  return FACETS.every(
    (key) =>
      key === except || choice[key].length === 0 || valuesOf(row, key).some((value) => choice[key].includes(value))
  );
}

/**
 * The values of a facet with how many loops each would leave, the other facets as they are chosen.
 * Outcomes stand in their own order, all others by count; chosen values stay even where no loop has them.
 */
export function facetValues(rows: readonly LoopRow[], choice: FacetChoice, key: FacetKey): FacetValue[] {
  const counts = new Map<string, number>(choice[key].map((value) => [value, 0]));
  for (const row of rows) {
    const fits = matches(row, choice, key);
    for (const value of valuesOf(row, key)) {
      counts.set(value, (counts.get(value) ?? 0) + (fits ? 1 : 0));
    }
  }
  const values = [...counts].map(([value, count]) => ({ value, count, chosen: choice[key].includes(value) }));
  const place = (value: string) => OUTCOMES.findIndex((outcome) => outcome === value);
  return key === 'outcome'
    ? values.sort((a, b) => place(a.value) - place(b.value))
    : values.sort((a, b) => b.count - a.count || Number(a.value === '') - Number(b.value === '') || compare(a, b));
}

const compare = (a: FacetValue, b: FacetValue) => a.value.localeCompare(b.value);

/** Adds a value to a facet or takes it away. */
export function toggle(choice: FacetChoice, key: FacetKey, value: string): FacetChoice {
  const chosen = choice[key];
  const next = chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value];
  return { ...choice, [key]: next };
}

/** What is chosen as filters of a query. */
export function toFilters(choice: FacetChoice): LoopFilter[] {
  return FACETS.flatMap((key): LoopFilter[] => {
    const values = choice[key];
    if (values.length === 0) {
      return [];
    }
    if (key === 'model') {
      // The column lists the models of a loop, divided by commas.
      const names = values.map(escape).join('|');
      const listed = `(.*, )?(${names})(, .*)?`;
      return [{ key: 'models', op: '=~', value: listed }];
    }
    return values.length === 1
      ? [{ key, op: '=', value: values[0] }]
      : [{ key, op: '=~', value: values.map(escape).join('|') }];
  });
}

const escape = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
