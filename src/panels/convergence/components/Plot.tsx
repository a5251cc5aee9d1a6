import { css } from '@emotion/css';
import { useCallback, useEffect, useId, useMemo, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import type { DataFrame, GrafanaTheme2 } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import { paletteOf } from '../../common/colours';
import { endLabels, namedAtEnds, rightGutter } from '../draw/labels';
import { paintOverlay } from '../draw/overlay';
import { paintAxes, paintData } from '../draw/paint';
import { buildScene } from '../draw/scene';
import { layoutCharts } from '../model/layout';
import { findPlateau, type PlateauRule } from '../model/plateau';
import { project } from '../model/scale';
import { leftOut } from '../model/states';
import { walkOrder, type View } from '../model/view';
import { announce, plateauWords, summarize } from '../model/words';
import type { ClockFormat, XAxis } from '../model/xaxis';
import { Footer } from './Footer';
import { Labels } from './Labels';
import { LoopList } from './LoopList';
import { linksOf } from './links';
import { makePointer, step, type Reading } from './pointing';
import { Tooltip } from './Tooltip';
import { useCanvas } from '../../common/useCanvas';

interface Props {
  view: View;
  frames: readonly DataFrame[];
  width: number;
  height: number;
  rule: PlateauRule;
  legend: 'auto' | 'list' | 'hidden';
  remarks: string[];
  clock: ClockFormat;
  fullTime: (time: number) => string;
  onAxis: (axis: XAxis) => void;
}

const FOOTER = 30;

/** The stacked charts, what lies over them, and all ways to point at an iteration. */
export function Plot({ view, frames, width, height, rule, legend, remarks, clock, fullTime, onAxis }: Props) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const palette = useMemo(() => paletteOf(theme), [theme]);
  const hintId = useId();
  const plotRef = useRef<HTMLDivElement>(null);
  const [held, setHeld] = useState<{ key: string; point: number } | null>(null);
  const [pinned, setPinned] = useState<false | 'pointer' | 'keyboard'>(false);
  const [spoken, setSpoken] = useState('');

  const listed =
    view.mode !== 'one' &&
    (legend === 'list' || (legend === 'auto' && view.mode === 'few' && !namedAtEnds(view, width)));
  const listHeight = listed && height >= 220 ? Math.min(Math.floor(height * 0.28), view.loops.length * 20 + 4) : 0;
  const footer = height >= 140 ? FOOTER : 0;
  const layout = useMemo(
    () =>
      layoutCharts({
        width,
        height: height - listHeight,
        charts: view.charts,
        rightGutter: rightGutter(view, width),
        footerHeight: footer,
      }),
    [view, width, height, listHeight, footer]
  );
  const scene = useMemo(() => buildScene(view, layout, rule, clock), [view, layout, rule, clock]);
  const ends = useMemo(() => endLabels(view, scene), [view, scene]);
  const pointer = useMemo(() => makePointer(view, scene), [view, scene]);
  const order = useMemo(() => walkOrder(view), [view]);

  // Held by the loop's key: while data stream in, places in the list may change, and loops may vanish.
  const current = useMemo<Reading | null>(() => {
    const loop = held ? view.loops.findIndex(({ key }) => key === held.key) : -1;
    return held && loop >= 0 && held.point < view.loops[loop].length ? { loop, point: held.point } : null;
  }, [held, view]);
  const setReading = (next: Reading | null) => {
    const key = next ? view.loops[next.loop].key : '';
    setHeld((old) =>
      old && next && old.key === key && old.point === next.point ? old : next && { key, point: next.point }
    );
  };
  const lifted = current && view.mode !== 'one' ? current.loop : null;

  const axes = useCanvas(
    width,
    height,
    useCallback((ctx) => paintAxes(ctx, scene, palette), [scene, palette])
  );
  const data = useCanvas(
    width,
    height,
    useCallback((ctx) => paintData(ctx, scene, palette), [scene, palette])
  );
  const over = useCanvas(
    width,
    height,
    useCallback(
      (ctx) => current && paintOverlay(ctx, view, scene, palette, current, rule),
      [view, scene, palette, current, rule]
    )
  );

  const release = () => {
    setPinned(false);
    setReading(null);
    setSpoken('');
  };
  const at = (event: PointerEvent): [number, number] => {
    const box = event.currentTarget.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const onMove = (event: PointerEvent) => {
    if (!pinned) {
      setReading(pointer(...at(event)));
    }
  };
  const onClick = (event: PointerEvent<HTMLDivElement>) => {
    const next = pointer(...at(event));
    setReading(next);
    const again = pinned && next && current?.loop === next.loop && current.point === next.point;
    setPinned(next && !again ? 'pointer' : false);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && current) {
      release();
    } else if ((event.key === 'Enter' || event.key === ' ') && current) {
      setPinned(pinned ? false : 'keyboard');
    } else {
      const next = step(view, order, current, event.key);
      if (!next) {
        return;
      }
      setReading(next);
      setSpoken(announce(view.loops[next.loop], next.point));
    }
    event.preventDefault();
    event.stopPropagation();
  };

  const series = current ? view.loops[current.loop] : null;
  const time = current && series ? series.numbers.time[current.point] : NaN;
  const plateau = useMemo(
    () => (series && view.mode !== 'one' ? findPlateau(series.numbers.goalScore, series.numbers.tokens, rule) : null),
    [series, view.mode, rule]
  );
  const finding = plateau && plateauWords(plateau);
  useScroll(current !== null);
  const origin = plotRef.current?.getBoundingClientRect();
  return (
    <div className={styles.root} style={{ width, height }}>
      <div
        ref={plotRef}
        className={styles.plot}
        style={{ width, height: layout.footerTop }}
        role="application"
        aria-roledescription="chart"
        aria-label={summarize(view)}
        aria-describedby={hintId}
        tabIndex={0}
        data-testid="convergence-plot"
        onPointerMove={onMove}
        onPointerLeave={() => !pinned && setReading(null)}
        onClick={(event) => onClick(event as PointerEvent<HTMLDivElement>)}
        onKeyDown={onKey}
        onBlur={() => !pinned && release()}
      >
        <canvas ref={axes} className={styles.canvas} style={{ width, height }} />
        <canvas ref={data} className={styles.canvas} style={{ width, height, opacity: lifted === null ? 1 : 0.4 }} />
        <Labels view={view} scene={scene} ends={ends} lifted={lifted} />
        <canvas ref={over} className={styles.canvas} style={{ width, height }} />
      </div>
      <div id={hintId} className={styles.hidden}>
        Left and right move along iterations, up and down between loops, Enter pins, Escape frees.
      </div>
      <div className={styles.hidden} aria-live="polite">
        {spoken}
      </div>
      {footer > 0 && (
        <Footer
          view={view}
          width={width}
          top={layout.footerTop + 2}
          remarks={layout.hidden.length > 0 ? [...remarks, leftOut(layout.hidden)] : remarks}
          showKey={legend !== 'hidden' && view.mode === 'many' && width >= 420}
          onAxis={onAxis}
        />
      )}
      {listHeight > 0 && (
        <LoopList
          view={view}
          top={height - listHeight}
          height={listHeight}
          lifted={lifted}
          onLift={(loop) => !pinned && setReading(loop === null ? null : lastOf(view, loop))}
          onPick={(loop) => {
            setReading(lastOf(view, loop));
            setPinned('keyboard');
          }}
        />
      )}
      {current && series && origin && (
        <Tooltip
          series={series}
          point={current.point}
          anchor={{
            x:
              origin.left +
              (Number.isFinite(view.x[current.loop][current.point])
                ? project(scene.x, view.x[current.loop][current.point])
                : layout.left),
            y: origin.top + 24,
          }}
          time={Number.isFinite(time) ? fullTime(time) : null}
          finding={finding}
          pinned={pinned !== false}
          takeFocus={pinned === 'keyboard'}
          links={pinned ? linksOf(series, current.point, frames) : []}
          onClose={() => {
            release();
            plotRef.current?.focus();
          }}
        />
      )}
    </div>
  );
}

const lastOf = (view: View, loop: number): Reading => ({ loop, point: view.loops[loop].length - 1 });

/** Renders again while the page scrolls under something that stands fixed in the window. */
function useScroll(active: boolean) {
  const [, setCount] = useState(0);
  useEffect(() => {
    if (!active) {
      return;
    }
    const onScroll = () => setCount((count) => count + 1);
    const how = { capture: true, passive: true };
    window.addEventListener('scroll', onScroll, how);
    return () => window.removeEventListener('scroll', onScroll, how);
  }, [active]);
}

const getStyles = (theme: GrafanaTheme2) => ({
  root: css({ position: 'relative', overflow: 'hidden' }),
  plot: css({
    position: 'relative',
    cursor: 'crosshair',
    '&:focus-visible': {
      outline: `2px solid ${theme.colors.primary.main}`,
      outlineOffset: -2,
      borderRadius: theme.shape.radius.default,
    },
  }),
  canvas: css({ position: 'absolute', top: 0, left: 0, pointerEvents: 'none' }),
  hidden: css({
    position: 'absolute',
    width: 1,
    height: 1,
    margin: -1,
    overflow: 'hidden',
    clipPath: 'inset(50%)',
    whiteSpace: 'nowrap',
  }),
});
