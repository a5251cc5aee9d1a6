import { hitTargets } from '../draw/scene';
import type { ChartScene, Scene } from '../draw/types';
import { nearestIndex, nearestLoop, type Target } from '../model/hit';
import type { View } from '../model/view';

/** The iteration that is read: places in `view.loops` and in its columns. */
export interface Reading {
  loop: number;
  point: number;
}

const REACH = 28;

/** From pixels to the iteration meant: by column for one loop, by nearness for several. */
export function makePointer(view: View, scene: Scene): (px: number, py: number) => Reading | null {
  const cache = new Map<ChartScene, Target[]>();
  const targetsOf = (chart: ChartScene) => {
    const known = cache.get(chart) ?? hitTargets(view, scene, chart);
    cache.set(chart, known);
    return known;
  };
  return (px, py) => {
    const plotted = scene.charts.filter((chart) => chart.row.plotted);
    const chart = plotted.find(({ row }) => py <= row.plotBottom + 6) ?? plotted[plotted.length - 1];
    if (!chart || px < scene.layout.left - 8 || px > scene.layout.right + 8) {
      return null;
    }
    const targets = targetsOf(chart);
    const loop = view.mode === 'one' ? 0 : nearestLoop(targets, px, py, REACH);
    const target = targets.find((candidate) => candidate.loop === loop);
    const point = target ? nearestIndex(target.x, px) : -1;
    return loop === null || point < 0 ? null : { loop, point };
  };
}

/** Where a key leads; null where it means nothing here. */
export function step(view: View, order: readonly number[], from: Reading | null, key: string): Reading | null {
  if (order.length === 0) {
    return null;
  }
  const known = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End', 'PageUp', 'PageDown'];
  if (!known.includes(key)) {
    return null;
  }
  if (!from) {
    const loop = order[0];
    const length = view.loops[loop].length;
    return { loop, point: key === 'ArrowRight' || key === 'Home' ? 0 : length - 1 };
  }
  const last = view.loops[from.loop].length - 1;
  const leap = Math.max(2, Math.round(last / 10));
  const along = { ArrowLeft: -1, ArrowRight: 1, PageUp: -leap, PageDown: leap, Home: -Infinity, End: Infinity }[key];
  if (along !== undefined) {
    return { loop: from.loop, point: Math.max(0, Math.min(last, from.point + along)) };
  }
  const place = order.indexOf(from.loop) + (key === 'ArrowDown' ? 1 : -1);
  const loop = order[Math.max(0, Math.min(order.length - 1, place))];
  const here = view.x[from.loop][from.point];
  const near = Number.isFinite(here) ? nearestIndex(view.x[loop], here) : -1;
  return { loop, point: near >= 0 ? near : Math.min(from.point, view.loops[loop].length - 1) };
}
