import type { PanelData } from '@grafana/data';
import { sceneGraph } from '@grafana/scenes';
import { useMemo } from 'react';
import { useSteadyData } from '../../panels/common/useSteadyData';
import { framesOf, readLoopRows, readSparks, type LoopRow, type Spark } from '../data/readLoops';
import { isReading, oneFigure } from '../data/panelData';
import { attentionOf, type Attention } from './attention';
import { figuresOf, type Figures } from './figures';
import { REF, type LoopsScene } from './LoopsScene';
import { useAllLoops } from './useAllLoops';

export interface LoopsData {
  main: PanelData | undefined;
  /** The loops that were chosen. */
  rows: LoopRow[];
  /** All loops of the range; null until they are known. */
  all: LoopRow[] | null;
  sparks: Map<string, Spark>;
  marks: Map<string, Attention>;
  /** Undefined until the first loops have come. */
  now: Figures | undefined;
  /** Undefined until the range before has been read. */
  before: Figures | undefined;
}

/** What the page shows, out of the readings of its scene. */
export function useLoops(scene: LoopsScene, filtered: boolean): LoopsData {
  const { ds } = scene.useState();
  const main = useSteadyData(scene.main().useState().data);
  const side = useSteadyData(scene.state.side.useState().data);
  const past = useSteadyData(scene.before.useState().data);

  const rows = useMemo(() => readLoopRows(framesOf(main?.series ?? [], REF.loops)), [main?.series]);
  const unfiltered = useMemo(() => readLoopRows(framesOf(side?.series ?? [], REF.loops)), [side?.series]);
  const sparks = useMemo(() => readSparks(framesOf(main?.series ?? [], REF.iterations)), [main?.series]);
  const pastRows = useMemo(() => {
    const frames = framesOf(past?.series ?? [], REF.loops);
    return frames.length === 0 && isReading(past) ? undefined : readLoopRows(frames);
  }, [past]);
  // a choice of failures alone would make every earlier run look bad: all runs of the range tell what is new
  const marks = useMemo(() => attentionOf([...rows, ...unfiltered], pastRows ?? []), [rows, unfiltered, pastRows]);
  const tokensPerGoal = oneFigure(side, REF.tokensPerGoal, 'tokensPerGoal') ?? (isReading(side) ? undefined : null);
  const noneYet = rows.length === 0 && isReading(main);
  const now = useMemo(() => (noneYet ? undefined : figuresOf(rows, tokensPerGoal)), [noneYet, rows, tokensPerGoal]);
  const before = useMemo(
    () => pastRows && figuresOf(pastRows, oneFigure(past, REF.tokensPerGoal, 'tokensPerGoal')),
    [pastRows, past]
  );
  const of = JSON.stringify([ds, sceneGraph.getTimeRange(scene).state.value.raw]);
  const all = useAllLoops(of, filtered, { data: main, rows }, { data: side, rows: unfiltered });
  return { main, rows, all, sparks, marks, now, before };
}
