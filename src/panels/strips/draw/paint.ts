import type { Outcome } from '../../../core/model/loop';
import type { Palette } from '../../common/colours';
import { colourAt } from '../../common/ramp';
import { GLYPHS } from '../../common/shapes';
import type { DisplayRow } from '../model/arrange';
import { spanOf, type StripGeometry } from '../model/geometry';
import { ROW_HEIGHT } from '../model/layout';
import { place, type ColourScale } from '../model/scale';
import type { StripLoop } from '../model/strips';
import { withoutCells } from '../model/words';

export interface Picture {
  loops: readonly StripLoop[];
  values: Float64Array;
  /** 1 where an iteration's number was inferred, by cell. */
  derived: Uint8Array;
  scale: ColourScale;
  colours: readonly string[];
  geometry: StripGeometry;
  palette: Palette;
  /** More is being read: what has no cells may yet get some. */
  loading: boolean;
  /** Whether the outcome's word has room beside its mark. */
  words: boolean;
}

const CELL = 14;
const TOP = (ROW_HEIGHT - CELL) / 2;
/** A cell whose number was inferred is this much lower, above and below. */
export const INFERRED_INSET = 3;

/** The strips of some rows, the first at the canvas's upper edge. */
export function paintStrips(ctx: CanvasRenderingContext2D, rows: readonly DisplayRow[], picture: Picture): void {
  const hatch = makeHatch(ctx, picture.palette);
  ctx.font = picture.palette.font;
  ctx.textBaseline = 'middle';
  ctx.textAlign = 'left';
  rows.forEach((row, index) => {
    if (row.kind === 'loop') {
      paintStrip(ctx, picture.loops[row.loop], index * ROW_HEIGHT, picture, hatch);
    }
  });
}

function paintStrip(
  ctx: CanvasRenderingContext2D,
  loop: StripLoop,
  y: number,
  picture: Picture,
  hatch: CanvasPattern | string
) {
  const { geometry, palette, words } = picture;
  const { x, width } = spanOf(geometry, loop.length);
  if (loop.length === 0) {
    ctx.fillStyle = palette.weak;
    ctx.fillText(withoutCells(loop, picture.loading), 0, y + ROW_HEIGHT / 2, geometry.area);
  } else {
    paintCells(ctx, loop, x, width, y + TOP, picture, hatch);
  }
  const end = loop.length === 0 ? geometry.area : x + width;
  if (loop.outcome === 'running' && loop.length > 0) {
    paintOpenEnd(ctx, end, y + TOP, palette);
  }
  paintOutcome(ctx, loop.outcome, end + 11, y + ROW_HEIGHT / 2, palette, words);
}

function paintCells(
  ctx: CanvasRenderingContext2D,
  { first, length }: StripLoop,
  x: number,
  width: number,
  y: number,
  { values, derived, scale, colours, geometry }: Picture,
  hatch: CanvasPattern | string
) {
  const step = width / length;
  const gap = step >= 4 ? 1 : 0;
  // Where several iterations share a pixel, their mean stands for them.
  const drawn = Math.min(length, Math.max(1, Math.floor(width)));
  for (let i = 0; i < drawn; i++) {
    const from = Math.floor((i * length) / drawn);
    const to = Math.max(from + 1, Math.floor(((i + 1) * length) / drawn));
    const value = to - from === 1 ? values[first + from] : meanOf(values, first + from, first + to);
    const left = Math.round(x + (i / drawn) * width);
    const right = Math.round(x + ((i + 1) / drawn) * width);
    const inset = derived[first + from] === 1 && geometry.cellWidth >= 2 ? INFERRED_INSET : 0;
    ctx.fillStyle = value === value ? colourAt(colours, place(scale, value)) : hatch;
    ctx.fillRect(left, y + inset, Math.max(1, right - left - gap), CELL - 2 * inset);
  }
}

function meanOf(values: Float64Array, from: number, to: number): number {
  let sum = 0;
  let count = 0;
  for (let i = from; i < to; i++) {
    if (values[i] === values[i]) {
      sum += values[i];
      count += 1;
    }
  }
  return count === 0 ? NaN : sum / count;
}

/** No end yet: a cell without a right side. */
function paintOpenEnd(ctx: CanvasRenderingContext2D, x: number, y: number, { weak }: Palette) {
  ctx.strokeStyle = weak;
  ctx.lineWidth = 1;
  ctx.setLineDash([2, 2]);
  ctx.beginPath();
  ctx.moveTo(x + 1, y + 0.5);
  ctx.lineTo(x + 18, y + 0.5);
  ctx.moveTo(x + 1, y + CELL - 0.5);
  ctx.lineTo(x + 18, y + CELL - 0.5);
  ctx.stroke();
  ctx.setLineDash([]);
}

function paintOutcome(
  ctx: CanvasRenderingContext2D,
  outcome: Outcome,
  x: number,
  y: number,
  palette: Palette,
  words: boolean
) {
  const { fill, stroke } = GLYPHS[outcome];
  const size = 4.5;
  ctx.save();
  ctx.translate(x, y);
  ctx.scale(size, size);
  ctx.fillStyle = ctx.strokeStyle = palette.outcome[outcome];
  if (fill) {
    ctx.fill(new Path2D(fill));
  }
  if (stroke) {
    ctx.lineWidth = 0.42;
    ctx.lineCap = 'round';
    ctx.stroke(new Path2D(stroke));
  }
  ctx.restore();
  if (words) {
    ctx.fillStyle = palette.weak;
    ctx.fillText(outcome, x + 9, y);
  }
}

/** Fine slanted lines for what was not reported: neither a colour of the scale nor empty. */
function makeHatch(ctx: CanvasRenderingContext2D, { weak, grid }: Palette): CanvasPattern | string {
  const tile = document.createElement('canvas');
  tile.width = tile.height = 5;
  const pen = tile.getContext('2d');
  if (!pen) {
    return grid;
  }
  pen.strokeStyle = weak;
  pen.lineWidth = 1;
  pen.globalAlpha = 0.75;
  pen.beginPath();
  for (const shift of [-5, 0, 5]) {
    pen.moveTo(shift, 5);
    pen.lineTo(shift + 5, 0);
  }
  pen.stroke();
  return ctx.createPattern(tile, 'repeat') ?? grid;
}
