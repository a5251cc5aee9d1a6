import { useEffect, useMemo, useRef } from 'react';
import { arrange, type DisplayRow, type Ordering } from '../model/arrange';
import type { Strips } from '../model/strips';

/** Rows in order; while a pointer is about to click, those that are there keep their places. */
export function useRows(strips: Strips, { sortBy, direction, groupBy }: Ordering, pointed: boolean): DisplayRow[] {
  const last = useRef<{ under: string; keys: string[] }>({ under: '', keys: [] });
  const under = JSON.stringify([sortBy, direction, groupBy]);
  const rows = useMemo(() => {
    const kept = pointed && last.current.under === under ? last.current.keys : [];
    return arrange(strips, { sortBy, direction, groupBy }, kept);
  }, [strips, sortBy, direction, groupBy, under, pointed]);
  useEffect(() => {
    last.current = { under, keys: rows.flatMap((row) => (row.kind === 'loop' ? [strips.loops[row.loop].key] : [])) };
  }, [rows, strips, under]);
  return rows;
}
