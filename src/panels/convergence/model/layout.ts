import type { ChartId } from '../options';

export const HEAD = 22;
const GAP = 6;
const AXIS = 18;
const FOOTER = 30;
const LEAST: Record<ChartId, number> = { goal: 44, les: 24, tokens: 24, cost: 24 };
const WEIGHT: Record<ChartId, number> = { goal: 3, les: 1.5, tokens: 1.5, cost: 1.5 };
/** When there is no room for all, these go first. */
const EXPENDABLE: ChartId[] = ['cost', 'les', 'tokens'];

/** Where a chart lies, in pixels from the panel's top. */
export interface Row {
  id: ChartId;
  top: number;
  plotTop: number;
  plotBottom: number;
  /** False for a chart of which only the head is shown: nothing was reported. */
  plotted: boolean;
}

export interface Layout {
  width: number;
  height: number;
  left: number;
  right: number;
  rows: Row[];
  axisTop: number;
  footerTop: number;
  /** Charts left out for lack of height. */
  hidden: ChartId[];
}

export interface LayoutInput {
  width: number;
  height: number;
  charts: Array<{ id: ChartId; reported: boolean }>;
  /** Pixels kept free right of the plots, for the labels at the ends of lines. */
  rightGutter: number;
  footerHeight?: number;
}

/** Stacks the charts over one x axis, the goal score taking most of the height. */
export function layoutCharts({ width, height, charts, rightGutter, footerHeight = FOOTER }: LayoutInput): Layout {
  // Small amounts of money are long: $0.0060.
  const money = charts.some(({ id, reported }) => id === 'cost' && reported) ? 16 : 0;
  const left = (width < 420 ? 38 : 46) + money;
  const right = Math.max(left + 20, width - Math.max(10, rightGutter));
  const footerTop = height - footerHeight;
  const room = footerTop - AXIS;
  let kept = charts;
  const hidden: ChartId[] = [];
  const need = () => kept.reduce((sum, { id, reported }) => sum + HEAD + (reported ? LEAST[id] + GAP : 0), 0);
  for (const id of EXPENDABLE) {
    if (kept.length > 1 && need() > room && kept.some((chart) => chart.id === id)) {
      kept = kept.filter((chart) => chart.id !== id);
      hidden.unshift(id);
    }
  }
  const fixed = kept.reduce((sum, { reported }) => sum + HEAD + (reported ? GAP : 0), 0);
  const weights = kept.reduce((sum, { id, reported }) => sum + (reported ? WEIGHT[id] : 0), 0);
  const free = Math.max(0, room - fixed);
  const last = kept.findLastIndex(({ reported }) => reported);
  let top = 0;
  const rows = kept.map(({ id, reported }, index) => {
    const size = reported && weights > 0 ? Math.floor((free * WEIGHT[id]) / weights) : 0;
    const row: Row = { id, top, plotTop: top + HEAD, plotBottom: top + HEAD + size, plotted: reported };
    // the x axis is written under the lowest plot, above the heads that follow it
    top = row.plotBottom + (reported ? GAP : 0) + (index === last ? AXIS : 0);
    return row;
  });
  const lowest = rows.findLast((row) => row.plotted);
  return { width, height, left, right, rows, axisTop: (lowest?.plotBottom ?? top) + 2, footerTop, hidden };
}

/** Moves labels apart so that none overlap: as near to their places as the room from `top` to `bottom` lets them. */
export function spread(places: readonly number[], size: number, top: number, bottom: number): number[] {
  const order = places.map((_, i) => i).sort((a, b) => places[a] - places[b] || a - b);
  const out = new Array<number>(places.length);
  let at = top;
  for (const i of order) {
    at = Math.max(at, places[i]);
    out[i] = at;
    at += size;
  }
  let limit = bottom;
  for (const i of order.reverse()) {
    out[i] = Math.min(out[i], limit);
    limit = out[i] - size;
  }
  return out;
}
