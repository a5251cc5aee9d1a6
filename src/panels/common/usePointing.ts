import { useEffect, useMemo, useRef, useState, type PointerEventHandler } from 'react';

/** A pointer that rests longer than this is not about to click (ms). */
export const RESTS_AFTER = 10_000;

export interface Pointing {
  onPointerMove: PointerEventHandler;
  onPointerLeave: PointerEventHandler;
}

/** Whether a pointer is about to click: where it moves and just after, until it leaves or rests. */
export function usePointing(): { pointed: boolean } & Pointing {
  const [pointed, setPointed] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const leave = () => {
    clearTimeout(timer.current);
    setPointed(false);
  };
  const move = () => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setPointed(false), RESTS_AFTER);
    setPointed(true);
  };
  return { pointed, onPointerMove: move, onPointerLeave: leave };
}

/** What is shown stays while a pointer is about to click in it. */
export function useHeld<Rows extends { length: number } | null>(latest: Rows): { shown: Rows } & Pointing {
  const { pointed, ...handlers } = usePointing();
  const last = useRef(latest);
  const shown = pointed && (last.current?.length ?? 0) > 0 ? last.current : latest;
  useEffect(() => {
    last.current = shown;
  });
  return { shown, ...handlers };
}

/**
 * The order of rows while a pointer is about to click: those that are there keep their places, others come last.
 * @param under how they are sorted and what was chosen: another text, and all is in order again
 */
export function useSteadyOrder<Row>(
  sorted: readonly Row[],
  keyOf: (row: Row) => string,
  under: string,
  pointed: boolean
): readonly Row[] {
  const last = useRef<{ under: string; keys: string[] } | null>(null);
  const rows = useMemo(
    () => (pointed && last.current?.under === under ? keepPlaces(sorted, keyOf, last.current.keys) : sorted),
    [sorted, keyOf, under, pointed]
  );
  useEffect(() => {
    last.current = { under, keys: rows.map(keyOf) };
  }, [rows, keyOf, under]);
  return rows;
}

/** Rows whose keys are known in their known order, the others behind them as they are. */
export function keepPlaces<Row>(rows: readonly Row[], keyOf: (row: Row) => string, keys: readonly string[]): Row[] {
  const places = new Map(keys.map((key, place) => [key, place]));
  const placeOf = (row: Row) => places.get(keyOf(row)) ?? keys.length;
  return [...rows].sort((a, b) => placeOf(a) - placeOf(b));
}
