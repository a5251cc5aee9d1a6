import type { LoopRow } from '../data/readLoops';
import type { LoopScene } from './LoopScene';
import type { IterationRow } from './readIterations';
import type { WarningRow } from './readWarnings';

/** What each tab of a loop's page gets. */
export interface TabProps {
  scene: LoopScene;
  row: LoopRow;
  iterations: IterationRow[];
  warnings: WarningRow[];
}
