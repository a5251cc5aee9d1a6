import * as figures from '../../common/figures';
import { bestPoint } from '../model/gain';
import type { Layout } from '../model/layout';
import { findPlateau, type Plateau, type PlateauRule } from '../model/plateau';
import { project, type Scale } from '../model/scale';
import { lastKnown, type LoopSeries, type SeriesWarning } from '../model/series';
import type { View } from '../model/view';
import { plateauWords } from '../model/words';
import type { Bracket, ChartScene, Note } from './types';

const LETTER = 6;
const NOTE_HEIGHT = 14;
/** Of the row above the curves: its title, and its figures (pixels). */
const TITLE = 76;
const HEAD = 230;

/** One loop: its target as it moved. Several: a line for each of up to three targets, else the lowest and the highest. */
export function addTargets(scene: ChartScene, view: View, layout: Layout, x: Scale) {
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
    const note = targetNote(level(held), text, scene, layout);
    scene.notes.push(moved ? { ...note, x: layout.right, anchor: 'end' } : note);
    return;
  }
  const shown = targets.length <= 3 ? targets : [targets[0], targets[targets.length - 1]];
  if (shown.length > 1 && scene.row.plotBottom - scene.row.plotTop < 90) {
    shown.forEach((value) =>
      scene.targets.push(Float64Array.of(layout.left, level(value), layout.right, level(value)))
    );
    const all = shown.map((value) => figures.score(value)).join(targets.length <= 3 ? ', ' : ' to ');
    const text = `targets ${all}`;
    // No room between the lines: beside the title or, where that is narrow, at the foot, which curves leave soon.
    const place =
      layout.width >= TITLE + text.length * LETTER + HEAD
        ? { x: TITLE, y: scene.row.top + 2 }
        : { x: layout.left + 4, y: scene.row.plotBottom - NOTE_HEIGHT };
    scene.notes.push({ kind: 'target', anchor: 'start', ...place, text });
    return;
  }
  const words = ['lowest target', 'highest target'];
  shown.forEach((value, i) => {
    scene.targets.push(Float64Array.of(layout.left, level(value), layout.right, level(value)));
    const word = targets.length <= 3 ? 'target' : words[i];
    scene.notes.push(targetNote(level(value), `${word} ${figures.score(value)}`, scene, layout));
  });
}

/** Above its line, at the left, where curves are low; beside another target's words where lines lie close. */
function targetNote(level: number, text: string, scene: ChartScene, layout: Layout): Note {
  const y = level - 15 < scene.row.plotTop - 4 ? level + 2 : level - 15;
  const near = scene.notes.filter((note) => note.kind === 'target' && Math.abs(note.y - y) < 13);
  const x = Math.max(layout.left + 4, ...near.map((note) => note.x + note.text.length * 6 + 6));
  return { kind: 'target', x, anchor: 'start', y, text };
}

/** Best score and plateau of a single loop, with their words where there is room. */
export function addFindings(scene: ChartScene, view: View, layout: Layout, x: Scale, rule: PlateauRule) {
  const series = view.loops[0];
  const { goalScore, tokens, iteration } = series.numbers;
  const at = (i: number) => project(x, view.x[0][i]);
  const plateau = findPlateau(goalScore, tokens, rule);
  if (plateau && Number.isFinite(at(plateau.start)) && Number.isFinite(at(plateau.end))) {
    const bracket = bracketOf(scene, series, view.x[0], plateau, x);
    const { from, to, y } = bracket;
    scene.bracket = bracket;
    const text = plateauWords(plateau);
    addWords(scene, { kind: 'plateau', ...placeNote((from + to) / 2, text, layout), y: y + 3, text });
  }
  const best = bestPoint(goalScore);
  if (best >= 0 && Number.isFinite(at(best)) && series.length > 1) {
    const y = project(scene.scale, goalScore[best]);
    if (best !== lastKnown(goalScore)) {
      scene.marks.unshift({ x: at(best), y, shape: 'best', size: 5, alpha: 1, loop: null });
    }
    const text = `best ${figures.score(goalScore[best])}, iteration ${iteration[best].toLocaleString('en-US')}`;
    const isWarned = series.warnings?.some(({ first }) => first === iteration[best]) ?? false;
    const above = y - (isWarned ? 36 : 22);
    const top = above < scene.row.plotTop - 4 ? y + 8 : above;
    addWords(scene, { kind: 'best', ...placeNote(at(best), text, layout), y: top, text });
  }
}

/** Words where they were meant to stand, else right under or above those in their way; left out where neither is free. */
function addWords(scene: ChartScene, note: Note): void {
  const inTheWay = scene.notes.filter((other) => overlapsAcross(note, other));
  const bracket = scene.bracket;
  const hits = (y: number) =>
    inTheWay.some((other) => Math.abs(other.y - y) < NOTE_HEIGHT) ||
    (note.kind === 'best' && bracket !== null && y < bracket.y && y + NOTE_HEIGHT > bracket.y - 6);
  const places = [note.y, ...inTheWay.flatMap(({ y }) => [y + NOTE_HEIGHT, y - NOTE_HEIGHT - 9])];
  const { plotTop, plotBottom } = scene.row;
  const free = places.find((y) => !hits(y) && y >= plotTop - 4 && y + NOTE_HEIGHT <= plotBottom + NOTE_HEIGHT / 2);
  if (free !== undefined) {
    scene.notes.push({ ...note, y: free });
  }
}

function overlapsAcross(a: Note, b: Note): boolean {
  const [aFrom, aTo] = widthOf(a);
  const [bFrom, bTo] = widthOf(b);
  return aFrom < bTo && bFrom < aTo;
}

/** Where words begin and end, by about 6 pixels a letter and the mark before them. */
function widthOf({ x, anchor, text, kind }: Note): [number, number] {
  const width = text.length * LETTER + (kind === 'best' ? 12 : 0);
  const from = anchor === 'start' ? x : anchor === 'end' ? x - width : x - width / 2;
  return [from, from + width];
}

const TONES = { critical: 'failure', warning: 'partial', info: 'unknown' } as const;
const RANK = { critical: 2, warning: 1, info: 0 } as const;

/** A triangle above the iteration in which something begins to look wrong: the worst of those that begin there. */
export function addWarnings(scene: ChartScene, series: LoopSeries, places: Float64Array, x: Scale): void {
  const worst = new Map<number, SeriesWarning>();
  for (const warning of series.warnings ?? []) {
    const point = series.numbers.iteration.indexOf(warning.first);
    const held = worst.get(point);
    if (point >= 0 && (held === undefined || RANK[warning.severity] > RANK[held.severity])) {
      worst.set(point, warning);
    }
  }
  for (const [point, { severity }] of worst) {
    const goal = series.numbers.goalScore[point];
    const px = project(x, places[point]);
    const level = Number.isFinite(goal) ? project(scene.scale, goal) : scene.row.plotBottom;
    const y = Math.max(scene.row.plotTop + 6, level - 13);
    if (Number.isFinite(px)) {
      scene.marks.push({ x: px, y, shape: 'warning', tone: TONES[severity], size: 5, alpha: 1, loop: null });
    }
  }
}

/** Under the lowest score of the plateau. */
export function bracketOf(
  scene: ChartScene,
  series: LoopSeries,
  places: Float64Array,
  plateau: Plateau,
  x: Scale
): Bracket {
  let low = -Infinity;
  for (let i = plateau.start; i <= plateau.end; i++) {
    const y = project(scene.scale, series.numbers.goalScore[i]);
    low = y > low ? y : low;
  }
  return {
    from: project(x, places[plateau.start]),
    to: project(x, places[plateau.end]),
    y: Math.min(low + 12, scene.row.plotBottom - 18),
  };
}

/** Keeps words inside the plot: in the middle where they fit, else against the nearer edge. About 6 pixels a letter. */
function placeNote(px: number, text: string, layout: Layout): Pick<Note, 'x' | 'anchor'> {
  const half = (text.length * LETTER) / 2;
  if (px + half > layout.right) {
    return { x: layout.right, anchor: 'end' };
  }
  return px - half < layout.left ? { x: layout.left + 4, anchor: 'start' } : { x: px, anchor: 'middle' };
}
