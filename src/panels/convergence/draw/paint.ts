import type { Path } from '../model/downsample';
import type { Palette } from '../../common/colours';
import type { Bracket, ChartScene, Ink, Line, Mark, Scene } from './types';
import { GLYPHS } from '../../common/shapes';

/** Grid, axes and their numbers. */
export function paintAxes(ctx: CanvasRenderingContext2D, scene: Scene, palette: Palette) {
  const { layout } = scene;
  ctx.font = palette.font;
  ctx.lineWidth = 1;
  for (const chart of scene.charts) {
    if (!chart.row.plotted) {
      continue;
    }
    ctx.strokeStyle = palette.grid;
    ctx.fillStyle = palette.weak;
    ctx.textAlign = 'right';
    ctx.textBaseline = 'middle';
    for (const tick of chart.ticks) {
      const y = Math.round(tick.y) + 0.5;
      line(ctx, layout.left, y, layout.right, y);
      ctx.fillText(tick.text, layout.left - 6, tick.y);
    }
    for (const tick of scene.xTicks) {
      const x = Math.round(tick.px) + 0.5;
      line(ctx, x, chart.row.plotTop, x, chart.row.plotBottom);
    }
  }
  ctx.textBaseline = 'top';
  ctx.fillStyle = palette.weak;
  for (const tick of scene.xTicks) {
    const half = ctx.measureText(tick.text).width / 2;
    ctx.textAlign = 'center';
    ctx.fillText(tick.text, Math.min(tick.px, layout.width - half - 2), layout.axisTop + 3);
  }
}

/** Everything that was measured. */
export function paintData(ctx: CanvasRenderingContext2D, scene: Scene, palette: Palette) {
  for (const chart of scene.charts) {
    paintChart(ctx, chart, palette);
  }
}

function paintChart(ctx: CanvasRenderingContext2D, chart: ChartScene, palette: Palette) {
  if (chart.bandShape) {
    ctx.globalAlpha = 0.22;
    ctx.fillStyle = palette.band;
    fillBetween(ctx, chart.bandShape.upper, chart.bandShape.lower);
    ctx.globalAlpha = 1;
  }
  if (chart.bars.length > 0) {
    ctx.fillStyle = palette.bars;
    for (const bar of chart.bars) {
      const top = Math.min(bar.y, bar.base);
      const height = Math.abs(bar.base - bar.y);
      // An amount of 0 was reported: a hairline tells it from an absent one.
      ctx.fillRect(bar.x, height < 1 ? bar.base - 1 : top, bar.width, Math.max(1, height));
    }
  }
  ctx.strokeStyle = palette.text;
  ctx.globalAlpha = 0.75;
  ctx.lineWidth = 1;
  ctx.setLineDash([5, 4]);
  for (const path of chart.targets) {
    strokePath(ctx, path);
  }
  ctx.setLineDash([]);
  ctx.globalAlpha = 1;
  for (const item of chart.lines) {
    paintLine(ctx, item, chart, palette);
  }
  if (chart.bracket) {
    paintBracket(ctx, chart.bracket, palette);
  }
  for (const mark of chart.marks) {
    paintMark(ctx, mark, palette);
  }
}

export function paintLine(ctx: CanvasRenderingContext2D, item: Line, chart: ChartScene, palette: Palette) {
  const style = inkOf(ctx, item.ink, chart, palette);
  ctx.strokeStyle = style;
  ctx.fillStyle = style;
  ctx.globalAlpha = item.alpha;
  ctx.lineWidth = item.width;
  ctx.lineJoin = 'round';
  ctx.setLineDash(item.dashed ? [3, 3] : []);
  strokePath(ctx, item.path);
  ctx.setLineDash([]);
  paintDots(ctx, item);
  ctx.globalAlpha = 1;
}

/** Dots on all points, or on those that no line reaches: a score between two gaps must not vanish. */
function paintDots(ctx: CanvasRenderingContext2D, { path, dots, width }: Line) {
  const radius = dots ? width + 0.5 : Math.max(1.5, width);
  for (let i = 0; i < path.length; i += 2) {
    const alone = !(Number.isFinite(path[i - 2]) || Number.isFinite(path[i + 2]));
    if (Number.isFinite(path[i]) && (dots || alone)) {
      ctx.beginPath();
      ctx.arc(path[i], path[i + 1], radius, 0, Math.PI * 2);
      ctx.fill();
    }
  }
}

export function paintBracket(ctx: CanvasRenderingContext2D, { from, to, y }: Bracket, palette: Palette) {
  ctx.strokeStyle = palette.weak;
  ctx.lineWidth = 1;
  strokePath(ctx, Float64Array.of(from, y - 4, from, y, to, y, to, y - 4));
}

export function paintMark(ctx: CanvasRenderingContext2D, mark: Mark, palette: Palette) {
  const glyph = GLYPHS[mark.shape];
  const colour =
    mark.shape === 'best'
      ? palette.text
      : palette.outcome[mark.shape === 'warning' ? (mark.tone ?? 'partial') : mark.shape];
  ctx.save();
  ctx.translate(mark.x, mark.y);
  ctx.scale(mark.size, mark.size);
  ctx.globalAlpha = mark.alpha;
  ctx.lineCap = 'round';
  if (glyph.stroke) {
    const path = new Path2D(glyph.stroke);
    ctx.strokeStyle = palette.background;
    ctx.lineWidth = 5 / mark.size;
    ctx.stroke(path);
    if (mark.shape === 'running' || mark.shape === 'partial') {
      ctx.fillStyle = palette.background;
      ctx.fill(path);
    }
    ctx.strokeStyle = colour;
    ctx.lineWidth = 2 / mark.size;
    ctx.stroke(path);
  }
  if (glyph.fill) {
    const path = new Path2D(glyph.fill);
    ctx.fillStyle = colour;
    if (!glyph.stroke) {
      ctx.strokeStyle = palette.background;
      ctx.lineWidth = 3 / mark.size;
      ctx.stroke(path);
    }
    ctx.fill(path);
  }
  ctx.restore();
}

function inkOf(ctx: CanvasRenderingContext2D, ink: Ink, chart: ChartScene, palette: Palette): string | CanvasGradient {
  if (ink === 'effectiveness') {
    if (!chart.effectiveness) {
      return palette.outcome.unknown;
    }
    const gradient = ctx.createLinearGradient(0, chart.effectiveness.zero, 0, chart.effectiveness.target);
    palette.effectiveness.forEach((colour, i) => gradient.addColorStop([0.1, 0.6, 0.98][i], colour));
    return gradient;
  }
  if (ink === 'median' || ink === 'weak' || ink === 'bars') {
    return palette[ink];
  }
  return palette.outcome[ink];
}

export function strokePath(ctx: CanvasRenderingContext2D, path: Path) {
  ctx.beginPath();
  let down = false;
  for (let i = 0; i < path.length; i += 2) {
    if (!Number.isFinite(path[i])) {
      down = false;
    } else if (down) {
      ctx.lineTo(path[i], path[i + 1]);
    } else {
      ctx.moveTo(path[i], path[i + 1]);
      down = true;
    }
  }
  ctx.stroke();
}

function fillBetween(ctx: CanvasRenderingContext2D, upper: Path, lower: Path) {
  ctx.beginPath();
  for (let i = 0; i < upper.length; i += 2) {
    if (Number.isFinite(upper[i])) {
      ctx.lineTo(upper[i], upper[i + 1]);
    }
  }
  for (let i = lower.length - 2; i >= 0; i -= 2) {
    if (Number.isFinite(lower[i])) {
      ctx.lineTo(lower[i], lower[i + 1]);
    }
  }
  ctx.closePath();
  ctx.fill();
}

function line(ctx: CanvasRenderingContext2D, x1: number, y1: number, x2: number, y2: number) {
  ctx.beginPath();
  ctx.moveTo(x1, y1);
  ctx.lineTo(x2, y2);
  ctx.stroke();
}
