import type { PanelData } from '@grafana/data';
import { useMemo } from 'react';
import { framesOf, readLoopRows, readSparks, type LoopRow, type Spark } from '../data/readLoops';
import { oneFigure } from '../data/panelData';
import { attentionOf, type Attention } from './attention';
import { figuresOf, type Figures } from './figures';
import { REF, type LoopsScene } from './LoopsScene';

export interface LoopsData {
  main: PanelData | undefined;
  /** The loops that were chosen. */
  rows: LoopRow[];
  /** All loops of the range. */
  all: LoopRow[];
  sparks: Map<string, Spark>;
  marks: Map<string, Attention>;
  now: Figures;
  /** Undefined until the range before has been read. */
  before: Figures | undefined;
}

/** What the page shows, out of the readings of its scene. */
export function useLoops(scene: LoopsScene, filtered: boolean): LoopsData {
  const { data: main } = scene.main().useState();
  const { data: side } = scene.state.side.useState();
  const { data: past } = scene.before.useState();

  const rows = useMemo(() => readLoopRows(framesOf(main?.series ?? [], REF.loops)), [main?.series]);
  const unfiltered = useMemo(() => readLoopRows(framesOf(side?.series ?? [], REF.loops)), [side?.series]);
  const sparks = useMemo(() => readSparks(framesOf(main?.series ?? [], REF.iterations)), [main?.series]);
  const pastRows = useMemo(() => (past ? readLoopRows(framesOf(past.series, REF.loops)) : undefined), [past]);
  // a choice of failures alone would make every earlier run look bad: all runs of the range tell what is new
  const marks = useMemo(() => attentionOf([...rows, ...unfiltered], pastRows ?? []), [rows, unfiltered, pastRows]);
  const tokensPerGoal = oneFigure(side, REF.tokensPerGoal, 'tokensPerGoal');
  const now = useMemo(() => figuresOf(rows, tokensPerGoal), [rows, tokensPerGoal]);
  const before = useMemo(
    () => pastRows && figuresOf(pastRows, oneFigure(past, REF.tokensPerGoal, 'tokensPerGoal')),
    [pastRows, past]
  );
  return { main, rows, all: filtered && unfiltered.length > 0 ? unfiltered : rows, sparks, marks, now, before };
}
