import { store } from '@grafana/data';
import { FACETS, NO_CHOICE, type FacetChoice } from '../loops/facets';

const KEY = 'loopscope.loops';

/** What the page of loops opens with where the address says nothing. */
export interface SavedView {
  dataSource: string;
  choice: FacetChoice;
}

const strings = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string').slice(0, 50) : [];

export function readSaved(): SavedView {
  const saved: unknown = store.getObject(KEY);
  const known: Record<string, unknown> = typeof saved === 'object' && saved !== null ? { ...saved } : {};
  const choice: Record<string, unknown> =
    typeof known.choice === 'object' && known.choice !== null ? { ...known.choice } : {};
  return {
    dataSource: typeof known.dataSource === 'string' ? known.dataSource : '',
    choice: { ...NO_CHOICE, ...Object.fromEntries(FACETS.map((key) => [key, strings(choice[key])])) },
  };
}

/** Remembers a view in this browser; a full storage only means that nothing is remembered. */
export function save(view: SavedView): void {
  try {
    store.setObject(KEY, view);
  } catch {
    // nothing to do about it
  }
}
