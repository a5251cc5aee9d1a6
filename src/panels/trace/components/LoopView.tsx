import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { DataFrame, DataQueryRequest } from '@grafana/data';
import type { DataSourceRef } from '@grafana/schema';
import { useStyles2, useTheme2 } from '@grafana/ui';
import { paletteOf } from '../../shared/colours';
import { columnsFilled, columnsShown, gridTemplate } from '../model/columnsShown';
import { digestOf, type Digest } from '../model/digest';
import { partsOf, type ReadFrames } from '../model/read';
import { visibleRows, type Note, type Row } from '../model/rows';
import { ticksOf, timeScale, type Extent } from '../model/scale';
import { buildTree, type LoopTree } from '../model/tree';
import type { TraceOptions } from '../options';
import type { RowContext } from './rowContext';
import { getStyles, HEAD_HEIGHT } from './styles';
import { TraceGrid, type Place } from './TraceGrid';
import { useLaterSteps, type LaterSteps } from './useLaterSteps';
import { useTreeKeys } from './useTreeKeys';

interface LoopViewProps {
  read: ReadFrames;
  frames: readonly DataFrame[];
  request: DataQueryRequest | undefined;
  source: DataSourceRef | null;
  wantedTrace: string;
  options: TraceOptions;
  openIteration: number | null;
  openSpan: string;
  width: number;
  height: number;
}

const NO_KEYS: ReadonlySet<string> = new Set();

export function LoopView(props: LoopViewProps) {
  const { read, request, source, wantedTrace, options, openIteration, width, height } = props;
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const palette = useMemo(() => paletteOf(theme), [theme]);

  const choice = read.loops.find(({ traceId }) => traceId === wantedTrace) ?? read.loops[0];
  const traceId = choice?.traceId ?? null;
  const later = useLaterSteps(request, source, traceId);
  const parts = useMemo(() => partsOf(read, traceId, later.steps), [read, traceId, later.steps]);
  const tree = useMemo(() => buildTree(parts.steps, parts.facts), [parts]);

  const onDemand = options.loadSteps === 'open' || (options.loadSteps === 'auto' && !read.hasSteps);
  const [toggled, setToggled] = useState<ReadonlySet<string>>(NO_KEYS);
  const [active, setActive] = useState<{ key: string; reveal: number }>({ key: '', reveal: 0 });
  const [zoom, setZoom] = useState<Extent | null>(null);

  const noteOf = useCallback((g: number) => noteFor(tree, g, onDemand, later), [tree, onDemand, later]);
  const rows = useMemo(
    () => visibleRows(tree, { toggled, foldRepeats: options.foldRepeats, noteOf }),
    [tree, toggled, options.foldRepeats, noteOf]
  );

  const scale = useMemo(() => timeScale(tree, options.timeAxis), [tree, options.timeAxis]);
  const extent = zoom ?? scale.whole;
  const columns = useMemo(
    () => columnsShown(columnsFilled(tree, options.columns), options.attributes, width),
    [tree, options.columns, options.attributes, width]
  );
  const lines = useMemo(() => ticksOf(extent, Math.max(2, Math.floor(width / 260))), [extent, width]);

  const toggle = useCallback((row: Row) => {
    setToggled((before) => {
      const after = new Set(before);
      if (!after.delete(row.key)) {
        after.add(row.key);
      }
      return after;
    });
  }, []);
  const activate = useCallback(
    (key: string, reveal: boolean) => setActive((before) => ({ key, reveal: before.reveal + (reveal ? 1 : 0) })),
    []
  );
  const pick = useCallback(
    (row: Row) => {
      activate(row.key, false);
      if (row.kind === 'group' || row.kind === 'fold') {
        toggle(row);
      }
    },
    [activate, toggle]
  );

  const openedFor = useRef('');
  useEffect(() => {
    // once for each loop and each place to open at: later the reader decides
    const asked = `${traceId ?? ''} ${openIteration ?? ''}`;
    if (openedFor.current === asked || tree.groups.length === 0) {
      return;
    }
    openedFor.current = asked;
    const open = tree.groups.filter(({ iteration }) => tree.groups.length === 1 || iteration === openIteration);
    setToggled(new Set(open.map(({ key }) => key)));
    if (open.length > 0) {
      activate(open[0].key, openIteration !== null);
    }
  }, [tree, traceId, openIteration, activate]);

  const { load } = later;
  useEffect(() => {
    if (!onDemand) {
      return;
    }
    for (const { key, iteration } of tree.groups) {
      if (toggled.has(key) && iteration === iteration) {
        load(iteration);
      }
    }
  }, [tree, toggled, onDemand, load]);

  const context = useMemo((): RowContext => {
    const digests = new Map<number, Digest>();
    return {
      tree,
      scale,
      extent,
      lines,
      columns,
      template: gridTemplate(columns, width),
      narrow: width < 600,
      styles,
      theme,
      palette,
      digest: (g) => {
        const known = digests.get(g) ?? digestOf(tree, g);
        digests.set(g, known);
        return known;
      },
      warningsOfGroup: () => [],
      warningsOfStep: () => [],
      attribute: () => null,
      path: null,
      isFound: null,
      onToggle: toggle,
      onPick: pick,
    };
  }, [tree, scale, extent, lines, columns, width, styles, theme, palette, toggle, pick]);

  // a note that is gone leaves the place to its iteration
  const at = rows.findIndex(({ key }) => key === active.key);
  const found = at < 0 ? rows.findIndex(({ key }) => `n${key}` === active.key) : at;
  const index = Math.max(0, found);
  const place = useMemo((): Place => ({ index, reveal: active.reveal }), [index, active.reveal]);
  const onKeyDown = useTreeKeys({ rows, index, pageSize: Math.floor((height - HEAD_HEIGHT) / 28), activate, toggle });

  return (
    <div className={styles.panel} style={{ width, height }}>
      <TraceGrid
        name={`Trace of ${choice?.name ?? 'a loop'}`}
        rows={rows}
        active={place}
        context={context}
        width={width}
        height={height}
        onKeyDown={onKeyDown}
        onZoom={(from, to) => {
          const length = extent.to - extent.from;
          setZoom({ from: extent.from + from * length, to: extent.from + to * length });
        }}
      />
    </div>
  );
}

function noteFor(tree: LoopTree, g: number, onDemand: boolean, later: LaterSteps): Note | null {
  const { iteration, roots } = tree.groups[g];
  const state = onDemand ? later.states.get(iteration) : undefined;
  if (state?.status === 'error') {
    return { tone: 'error', text: state.message };
  }
  if (roots.length > 0) {
    return null;
  }
  if (onDemand && state?.status !== 'done') {
    return { tone: 'loading', text: 'Reading the steps…' };
  }
  return { tone: 'plain', text: 'No steps were reported for this iteration.' };
}
