import { css } from '@emotion/css';
import { useCallback, useId, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { locationUtil, type GrafanaTheme2 } from '@grafana/data';
import { locationService } from '@grafana/runtime';
import { useStyles2 } from '@grafana/ui';
import { usePointing } from '../../common/usePointing';
import { HEADER_HEIGHT, layoutRows, ROW_HEIGHT } from '../model/layout';
import { remarks } from '../model/states';
import { cellValue, type Measure, type Strips } from '../model/strips';
import { announce, stripText } from '../model/words';
import type { StripsOptions } from '../options';
import { CellTooltip } from './CellTooltip';
import { Header } from './Header';
import { Legend } from './Legend';
import type { LoopLink } from './links';
import { Rows } from './Rows';
import { move, rowAndCell, type Place } from './pointing';
import { usePicture } from './usePicture';
import { useRows } from './useRows';

export type Sorting = Pick<StripsOptions, 'sortBy' | 'direction'>;

interface Props {
  strips: Strips;
  options: StripsOptions;
  width: number;
  height: number;
  failure?: string;
  /** More is being read. */
  loading: boolean;
  time: (ms: number) => string;
  linkOf: LoopLink;
  onColour: (measure: Measure) => void;
  onSort: (sorting: Sorting) => void;
}

const LEGEND_HEIGHT = 30;

/** The rows, what they mean, and all ways to point at an iteration. */
export function StripsView({
  strips,
  options,
  width,
  height,
  failure,
  loading,
  time,
  linkOf,
  onColour,
  onSort,
}: Props) {
  const styles = useStyles2(getStyles);
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [inner, setInner] = useState(width);
  const [scrolled, setScrolled] = useState(0);
  const [held, setHeld] = useState<(Place & { by: 'pointer' | 'keyboard'; x: number; y: number }) | null>(null);
  const [spoken, setSpoken] = useState('');

  const { sortBy, direction, groupBy, align, cellWidth, colourBy } = options;
  const { pointed, ...pointing } = usePointing();
  const rows = useRows(strips, { sortBy, direction, groupBy }, pointed);
  const layout = useMemo(() => layoutRows(inner, options.columns), [inner, options.columns]);
  const picture = usePicture(strips, { colourBy, align, cellWidth }, layout, loading);
  const notes = useMemo(
    () => remarks(strips, picture.geometry, loading, failure),
    [strips, picture.geometry, loading, failure]
  );

  const legendHeight = options.legend && height >= 150 ? LEGEND_HEIGHT : 0;
  const bodyHeight = Math.max(60, height - legendHeight);
  useLayoutEffect(() => {
    setInner(scroller.current?.clientWidth || width);
  }, [width, bodyHeight, rows.length]);

  // Held by the loop's key: while data stream in, rows may move or vanish.
  const current = useMemo(() => {
    if (!held) {
      return null;
    }
    const row = rows.findIndex((each) => each.kind === 'loop' && strips.loops[each.loop].key === held.key);
    const shown = rows[row];
    if (shown?.kind !== 'loop') {
      return null;
    }
    const loop = strips.loops[shown.loop];
    return { ...held, row, loop, index: held.index !== null && held.index < loop.length ? held.index : null };
  }, [held, rows, strips]);

  const linkAt = (place: NonNullable<typeof current>) => {
    const number = place.index === null ? null : Number(cellValue(strips, place.loop.first + place.index, 'iteration'));
    return linkOf(place.loop, Number.isFinite(number) ? number : null);
  };

  const reveal = (row: number) => {
    const box = scroller.current;
    if (!box) {
      return;
    }
    const [top, bottom] = [row * ROW_HEIGHT, (row + 1) * ROW_HEIGHT];
    const seen = box.clientHeight - HEADER_HEIGHT;
    if (top < box.scrollTop) {
      box.scrollTop = top;
    } else if (bottom > box.scrollTop + seen) {
      box.scrollTop = bottom - seen;
    }
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget || event.altKey || event.metaKey) {
      return;
    }
    if (event.key === 'Escape') {
      setHeld(null);
      return;
    }
    if (event.key === 'Enter' && current) {
      const href = linkAt(current);
      if (href !== null) {
        open(href);
      }
      return;
    }
    const page = Math.max(1, Math.floor((bodyHeight - HEADER_HEIGHT) / ROW_HEIGHT) - 1);
    const next = move(strips.loops, rows, current, event.key, event.ctrlKey, page);
    if (next) {
      event.preventDefault();
      reveal(next.row);
      const box = scroller.current?.getBoundingClientRect();
      const top = next.row * ROW_HEIGHT - (scroller.current?.scrollTop ?? 0) + HEADER_HEIGHT + ROW_HEIGHT;
      setHeld({ ...next.place, by: 'keyboard', x: (box?.left ?? 0) + layout.strip.x, y: (box?.top ?? 0) + top });
      const loop = next.loop;
      setSpoken(
        next.place.index === null
          ? `${loop.name}. ${stripText(loop, colourBy, picture.values)}.`
          : announce(strips, loop, next.place.index)
      );
    }
  };

  const onPointer = (event: { clientX: number; clientY: number }) => {
    const box = scroller.current;
    if (!box) {
      return;
    }
    const next = rowAndCell({ box, x: event.clientX, y: event.clientY, rows, loops: strips.loops, layout, picture });
    setHeld(next && { ...next, by: 'pointer', x: event.clientX, y: event.clientY });
  };

  const cancel = useCallback(() => setHeld((old) => (old?.by === 'pointer' ? null : old)), []);

  return (
    <div className={styles.root} style={{ width, height }}>
      <div
        ref={scroller}
        className={styles.scroller}
        style={{ height: bodyHeight }}
        data-testid="strips"
        role="grid"
        aria-label={`Strips of ${strips.loops.length.toLocaleString('en-US')} loops`}
        aria-rowcount={rows.length + 1}
        aria-colcount={layout.columns.length + 2}
        aria-activedescendant={current?.by === 'keyboard' ? `${id}-${current.row}` : undefined}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onScroll={(event) => {
          setScrolled(event.currentTarget.scrollTop);
          cancel();
        }}
        onPointerMove={(event) => {
          pointing.onPointerMove(event);
          onPointer(event);
        }}
        onPointerLeave={(event) => {
          pointing.onPointerLeave(event);
          cancel();
        }}
        onBlur={() => setHeld((old) => (old?.by === 'keyboard' ? null : old))}
      >
        <Header strips={strips} layout={layout} options={options} onSort={onSort} />
        <Rows
          id={id}
          strips={strips}
          rows={rows}
          layout={layout}
          picture={picture}
          scrolled={scrolled}
          height={bodyHeight}
          current={current}
          time={time}
          linkOf={linkOf}
          href={current ? linkAt(current) : null}
        />
      </div>
      {legendHeight > 0 && (
        <Legend strips={strips} picture={picture} width={width} remarks={notes} onColour={onColour} />
      )}
      {current && (
        <CellTooltip strips={strips} loop={current.loop} index={current.index} anchor={current} time={time} />
      )}
      <div className={styles.spoken} aria-live="polite">
        {spoken}
      </div>
    </div>
  );
}

function open(href: string) {
  const own = locationUtil.stripBaseFromUrl(href);
  if (own.startsWith('/')) {
    locationService.push(own);
  } else {
    window.open(href, '_blank', 'noopener');
  }
}

const getStyles = (theme: GrafanaTheme2) => ({
  root: css({ position: 'relative', overflow: 'hidden', fontSize: theme.typography.bodySmall.fontSize }),
  scroller: css({
    position: 'relative',
    overflowX: 'hidden',
    overflowY: 'auto',
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: -2 },
  }),
  spoken: css({ position: 'absolute', width: 1, height: 1, overflow: 'hidden', clipPath: 'inset(50%)' }),
});
