import { useRef, useState, type PointerEvent } from 'react';
import { cx } from '@emotion/css';
import type { RowContext } from './rowContext';

interface AxisHeadProps {
  context: RowContext;
  /** Shares of the visible part of the axis. */
  onZoom: (from: number, to: number) => void;
}

/** The names of the columns and the time axis, on which a drag chooses a stretch. */
export function AxisHead({ context, onZoom }: AxisHeadProps) {
  const { styles, template, columns, lines, scale, theme } = context;
  const axis = useRef<HTMLDivElement>(null);
  const [drag, setDrag] = useState<{ from: number; to: number } | null>(null);
  const shareAt = (event: PointerEvent) => {
    const box = axis.current?.getBoundingClientRect();
    return box === undefined || box.width === 0 ? 0 : Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
  };
  const begin = (event: PointerEvent<HTMLDivElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    const at = shareAt(event);
    setDrag({ from: at, to: at });
  };
  const finish = () => {
    if (drag !== null && Math.abs(drag.to - drag.from) > 0.005) {
      onZoom(Math.min(drag.from, drag.to), Math.max(drag.from, drag.to));
    }
    setDrag(null);
  };
  return (
    <div role="rowgroup" className={styles.headGroup}>
      <div role="row" aria-rowindex={1} className={styles.head} style={{ gridTemplateColumns: template }}>
        <div role="columnheader" className={styles.cell}>
          Iteration
        </div>
        {columns.map((column) => (
          <div
            key={column.attribute ?? column.id}
            role="columnheader"
            className={cx(styles.cell, column.align === 'right' && styles.right)}
            title={column.title}
          >
            {column.title}
          </div>
        ))}
        <div
          role="columnheader"
          ref={axis}
          className={cx(styles.track, styles.axis)}
          aria-label={scale.axis === 'loop' ? 'Time since the loop began' : 'Time since the iteration began'}
          title="Drag to zoom"
          onPointerDown={begin}
          onPointerMove={(event) => drag !== null && setDrag({ ...drag, to: shareAt(event) })}
          onPointerUp={finish}
          onPointerCancel={() => setDrag(null)}
        >
          {lines.map(({ at, label }) => (
            <span
              key={label}
              className={styles.axisLabel}
              style={at > 0.9 ? { right: `${(1 - at) * 100}%` } : { left: `${at * 100}%` }}
            >
              {label}
            </span>
          ))}
          {drag !== null && (
            <span
              className={styles.zoom}
              style={{
                left: `${Math.min(drag.from, drag.to) * 100}%`,
                width: `${Math.abs(drag.to - drag.from) * 100}%`,
                background: theme.colors.primary.transparent,
              }}
            />
          )}
        </div>
      </div>
    </div>
  );
}
