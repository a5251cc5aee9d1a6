import type { PanelData } from '@grafana/data';
import { useMemo } from 'react';
import { useSteadyData } from '../../panels/common/useSteadyData';
import { framesOf, readLoopRows, type LoopRow } from '../data/readLoops';
import { readIterations, type IterationRow } from './readIterations';
import { readWarnings, type WarningRow } from './readWarnings';
import { REF, type LoopScene } from './LoopScene';

export interface LoopData {
  main: PanelData | undefined;
  /** Null where there is no loop of the id, or not yet. */
  row: LoopRow | null;
  iterations: IterationRow[];
  warnings: WarningRow[];
}

export function useLoop(scene: LoopScene): LoopData {
  const { data } = scene.main().useState();
  const main = useSteadyData(data);
  const series = main?.series;
  const row = useMemo(() => readLoopRows(framesOf(series ?? [], REF.loops))[0] ?? null, [series]);
  const iterations = useMemo(() => readIterations(framesOf(series ?? [], REF.iterations)), [series]);
  const warnings = useMemo(() => readWarnings(framesOf(series ?? [], REF.warnings)), [series]);
  return { main, row, iterations, warnings };
}
