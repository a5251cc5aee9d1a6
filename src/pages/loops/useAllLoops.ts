import type { PanelData } from '@grafana/data';
import { useEffect, useMemo, useRef } from 'react';
import { isReading } from '../data/panelData';
import type { LoopRow } from '../data/readLoops';

/** An answer and the loops in it. */
interface Answered {
  data: PanelData | undefined;
  rows: LoopRow[];
}

/**
 * All loops of a range for the counts of facets. Those that were known stay until they have been read anew:
 * a choice that took facets away for a moment would move the others under the pointer.
 * @param of what range of which data source
 * @param main the loops that are chosen
 * @param side all loops, where some are chosen
 * @returns null until they are known
 */
export function useAllLoops(of: string, filtered: boolean, main: Answered, side: Answered): LoopRow[] | null {
  const known = useRef<{ of: string; rows: LoopRow[] } | null>(null);
  const whole = useMemo(() => {
    if (!isReading(main.data) && !isNarrow(main.data)) {
      return main.rows;
    }
    return !isReading(side.data) && side.rows.length > 0 ? side.rows : null;
  }, [main.data, main.rows, side.data, side.rows]);
  useEffect(() => {
    if (whole !== null) {
      known.current = { of, rows: whole };
    }
  }, [of, whole]);
  const last = known.current?.of === of ? known.current.rows : null;
  // without all of them those that are chosen have to do
  return whole ?? last ?? (filtered && isReading(side.data) ? null : main.rows);
}

const isNarrow = (data: PanelData | undefined): boolean =>
  (data?.request?.targets ?? []).some((target) => 'filters' in target && [target.filters].flat().length > 0);
