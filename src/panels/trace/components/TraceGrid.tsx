import { useEffect, useId, useRef, type KeyboardEvent, type RefObject } from 'react';
import { useVirtualizer } from '@tanstack/react-virtual';
import type { Row } from '../model/rows';
import { AxisHead } from './AxisHead';
import type { RowContext } from './rowContext';
import { RowView } from './RowView';
import { HEAD_HEIGHT, ROW_HEIGHT } from './styles';

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

/** The rows as a tree grid; of any number of rows only those in sight are in the page. */
export function TraceGrid({ gridRef, name, rows, active, context, onKeyDown, onZoom }: TraceGridProps) {
  const { styles } = context;
  const id = useId();
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => gridRef.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 8,
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

  const items = virtualizer.getVirtualItems();
  const isDrawn = items.some(({ index }) => index === active.index);
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
        {items.map(({ index, start }) => (
          <RowView
            key={rows[index].key}
            row={rows[index]}
            index={index}
            id={`${id}r${index}`}
            top={start - HEAD_HEIGHT}
            active={active.marked && index === active.index}
            context={context}
          />
        ))}
      </div>
    </div>
  );
}
