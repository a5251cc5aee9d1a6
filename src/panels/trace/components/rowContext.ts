import type { GrafanaTheme2 } from '@grafana/data';
import type { Palette } from '../../common/colours';
import type { ColumnSpec } from '../model/columnsShown';
import type { Digest } from '../model/digest';
import type { Row } from '../model/rows';
import type { Extent, TimeScale } from '../model/scale';
import type { LoopTree } from '../model/tree';
import type { LoopWarning } from '../model/warnings';
import type { Section } from '../model/criticalPath';
import type { Styles } from './styles';

/** What all rows share; a new one draws them anew. */
export interface RowContext {
  tree: LoopTree;
  scale: TimeScale;
  /** The visible part of the time axis. */
  extent: Extent;
  lines: ReadonlyArray<{ at: number; label: string }>;
  columns: readonly ColumnSpec[];
  template: string;
  narrow: boolean;
  styles: Styles;
  theme: GrafanaTheme2;
  palette: Palette;
  digest: (group: number) => Digest;
  warningsOfGroup: (group: number) => readonly LoopWarning[];
  warningsOfStep: (step: number) => readonly LoopWarning[];
  /** The value of an attribute column, null where it is not there. */
  attribute: (step: number, key: string) => string | null;
  /** What holds up the end, by step (-1 the iteration itself); null where it is not asked for. */
  path: ((group: number, step: number) => readonly Section[]) | null;
  /** Rows that a search found. */
  isFound: ((row: Row) => boolean) | null;
  onToggle: (row: Row) => void;
  onPick: (row: Row) => void;
  onShow: (row: Row) => void;
}
