import type { Outcome } from '../../../core/model/loop';
import { toBars, toPath, type Bar, type Path } from '../model/downsample';
import { bestPoint } from '../model/gain';
import type { Target } from '../model/hit';
import type { Layout, Row } from '../model/layout';
import { findPlateau, type PlateauRule } from '../model/plateau';
import { project, ticks, type Scale } from '../model/scale';
import { lastKnown } from '../model/series';
import type { ChartView, View } from '../model/view';
import { xTicks, type ClockFormat, type XTick } from '../model/xaxis';
import * as figures from '../model/figures';

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
  shape: Outcome | 'best';
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

export function buildScene(view: View, layout: Layout, rule: PlateauRule, clock: ClockFormat): Scene {
  const inset = view.charts.some((chart) => chart.bars) ? 10 : 6;
  const x: Scale = { domain: view.xDomain, from: layout.left + inset, to: layout.right - inset };
  const charts = layout.rows.flatMap((row) => {
    const chart = view.charts.find((candidate) => candidate.id === row.id);
    return chart ? [buildChartScene(view, chart, row, x, layout, rule)] : [];
  });
  return {
    layout,
    x,
    xTicks: xTicks(view.xDomain, view.measure, x.to - x.from, clock).map((tick) => ({
      ...tick,
      px: project(x, tick.value),
    })),
    charts,
  };
}

function tickText(chart: ChartView, value: number): string {
  return chart.id === 'tokens'
    ? figures.tokens(value)
    : chart.id === 'cost'
      ? figures.usd(value)
      : figures.score(value, 1);
}

function buildChartScene(
  view: View,
  chart: ChartView,
  row: Row,
  x: Scale,
  layout: Layout,
  rule: PlateauRule
): ChartScene {
  const height = row.plotBottom - row.plotTop;
  const scale: Scale = { domain: chart.domain, from: row.plotBottom, to: row.plotTop + 2 };
  const lineScale: Scale = { ...scale, domain: chart.lineDomain };
  const scene: ChartScene = {
    row,
    chart,
    scale,
    lineScale,
    ticks: [],
    effectiveness: null,
    bars: [],
    bandShape: null,
    targets: [],
    lines: [],
    marks: [],
    bracket: null,
    notes: [],
  };
  if (!row.plotted) {
    return scene;
  }
  const amount = Math.max(1, Math.min(5, Math.floor(height / 24)));
  scene.ticks = ticks(chart.domain, amount).map((value) => ({
    y: project(scale, value),
    text: tickText(chart, value),
  }));
  const width = x.to - x.from;
  const projectAll = (xs: Float64Array, ys: Float64Array): Path =>
    toPath(xs, ys, { toX: (value) => project(x, value), toY: (value) => project(lineScale, value), width });

  if (chart.id === 'goal' || chart.id === 'les') {
    const target = chart.id === 'les' ? 1 : view.targets[view.targets.length - 1];
    scene.effectiveness = target > 0 ? { zero: project(scale, 0), target: project(scale, target) } : null;
  }
  if (chart.band) {
    scene.bandShape = {
      upper: projectAll(chart.band.x, chart.band.high),
      lower: projectAll(chart.band.x, chart.band.low),
    };
  }
  if (chart.bars) {
    const column = view.loops[0].numbers[chart.bars];
    const span = x.domain.max - x.domain.min;
    const points = Math.max(1, view.measure === 'iteration' ? span : view.loops[0].length - 1);
    scene.bars = toBars(view.x[0], column, {
      toX: (value) => project(x, value),
      toY: (value) => project(scale, value),
      width,
      gap: width / points,
    });
  }
  addLines(scene, view, chart, projectAll, width);
  if (chart.bars && scene.lines.length > 0 && height >= 40) {
    const [px, py] = endOf(scene.lines[0].path);
    const below = py - 16 < row.plotTop;
    scene.notes.push({ kind: 'total', x: px, anchor: 'end', y: below ? py + 3 : py - 16, text: 'running total' });
  }
  if (chart.id === 'goal') {
    addTargets(scene, view, layout, x);
    if (view.mode === 'one' && view.loops.length === 1) {
      addFindings(scene, view, layout, x, rule);
    }
  }
  return scene;
}

function addLines(
  scene: ChartScene,
  view: View,
  chart: ChartView,
  projectAll: (xs: Float64Array, ys: Float64Array) => Path,
  width: number
) {
  const dense = view.mode === 'one' && view.loops[0]?.length > width;
  const crowd = Math.min(1, 14 / Math.max(1, view.drawn.length));
  for (const i of view.drawn) {
    const series = view.loops[i];
    const column = series.numbers[chart.line];
    const path = projectAll(view.x[i], column);
    if (path.length > 0) {
      if (view.mode === 'one' && chart.id === 'les') {
        const reported = series.numbers.lesReported.map((value, p) => (differs(value, column[p]) ? value : NaN));
        const faint = projectAll(view.x[i], reported);
        if (faint.length > 0) {
          scene.lines.push({ path: faint, ink: 'weak', width: 1, alpha: 0.6, dashed: true, dots: false });
        }
      }
      scene.lines.push({
        path,
        dashed: false,
        dots: view.mode !== 'many' && !chart.bars && series.length <= width / 12,
        ...lineStyle(view, chart, i, crowd),
        ...(dense ? { width: 1 } : {}),
      });
    }
    const last = lastPlaced(view.x[i], column);
    if (last >= 0 && (chart.id === 'goal' || (view.mode !== 'many' && !chart.bars))) {
      const size = view.mode === 'many' ? 3 : chart.id === 'goal' ? 5 : 3.5;
      const [px, py] = endOf(path);
      const alpha = view.mode === 'many' ? (view.misses[i] ? 1 : 0.75) : 1;
      scene.marks.push({ x: px, y: py, shape: series.outcome, size, alpha, loop: i });
    }
  }
  if (chart.band) {
    for (const edge of [chart.band.low, chart.band.high]) {
      const path = projectAll(chart.band.x, edge);
      scene.lines.push({ path, ink: 'median', width: 1, alpha: 0.45, dashed: false, dots: false });
    }
    const path = projectAll(chart.band.x, chart.band.median);
    scene.lines.push({ path, ink: 'median', width: 2, alpha: 1, dashed: false, dots: false });
  }
}

function lineStyle(view: View, chart: ChartView, i: number, crowd: number): Pick<Line, 'ink' | 'width' | 'alpha'> {
  if (view.mode === 'one') {
    return chart.bars ? { ink: 'weak', width: 1.25, alpha: 0.9 } : { ink: 'effectiveness', width: 2, alpha: 1 };
  }
  const outcome = view.loops[i].outcome;
  if (view.mode === 'few') {
    return { ink: outcome, width: 1.75, alpha: 1 };
  }
  return view.misses[i]
    ? { ink: outcome, width: 1, alpha: Math.max(0.16, crowd) }
    : { ink: 'weak', width: 1, alpha: Math.max(0.09, crowd * 0.5) };
}

export function differs(reported: number, computed: number): boolean {
  return Number.isFinite(reported) && !(Math.abs(reported - computed) < 0.001);
}

function lastPlaced(x: Float64Array, y: Float64Array): number {
  for (let i = y.length - 1; i >= 0; i--) {
    if (Number.isFinite(x[i]) && Number.isFinite(y[i])) {
      return i;
    }
  }
  return -1;
}

export function endOf(path: Path): [number, number] {
  for (let i = path.length - 2; i >= 0; i -= 2) {
    if (Number.isFinite(path[i])) {
      return [path[i], path[i + 1]];
    }
  }
  return [NaN, NaN];
}

/** One loop: its target as it moved. Several: a line for each of up to three targets, else the lowest and the highest. */
function addTargets(scene: ChartScene, view: View, layout: Layout, x: Scale) {
  const { targets } = view;
  if (targets.length === 0) {
    return;
  }
  const level = (value: number) => project(scene.scale, value);
  if (view.loops.length === 1) {
    const column = view.loops[0].numbers.goalTarget;
    const steps: number[] = [];
    let held = NaN;
    for (let i = 0; i < column.length; i++) {
      if (Number.isFinite(column[i]) && column[i] !== held) {
        const px = Number.isFinite(held) ? project(x, view.x[0][i]) : layout.left;
        if (Number.isFinite(held)) {
          steps.push(px, level(held));
        }
        held = column[i];
        steps.push(px, level(held));
      }
    }
    steps.push(layout.right, level(held));
    scene.targets.push(Float64Array.from(steps));
    const moved = steps.length > 4;
    const text = moved ? `target now ${figures.score(held)}` : `target ${figures.score(held)}`;
    scene.notes.push(
      moved
        ? { kind: 'target', x: layout.right, anchor: 'end', y: level(held) - 15, text }
        : targetNote(level(held), text, layout)
    );
    return;
  }
  const shown = targets.length <= 3 ? targets : [targets[0], targets[targets.length - 1]];
  const words = ['lowest target', 'highest target'];
  shown.forEach((value, i) => {
    scene.targets.push(Float64Array.of(layout.left, level(value), layout.right, level(value)));
    const word = targets.length <= 3 ? 'target' : words[i];
    scene.notes.push(targetNote(level(value), `${word} ${figures.score(value)}`, layout));
  });
}

function targetNote(y: number, text: string, layout: Layout): Note {
  return { kind: 'target', x: layout.left + 4, anchor: 'start', y: y - 15, text };
}

/** Best score and plateau of a single loop, with their words where there is room. */
function addFindings(scene: ChartScene, view: View, layout: Layout, x: Scale, rule: PlateauRule) {
  const series = view.loops[0];
  const { goalScore, tokens, iteration } = series.numbers;
  const at = (i: number) => project(x, view.x[0][i]);
  const best = bestPoint(goalScore);
  if (best >= 0 && Number.isFinite(at(best)) && series.length > 1) {
    const y = project(scene.scale, goalScore[best]);
    if (best !== lastKnown(goalScore)) {
      scene.marks.unshift({ x: at(best), y, shape: 'best', size: 5, alpha: 1, loop: null });
    }
    const text = `best ${figures.score(goalScore[best])}, iteration ${iteration[best].toLocaleString('en-US')}`;
    const top = y - 22 < scene.row.plotTop - 4 ? y + 8 : y - 22;
    scene.notes.push({ kind: 'best', ...placeNote(at(best), text, layout), y: top, text });
  }
  const plateau = findPlateau(goalScore, tokens, rule);
  if (plateau && Number.isFinite(at(plateau.start)) && Number.isFinite(at(plateau.end))) {
    let low = -Infinity;
    for (let i = plateau.start; i <= plateau.end; i++) {
      const y = project(scene.scale, goalScore[i]);
      low = y > low ? y : low;
    }
    const y = Math.min(low + 12, scene.row.plotBottom - 18);
    const [from, to] = [at(plateau.start), at(plateau.end)];
    scene.bracket = { from, to, y };
    const spent = Number.isFinite(plateau.tokens) ? ` for ${figures.tokens(plateau.tokens)} tokens` : '';
    const word = plateau.kind === 'flat' ? 'plateau' : 'no progress';
    const text = `${word}: ${figures.count(plateau.iterations, 'iteration')}, ${figures.change(plateau.change)}${spent}`;
    scene.notes.push({ kind: 'plateau', ...placeNote((from + to) / 2, text, layout), y: y + 3, text });
  }
}

/** Keeps words inside the plot: in the middle where they fit, else against the nearer edge. About 6 pixels a letter. */
function placeNote(px: number, text: string, layout: Layout): Pick<Note, 'x' | 'anchor'> {
  const half = (text.length * 6) / 2;
  if (px + half > layout.right) {
    return { x: layout.right, anchor: 'end' };
  }
  return px - half < layout.left ? { x: layout.left + 4, anchor: 'start' } : { x: px, anchor: 'middle' };
}

/** Curves that can be pointed at in one chart, in pixels. */
export function hitTargets(view: View, scene: Scene, chart: ChartScene): Target[] {
  return view.drawn.map((loop) => ({
    loop,
    x: view.x[loop].map((value) => project(scene.x, value)),
    y: view.loops[loop].numbers[chart.chart.line].map((value) => project(chart.lineScale, value)),
  }));
}
