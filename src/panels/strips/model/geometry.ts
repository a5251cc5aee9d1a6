import type { Alignment, StripsOptions } from '../options';

/** Widest cell where the longest loop leaves room (pixels). */
const WIDEST = 16;
/** Below this a cell is no longer told from the next: longer loops are squeezed instead of narrowing all. */
const NARROWEST = 2;

export interface StripGeometry {
  /** Width that strips may take (pixels); what ends them stands behind. */
  area: number;
  cellWidth: number;
  align: Alignment;
}

export interface Span {
  x: number;
  width: number;
}

/** One cell width for all strips. `lengths`: iterations of each loop. */
export function stripGeometry(
  lengths: readonly number[],
  area: number,
  { align, cellWidth }: Pick<StripsOptions, 'align' | 'cellWidth'>
): StripGeometry {
  const longest = lengths.reduce((most, length) => Math.max(most, length), 1);
  const fitting = area / longest;
  const wanted =
    cellWidth === 'auto'
      ? fitting >= NARROWEST
        ? Math.min(WIDEST, fitting)
        : Math.max(NARROWEST, area / quantile(lengths, 0.9))
      : Number(cellWidth);
  return { area, align, cellWidth: wanted >= 4 ? Math.floor(wanted) : wanted };
}

function quantile(lengths: readonly number[], q: number): number {
  const sorted = Float64Array.from(lengths).sort();
  return Math.max(1, sorted[Math.floor(q * (sorted.length - 1))] ?? 1);
}

/** Where a strip of so many cells stands, from the left of the area. */
export function spanOf({ area, cellWidth, align }: StripGeometry, length: number): Span {
  const width = align === 'normalised' && length > 0 ? area : Math.min(area, length * cellWidth);
  return { x: align === 'right' ? area - width : 0, width };
}

/** Narrower than its cells would be: its cells do not stand below those of other loops. */
export function isSqueezed({ area, cellWidth, align }: StripGeometry, length: number): boolean {
  return align !== 'normalised' && length * cellWidth > area + 0.5;
}

/** The cell at a place; -1 where there is none. */
export function cellAt(geometry: StripGeometry, length: number, x: number): number {
  const span = spanOf(geometry, length);
  const at = Math.floor(((x - span.x) / span.width) * length);
  return length > 0 && at >= 0 && at < length ? at : -1;
}

/** Where a cell stands; at least a pixel wide. */
export function cellSpan(geometry: StripGeometry, length: number, index: number): Span {
  const span = spanOf(geometry, length);
  const from = span.x + (index / length) * span.width;
  const to = span.x + ((index + 1) / length) * span.width;
  return { x: from, width: Math.max(1, to - from) };
}
