import type { Picture } from '../draw/paint';
import type { DisplayRow } from '../model/arrange';
import { cellAt } from '../model/geometry';
import { HEADER_HEIGHT, ROW_HEIGHT, type Layout } from '../model/layout';
import type { StripLoop } from '../model/strips';

/** A loop by its key and one of its cells; null for the loop as a whole. */
export interface Place {
  key: string;
  index: number | null;
}

interface Pointed {
  box: HTMLElement;
  /** Pixels of the window. */
  x: number;
  y: number;
  rows: readonly DisplayRow[];
  loops: readonly StripLoop[];
  layout: Layout;
  picture: Picture;
}

/** What lies at a place of the window. */
export function rowAndCell({ box, x, y, rows, loops, layout, picture }: Pointed): Place | null {
  const { left, top } = box.getBoundingClientRect();
  if (y - top < HEADER_HEIGHT || x - left > layout.width) {
    return null;
  }
  const row = rows[Math.floor((y - top - HEADER_HEIGHT + box.scrollTop) / ROW_HEIGHT)];
  if (row?.kind !== 'loop') {
    return null;
  }
  const loop = loops[row.loop];
  const index = cellAt(picture.geometry, loop.length, x - left - layout.strip.x);
  return { key: loop.key, index: index < 0 ? null : index };
}

/** Where a key leads; null where it means nothing here. `page`: rows that are in sight. */
export function move(
  loops: readonly StripLoop[],
  rows: readonly DisplayRow[],
  from: { row: number; index: number | null } | null,
  key: string,
  ctrl: boolean,
  page: number
): { row: number; loop: StripLoop; place: Place } | null {
  const to = (row: number, index: number | null, step: 1 | -1) => {
    let at = Math.max(0, Math.min(rows.length - 1, row));
    // Heads of groups are stepped over; before the first loop there may be one.
    while (rows[at]?.kind === 'group' && rows[at + step]) {
      at += step;
    }
    at = rows[at]?.kind === 'group' ? at + 1 : at;
    const shown = rows[at];
    if (shown?.kind !== 'loop') {
      return null;
    }
    const loop = loops[shown.loop];
    const kept = index === null || loop.length === 0 ? null : Math.max(0, Math.min(loop.length - 1, index));
    return { row: at, loop, place: { key: loop.key, index: kept } };
  };
  const row = from?.row ?? -1;
  const index = from?.index ?? null;
  switch (key) {
    case 'ArrowDown':
      return to(row + 1, index, 1);
    case 'ArrowUp':
      return to(from ? row - 1 : 0, index, -1);
    case 'PageDown':
      return to(row + page, index, 1);
    case 'PageUp':
      return to(row - page, index, -1);
    case 'ArrowRight':
      return to(Math.max(0, row), index === null ? 0 : index + 1, 1);
    case 'ArrowLeft':
      return to(Math.max(0, row), index === null ? Infinity : index - 1, 1);
    case 'Home':
      return ctrl ? to(0, index, 1) : to(Math.max(0, row), 0, 1);
    case 'End':
      return ctrl ? to(rows.length - 1, index, -1) : to(Math.max(0, row), Infinity, 1);
    default:
      return null;
  }
}
