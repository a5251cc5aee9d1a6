import { useEffect, useId, useRef, type KeyboardEvent, type RefObject } from 'react';
import { useVirtualizer } from '@tanstack/react-virtual';
import type { Row } from '../model/rows';
import { AxisHead } from './AxisHead';
import type { RowContext } from './rowContext';
import { RowView } from './RowView';
import { HEAD_HEIGHT, ROW_HEIGHT } from './styles';
import { AxisLines } from './Track';

export interface Place {
  index: number;
  /** False while no row was chosen. */
  marked: boolean;
  /** Counts up where the row is to be brought into sight. */
  reveal: number;
}

interface TraceGridProps {
  gridRef: RefObject<HTMLDivElement | null>;
  name: string;
  rows: readonly Row[];
  active: Place;
  context: RowContext;
  onKeyDown: (event: KeyboardEvent) => void;
  onZoom: (from: number, to: number) => void;
}

/** Rows are drawn for this height before the real one is known (px). */
const FIRST_HEIGHT = 600;
/** Rows drawn above and below those in sight. */
const OVERSCAN = 8;

/** The rows as a tree grid; of any number of rows only those in sight are in the page. */
export function TraceGrid({ gridRef, name, rows, active, context, onKeyDown, onZoom }: TraceGridProps) {
  const { styles } = context;
  const id = useId();
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => gridRef.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: OVERSCAN,
    scrollMargin: HEAD_HEIGHT,
    scrollPaddingStart: HEAD_HEIGHT,
    initialRect: { width: 1, height: FIRST_HEIGHT },
  });
  const shown = useRef(0);
  useEffect(() => {
    // only when asked: the reader may have scrolled away since
    if (active.reveal !== shown.current) {
      shown.current = active.reveal;
      virtualizer.scrollToIndex(active.index, { align: 'auto' });
    }
  }, [active, virtualizer]);

  const first = virtualizer.getVirtualItems()[0]?.index ?? 0;
  const { from, length } = drawnOf(first, virtualizer.scrollRect?.height ?? FIRST_HEIGHT, rows.length);
  const isDrawn = active.index >= from && active.index < from + length;
  return (
    <div
      ref={gridRef}
      className={styles.grid}
      role="treegrid"
      tabIndex={0}
      aria-label={name}
      aria-rowcount={rows.length + 1}
      aria-colcount={context.columns.length + 2}
      aria-activedescendant={isDrawn ? `${id}r${active.index}` : undefined}
      onKeyDown={onKeyDown}
    >
      <AxisHead context={context} onZoom={onZoom} />
      <div role="rowgroup" className={styles.rows} style={{ height: virtualizer.getTotalSize() }}>
        <AxisLines context={context} />
        {orderOf(from, length, virtualizer.isScrolling).map((index) => (
          <RowView
            key={index % length}
            row={rows[index]}
            index={index}
            id={`${id}r${index}`}
            top={index * ROW_HEIGHT}
            active={active.marked && index === active.index}
            context={context}
          />
        ))}
      </div>
    </div>
  );
}

/** The rows to draw, always as many while the height stays. */
function drawnOf(first: number, height: number, count: number): { from: number; length: number } {
  const length = Math.min(count, Math.ceil(height / ROW_HEIGHT) + 1 + 2 * OVERSCAN);
  return { from: Math.max(0, Math.min(first, count - length)), length };
}

/**
 * Indices of the rows in the order of their elements. An element has the rows of one remainder, so one that leaves at the
 * top comes again at the bottom: making and moving elements is what scrolling costs most. At rest they are in reading order.
 */
function orderOf(from: number, length: number, isScrolling: boolean): number[] {
  const rotated = isScrolling && length > 0 ? from % length : 0;
  return Array.from({ length }, (_, i) => from + ((i - rotated + length) % length));
}
