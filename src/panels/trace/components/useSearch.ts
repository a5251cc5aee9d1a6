import { useDeferredValue, useMemo, useRef, useState } from 'react';
import type { DisplayOrder } from '../model/order';
import { nextStop, searchStops, type Stop } from '../model/stops';
import type { LoopTree } from '../model/tree';

/** Steps that hold a text, and the way from one to the next. */
export function useSearch(tree: LoopTree, order: DisplayOrder, goTo: (stop: Stop) => void) {
  const [text, setText] = useState('');
  const [at, setAt] = useState<number | null>(null);
  const box = useRef<HTMLInputElement>(null);
  const asked = useDeferredValue(text);
  const stops = useMemo(() => searchStops(tree, order, asked), [tree, order, asked]);
  const found = useMemo(() => {
    const steps = new Set(stops.map(({ step }) => step));
    const groups = new Set(stops.filter(({ step }) => step < 0).map(({ group }) => group));
    return asked.trim() === '' ? null : { steps, groups };
  }, [stops, asked]);
  const go = (forward: boolean) => {
    // Enter may come before the search that waits for the typing to rest.
    const current = asked === text ? stops : searchStops(tree, order, text);
    const next = nextStop(current, order, at === null ? null : (current[at] ?? null), forward);
    setAt(next);
    if (next !== null) {
      goTo(current[next]);
    }
  };
  const place = at !== null && at < stops.length ? `${(at + 1).toLocaleString('en-US')} of ` : '';
  const state = asked.trim() === '' ? '' : `${place}${stops.length.toLocaleString('en-US')}`;
  const set = (value: string) => {
    setText(value);
    setAt(null);
  };
  return { text, set, box, state, found, go };
}
