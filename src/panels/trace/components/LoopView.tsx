import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { dateTimeFormat, type DataFrame, type DataQueryRequest } from '@grafana/data';
import type { DataSourceRef } from '@grafana/schema';
import type { ReadFrames } from '../model/read';
import { visibleRows, type Row } from '../model/rows';
import { findStop, nameStop, nextStop, type Stop, type NamedStop } from '../model/stops';
import { groupSubject, stepSubject } from '../model/subject';
import type { TraceOptions } from '../options';
import { DetailPane } from './DetailPane';
import { KINDS } from './kinds';
import { linksOf } from './links';
import { ROW_HEIGHT } from './styles';
import { durationText } from './text';
import { Toolbar } from './Toolbar';
import { TraceGrid, type Place } from './TraceGrid';
import { useDetail } from './useDetail';
import { useLoopTree } from './useLoopTree';
import { useOpenRows } from './useOpenRows';
import { useRowContext } from './useRowContext';
import { useSearch } from './useSearch';
import { useTreeKeys } from './useTreeKeys';
import { useWaterfall } from './useWaterfall';

export interface LoopViewProps {
  read: ReadFrames;
  traceId: string | null;
  name: string;
  frames: readonly DataFrame[];
  request: DataQueryRequest | undefined;
  source: DataSourceRef | null;
  options: TraceOptions;
  openIteration: number | null;
  openSpan: string;
  timeZone: string;
  width: number;
  height: number;
}

/** So many opened iterations are asked for one by one. */
const READ_SINGLY = 12;

/** One loop: its rows, what is open, and the details of one of them. */
export function LoopView(props: LoopViewProps) {
  const { read, traceId, name, frames, request, source, options, timeZone, width, height } = props;
  const data = useLoopTree(read, traceId, request, source, options.loadSteps, props.openSpan);
  const { tree, order, places, problems, onDemand, inParts, load } = data;
  const folds = options.foldRepeats;
  const open = useOpenRows(tree, folds);
  const { toggled, toggle, activate, goTo, reset } = open;
  // named, for places change when more of the loop comes
  const [subject, setSubject] = useState<NamedStop | null>(null);
  const shown = useMemo(() => (subject === null ? null : findStop(tree, subject)), [tree, subject]);
  const details = useDetail(tree, frames, request, source, traceId, shown);
  const search = useSearch(tree, order, goTo);
  const over = width < 760;
  const paneWidth = Math.min(440, Math.floor(width * 0.42));
  const fall = useWaterfall(tree, options, shown === null || over ? width : width - paneWidth);
  const grid = useRef<HTMLDivElement>(null);

  const rows = useMemo(
    () => visibleRows(tree, { toggled, foldRepeats: folds, noteOf: data.noteOf, eventsOf: details.eventsOf }),
    [tree, toggled, folds, data.noteOf, details.eventsOf]
  );
  // a note that is gone leaves the place to its iteration
  const at = rows.findIndex(({ key }) => key === open.activeKey);
  const found = at < 0 ? rows.findIndex(({ key }) => `n${key}` === open.activeKey) : at;
  const index = Math.max(0, found);
  const place = useMemo(
    (): Place => ({ index, marked: found >= 0, reveal: open.reveals }),
    [index, found, open.reveals]
  );

  useOpenAt(props, data, open, setSubject);
  const { ask, hasAll } = details;
  useEffect(() => {
    const open = tree.groups.filter(({ key }) => toggled.has(key));
    const opened = open.filter(({ iteration }) => iteration === iteration);
    // one answer for all costs less than many small ones
    const whole = opened.length > READ_SINGLY;
    // what is outside iterations comes with the answer for all alone
    if (onDemand && (whole || open.length > opened.length) && !inParts) {
      load('all');
    }
    if (onDemand && (inParts || !whole)) {
      opened.slice(0, READ_SINGLY).forEach(({ iteration }) => load(iteration));
    }
    for (const { iteration, own, roots } of opened) {
      if (!hasAll && !whole && (fall.attributes.length > 0 || (own >= 0 && roots.length === 0))) {
        ask(iteration);
      }
    }
  }, [tree, toggled, onDemand, inParts, load, fall.attributes, hasAll, ask]);

  const show = useCallback((row: Row) => setSubject(nameStop(tree, stopOf(row, true))), [tree]);
  const pick = useCallback(
    (row: Row) => {
      activate(row.key, false);
      if (row.kind === 'step') {
        show(row);
      } else if (row.expanded !== null) {
        toggle(row);
      }
    },
    [activate, toggle, show]
  );
  const context = useRowContext({
    tree,
    places,
    fall,

    found: search.found,
    attributesOf: details.attributesOf,
    toggle,
    pick,
    show,
  });
  const jump = (forward: boolean) => {
    const row = found < 0 ? null : rows[index];
    const next = nextStop(problems, order, row === null ? null : stopOf(row, !forward), forward);
    if (next !== null) {
      goTo(problems[next], true);
    }
  };
  const focusGrid = () => grid.current?.focus();
  const close = () => {
    setSubject(null);
    focusGrid();
  };
  const onKeyDown = useTreeKeys(
    { rows, index, pageSize: Math.floor(height / ROW_HEIGHT) - 3, activate, toggle, show },
    {
      '/': () => search.box.current?.focus(),
      n: () => jump(true),
      p: () => jump(false),
      c: fall.togglePath,
      '0': fall.resetZoom,
      '+': () => fall.zoomTo(0.25, 0.75),
      '-': () => fall.zoomTo(-0.5, 1.5),
      Escape: close,
    }
  );
  const formats = {
    duration: durationText,
    time: (value: number) => dateTimeFormat(value, { timeZone, format: 'YYYY-MM-DD HH:mm:ss.SSS' }),
  };
  const allOpen = tree.groups.every(({ key }) => toggled.has(key));

  return (
    <div className={fall.styles.panel} style={{ width, height }}>
      <Toolbar
        search={search.text}
        onSearch={search.set}
        searchBox={search.box}
        searchState={search.state}
        onFound={search.go}
        onLeaveSearch={focusGrid}
        errors={problems.filter(({ failed }) => failed).length}
        warnings={data.warnings.length}
        onProblem={jump}
        axis={fall.axis}
        onAxis={fall.setAxis}
        path={fall.path}
        onPath={fall.togglePath}
        zoomed={fall.zoomed}
        onResetZoom={fall.resetZoom}
        allOpen={allOpen}
        onAll={() => reset(allOpen ? [] : tree.groups.map(({ key }) => key))}
        narrow={width < 600}
      />
      <div className={fall.styles.body}>
        <TraceGrid
          gridRef={grid}
          name={`Trace of ${name}`}
          rows={rows}
          active={place}
          context={context}
          onKeyDown={onKeyDown}
          onZoom={fall.zoomTo}
        />
        {shown !== null && (
          <DetailPane
            key={JSON.stringify(subject)}
            subject={
              shown.step < 0
                ? groupSubject(tree, shown.group, context.digest(shown.group), formats)
                : stepSubject(tree, shown.step, KINDS[tree.steps.kind[shown.step]].word, formats)
            }
            warnings={(shown.step < 0 ? places.ofGroup.get(shown.group) : places.ofStep.get(shown.step)) ?? []}
            links={linksOf(frames, tree, shown)}
            detail={details.detail}
            messages={details.messages}
            columns={fall.attributes}
            onColumn={fall.toggleAttribute}
            onMessages={details.readMessages}
            onClose={close}
            over={over}
            width={paneWidth}
          />
        )}
      </div>
    </div>
  );
}

/** The place of a row; of a fold its first step, or its last. */
function stopOf(row: Row, first: boolean): Stop {
  switch (row.kind) {
    case 'step':
      return { group: row.group, step: row.step };
    case 'fold':
      return { group: row.group, step: row.members[first ? 0 : row.members.length - 1] };
    default:
      return { group: row.group, step: -1 };
  }
}

/** Opens at the iteration and the step that the options name: once for each, later the reader decides. */
function useOpenAt(
  { traceId, openIteration, openSpan }: LoopViewProps,
  { tree }: ReturnType<typeof useLoopTree>,
  { reset, activate, goTo }: ReturnType<typeof useOpenRows>,
  setSubject: (subject: NamedStop | null) => void
) {
  const openedFor = useRef('');
  const spanFor = useRef('');
  useEffect(() => {
    const asked = `${traceId ?? ''} ${openIteration ?? ''}`;
    if (openedFor.current !== asked && tree.groups.length > 0) {
      openedFor.current = asked;
      const iterations = tree.groups.filter(({ iteration }) => iteration === iteration);
      const only = iterations.length === 0 ? tree.groups : iterations.length === 1 ? iterations : [];
      const opened = tree.groups.filter((group) => only.includes(group) || group.iteration === openIteration);
      reset(opened.map(({ key }) => key));
      setSubject(null);
      if (opened.length > 0 && openIteration !== null) {
        activate(opened[0].key, true);
      }
    }
    const span = `${traceId ?? ''} ${openSpan}`;
    const step = openSpan === '' ? undefined : tree.indexOf.get(openSpan);
    if (spanFor.current !== span && step !== undefined) {
      spanFor.current = span;
      const stop = { group: tree.groupOf[step], step: tree.groups[tree.groupOf[step]].own === step ? -1 : step };
      goTo(stop);
      setSubject(nameStop(tree, stop));
    }
  }, [tree, traceId, openIteration, openSpan, reset, activate, goTo, setSubject]);
}
