import type { Outcome } from '../../../core/model/loop';
import type { Bar, Path } from '../model/downsample';
import type { Layout, Row } from '../model/layout';
import type { Scale } from '../model/scale';
import type { ChartView } from '../model/view';
import type { XTick } from '../model/xaxis';

/** How a line is coloured: by the effectiveness at its height, by an outcome, or by its role. */
export type Ink = 'effectiveness' | 'median' | 'weak' | 'bars' | Outcome;

export interface Line {
  path: Path;
  ink: Ink;
  width: number;
  alpha: number;
  dashed: boolean;
  /** Small dots on every point, where they stand far enough apart. */
  dots: boolean;
}

export interface Mark {
  x: number;
  y: number;
  shape: Outcome | 'best' | 'warning';
  /** Of a warning: the outcome by whose colour it is told. */
  tone?: Outcome;
  size: number;
  alpha: number;
  /** The loop that it ends; null for a mark on the way. */
  loop: number | null;
}

export interface Bracket {
  from: number;
  to: number;
  y: number;
}

export interface Note {
  kind: 'target' | 'best' | 'plateau' | 'total';
  /** Pixels of its top and of its `anchor`. */
  x: number;
  y: number;
  anchor: 'start' | 'middle' | 'end';
  text: string;
}

export interface ChartScene {
  row: Row;
  chart: ChartView;
  scale: Scale;
  lineScale: Scale;
  ticks: Array<{ y: number; text: string }>;
  /** Pixels of the score 0 and of the target, between which effectiveness colours run. */
  effectiveness: { zero: number; target: number } | null;
  bars: Bar[];
  bandShape: { upper: Path; lower: Path } | null;
  targets: Path[];
  lines: Line[];
  marks: Mark[];
  bracket: Bracket | null;
  notes: Note[];
}

export interface Scene {
  layout: Layout;
  x: Scale;
  xTicks: Array<XTick & { px: number }>;
  charts: ChartScene[];
}
