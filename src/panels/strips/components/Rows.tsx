import { css } from '@emotion/css';
import { useCallback, useMemo } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { useCanvas } from '../../common/useCanvas';
import { paintStrips, type Picture } from '../draw/paint';
import type { DisplayRow } from '../model/arrange';
import { cellSpan } from '../model/geometry';
import { ROW_HEIGHT, type Layout } from '../model/layout';
import type { StripLoop, Strips } from '../model/strips';
import { GroupHead, LoopRow } from './LoopRow';
import type { LoopLink } from './links';

interface Props {
  id: string;
  strips: Strips;
  rows: readonly DisplayRow[];
  layout: Layout;
  picture: Picture;
  scrolled: number;
  height: number;
  current: { row: number; loop: StripLoop; index: number | null; by: 'pointer' | 'keyboard' } | null;
  time: (ms: number) => string;
  linkOf: LoopLink;
  /** Where a click on the current row leads. */
  href: string | null;
}

/** Rows are drawn in blocks: between two of them scrolling costs nothing. */
const BLOCK = 16;

/** The rows in sight and a few around them: words as elements, strips on one canvas below. */
export function Rows({ id, strips, rows, layout, picture, scrolled, height, current, time, linkOf, href }: Props) {
  const styles = useStyles2(getStyles);
  const block = Math.floor(scrolled / ROW_HEIGHT / BLOCK) * BLOCK;
  const from = Math.max(0, Math.min(block - BLOCK, rows.length - 1));
  const to = Math.min(rows.length, block + Math.ceil(height / ROW_HEIGHT) + 2 * BLOCK);
  const seen = useMemo(() => rows.slice(from, to), [rows, from, to]);
  const paint = useCallback((ctx: CanvasRenderingContext2D) => paintStrips(ctx, seen, picture), [seen, picture]);
  const canvas = useCanvas(layout.strip.width, Math.max(1, seen.length) * ROW_HEIGHT, paint);
  const cell =
    current && current.index !== null ? cellSpan(picture.geometry, current.loop.length, current.index) : null;
  return (
    <div role="rowgroup" className={styles.rows} style={{ height: rows.length * ROW_HEIGHT, width: layout.width }}>
      {current && <div className={styles.lifted} style={{ top: current.row * ROW_HEIGHT }} />}
      <canvas
        ref={canvas}
        className={styles.canvas}
        style={{
          top: from * ROW_HEIGHT,
          left: layout.strip.x,
          width: layout.strip.width,
          height: seen.length * ROW_HEIGHT,
        }}
        aria-hidden="true"
      />
      {seen.map((row, index) =>
        row.kind === 'group' ? (
          <GroupHead key={`group ${row.name}`} row={row} at={from + index} layout={layout} />
        ) : (
          <LoopRow
            key={strips.loops[row.loop].key}
            id={`${id}-${from + index}`}
            strips={strips}
            loop={strips.loops[row.loop]}
            at={from + index}
            layout={layout}
            measure={picture.scale.measure}
            values={picture.values}
            time={time}
            linkOf={linkOf}
          />
        )
      )}
      {current && href !== null && (
        <a
          className={styles.link}
          href={href}
          style={{ top: current.row * ROW_HEIGHT, left: layout.name }}
          tabIndex={-1}
          aria-hidden="true"
        />
      )}
      {current && cell && (
        <div
          className={styles.cell}
          style={{ top: current.row * ROW_HEIGHT + 3, left: layout.strip.x + cell.x - 1, width: cell.width + 1 }}
        />
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  rows: css({ position: 'relative' }),
  canvas: css({ position: 'absolute', pointerEvents: 'none' }),
  lifted: css({
    position: 'absolute',
    left: 0,
    right: 0,
    height: ROW_HEIGHT,
    background: theme.colors.action.hover,
    pointerEvents: 'none',
  }),
  link: css({ position: 'absolute', right: 0, height: ROW_HEIGHT }),
  cell: css({
    position: 'absolute',
    height: ROW_HEIGHT - 6,
    boxSizing: 'border-box',
    minWidth: 4,
    border: `2px solid ${theme.colors.text.maxContrast}`,
    borderRadius: 2,
    pointerEvents: 'none',
  }),
});
