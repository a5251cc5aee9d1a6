import { toPath } from '../model/downsample';
import { bestPoint } from '../model/gain';
import { findPlateau, type PlateauRule } from '../model/plateau';
import { project } from '../model/scale';
import type { View } from '../model/view';
import type { Palette } from '../../common/colours';
import { bracketOf } from './notes';
import { paintBracket, paintLine, paintMark, strokePath } from './paint';
import { differs, endOf } from './scene';
import type { ChartScene, Scene } from './types';

/** The iteration read: a rule through all charts, its points, and its loop lifted above the others. */
export function paintOverlay(
  ctx: CanvasRenderingContext2D,
  view: View,
  scene: Scene,
  palette: Palette,
  { loop, point }: { loop: number; point: number },
  rule: PlateauRule
) {
  const px = project(scene.x, view.x[loop][point]);
  for (const chart of scene.charts) {
    if (!chart.row.plotted) {
      continue;
    }
    if (Number.isFinite(px)) {
      ctx.strokeStyle = palette.weak;
      ctx.lineWidth = 1;
      ctx.setLineDash([2, 2]);
      const x = Math.round(px) + 0.5;
      strokePath(ctx, Float64Array.of(x, chart.row.plotTop, x, chart.row.plotBottom));
      ctx.setLineDash([]);
    }
    if (view.mode !== 'one') {
      liftLoop(ctx, view, scene, chart, palette, loop, rule);
    }
    paintPoint(ctx, view, chart, palette, loop, point, px);
  }
}

function liftLoop(
  ctx: CanvasRenderingContext2D,
  view: View,
  scene: Scene,
  chart: ChartScene,
  palette: Palette,
  loop: number,
  rule: PlateauRule
) {
  const series = view.loops[loop];
  const column = series.numbers[chart.chart.line];
  const width = scene.x.to - scene.x.from;
  const pathOf = (values: Float64Array) =>
    toPath(view.x[loop], values, {
      toX: (value) => project(scene.x, value),
      toY: (value) => project(chart.lineScale, value),
      width,
    });
  const path = pathOf(column);
  if (path.length === 0) {
    return;
  }
  ctx.strokeStyle = palette.background;
  ctx.lineWidth = 5;
  strokePath(ctx, path);
  const dots = series.length <= width / 12;
  if (chart.row.id === 'les') {
    const reported = pathOf(series.numbers.lesReported.map((value, i) => (differs(value, column[i]) ? value : NaN)));
    paintLine(ctx, { path: reported, ink: 'weak', width: 1, alpha: 0.8, dashed: true, dots: false }, chart, palette);
  }
  paintLine(ctx, { path, ink: series.outcome, width: 2.5, alpha: 1, dashed: false, dots }, chart, palette);
  const [x, y] = endOf(path);
  if (chart.row.id === 'goal') {
    const plateau = findPlateau(column, series.numbers.tokens, rule);
    const bracket = plateau && bracketOf(chart, series, view.x[loop], plateau, scene.x);
    if (bracket && Number.isFinite(bracket.from) && Number.isFinite(bracket.to)) {
      paintBracket(ctx, bracket, palette);
    }
    const best = bestPoint(column);
    const bx = project(scene.x, view.x[loop][best]);
    if (best >= 0 && Number.isFinite(bx) && best !== series.length - 1) {
      const by = project(chart.lineScale, column[best]);
      paintMark(ctx, { x: bx, y: by, shape: 'best', size: 5, alpha: 1, loop: null }, palette);
    }
  }
  paintMark(ctx, { x, y, shape: series.outcome, size: chart.row.id === 'goal' ? 5 : 3.5, alpha: 1, loop }, palette);
}

function paintPoint(
  ctx: CanvasRenderingContext2D,
  view: View,
  chart: ChartScene,
  palette: Palette,
  loop: number,
  point: number,
  px: number
) {
  const { numbers } = view.loops[loop];
  const spots = [project(chart.lineScale, numbers[chart.chart.line][point])];
  if (chart.chart.bars) {
    spots.push(project(chart.scale, numbers[chart.chart.bars][point]));
  }
  for (const py of spots) {
    if (Number.isFinite(px) && Number.isFinite(py)) {
      ctx.beginPath();
      ctx.arc(px, py, 4, 0, Math.PI * 2);
      ctx.fillStyle = palette.background;
      ctx.fill();
      ctx.lineWidth = 2;
      ctx.strokeStyle = palette.text;
      ctx.stroke();
    }
  }
}
