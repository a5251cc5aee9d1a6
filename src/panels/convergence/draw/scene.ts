import { toBars, toPath, type Path } from '../model/downsample';
import type { Target } from '../model/hit';
import type { Layout, Row } from '../model/layout';
import type { PlateauRule } from '../model/plateau';
import { project, ticks, type Scale } from '../model/scale';
import { isSecondOfPair, type ChartView, type View } from '../model/view';
import { xTicks, type ClockFormat } from '../model/xaxis';
import { addFindings, addTargets, addWarnings } from './notes';
import type { ChartScene, Line, Scene } from './types';
import * as figures from '../../common/figures';

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
  const amount = Math.max(2, Math.min(5, Math.floor(height / 24)));
  scene.ticks = ticks(chart.domain, amount, chart.id === 'tokens').map((value) => ({
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
    scene.notes.push({
      kind: 'total',
      x: px,
      anchor: 'end',
      y: below ? py + 3 : py - 16,
      text: 'running total, own scale',
    });
  }
  if (chart.id === 'goal') {
    addTargets(scene, view, layout, x);
    if (view.mode === 'one' && view.loops.length === 1) {
      addFindings(scene, view, layout, x, rule);
      addWarnings(scene, view.loops[0], view.x[0], x);
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
  const crowd = Math.min(0.7, 24 / Math.max(1, view.drawn.length));
  // Along tokens spent their running total is the axis itself.
  const selfEvident = view.measure === 'tokens' && chart.id === 'tokens' && chart.bars !== null;
  for (const i of selfEvident ? [] : view.drawn) {
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
        dashed: isSecondOfPair(view, i),
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
    : { ink: 'weak', width: 1, alpha: Math.max(0.09, crowd * 0.35) };
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

/** Curves that can be pointed at in one chart, in pixels. */
export function hitTargets(view: View, scene: Scene, chart: ChartScene): Target[] {
  return view.drawn.map((loop) => ({
    loop,
    x: view.x[loop].map((value) => project(scene.x, value)),
    y: view.loops[loop].numbers[chart.chart.line].map((value) => project(chart.lineScale, value)),
  }));
}
