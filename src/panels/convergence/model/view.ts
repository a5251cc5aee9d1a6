import type { ChartId, ConvergenceOptions } from '../options';
import { missesTarget, finalTarget } from './gain';
import { bandOver, type Band } from './quantile';
import { amountDomain, extent, scoreDomain, type Domain } from './scale';
import { hasValues, lastValue, type LoopSeries, type NumberColumn } from './series';
import { bandGrid, xColumn, xDomain, xMeasure, type XAxis, type XMeasure } from './xaxis';

/** How many loops share the picture: one with all its notes, a few with a label each, many as a band. */
export type Mode = 'one' | 'few' | 'many';

const FEW = 8;

export interface ChartView {
  id: ChartId;
  title: string;
  /** Column drawn as a line. */
  line: NumberColumn;
  /** Column drawn as bars, for one loop only. */
  bars: NumberColumn | null;
  /** False where no loop reports it: the chart is then one line of words. */
  reported: boolean;
  domain: Domain;
  /** The line's own axis where bars take the labelled one. */
  lineDomain: Domain;
  band: Band | null;
}

/** Everything that does not depend on the panel's size. */
export interface View {
  loops: LoopSeries[];
  mode: Mode;
  axis: XAxis;
  measure: XMeasure;
  /** Place of each point, by loop. */
  x: Float64Array[];
  xDomain: Domain;
  charts: ChartView[];
  banded: boolean;
  /** Loops drawn singly, the most telling last, so that they lie on top. */
  drawn: number[];
  misses: boolean[];
  /** Distinct final targets, rising. */
  targets: number[];
  /** Loops without a place on this axis. */
  unplaced: number;
}

const COLUMNS: Record<ChartId, { one: string; many: string; line: NumberColumn; bars: NumberColumn | null }> = {
  goal: { one: 'Goal score', many: 'Goal score', line: 'goalScore', bars: null },
  les: { one: 'LES, cumulative', many: 'LES, cumulative', line: 'lesCumulative', bars: null },
  tokens: { one: 'Tokens per iteration', many: 'Tokens, running total', line: 'tokensCumulative', bars: 'tokens' },
  cost: { one: 'Cost per iteration', many: 'Cost, running total', line: 'costCumulativeUsd', bars: 'costUsd' },
};

/** The chosen charts of which the query asked for something; all of them where it asked for none. */
export function askedCharts(charts: ChartId[], measures: ReadonlySet<string>): ChartId[] {
  const asked = charts.filter((id) => {
    const { line, bars } = COLUMNS[id];
    return measures.has(line) || (bars !== null && measures.has(bars));
  });
  return asked.length > 0 ? asked : charts;
}

export function buildView(loops: LoopSeries[], axis: XAxis, options: ConvergenceOptions): View {
  const measure = xMeasure(axis, options.clock, loops.length);
  const mode: Mode = loops.length <= 1 ? 'one' : loops.length <= FEW ? 'few' : 'many';
  const banded = loops.length > 1 && (options.band === 'on' || (options.band === 'auto' && mode === 'many'));
  const x = loops.map((series) => xColumn(series, measure));
  const running = loops.some((series) => series.outcome === 'running');
  const domain = xDomain(x, measure, running);
  const misses = loops.map(missesTarget);
  const charts = options.charts.map((id) => buildChart(id, loops, x, domain, measure, mode, banded));
  const rank = loops.map((_, i) => i).sort((a, b) => Number(misses[b]) - Number(misses[a]) || a - b);
  const most = mode === 'many' ? Math.max(0, Math.floor(options.maxLoops)) : loops.length;
  const targets = [...new Set(loops.map(finalTarget).filter(Number.isFinite))].sort((a, b) => a - b);
  return {
    loops,
    mode,
    axis,
    measure,
    x,
    xDomain: domain,
    charts,
    banded,
    drawn: rank.slice(0, most).reverse(),
    misses,
    targets,
    unplaced: x.filter((column) => !hasValues(column)).length,
  };
}

function buildChart(
  id: ChartId,
  loops: readonly LoopSeries[],
  x: readonly Float64Array[],
  xSpan: Domain,
  measure: XMeasure,
  mode: Mode,
  banded: boolean
): ChartView {
  const kind = COLUMNS[id];
  const bars = mode === 'one' ? kind.bars : null;
  const lines = loops.map((series) => series.numbers[kind.line]);
  const known = extent(lines);
  const score = id === 'goal' || id === 'les';
  const extra = id === 'goal' ? loops.map((series) => series.numbers.goalTarget) : [];
  const lineDomain = score ? scoreDomain(extent([...lines, ...extra])) : amountDomain(known);
  const domain = bars ? amountDomain(extent(loops.map((series) => series.numbers[bars]))) : lineDomain;
  const reported = known !== null || (bars !== null && hasValues(loops[0]?.numbers[bars] ?? new Float64Array(0)));
  return {
    id,
    title: bars ? kind.one : kind.many,
    line: kind.line,
    bars,
    reported,
    domain,
    lineDomain,
    band:
      banded && reported
        ? bandOver(
            loops.map((series, i) => ({ x: x[i], y: lines[i], carries: series.outcome !== 'running' })),
            bandGrid(extent(x) ?? xSpan, measure)
          )
        : null,
  };
}

/** Loops in the order that the arrow keys walk: the highest final score first, those without one last. */
export function walkOrder(view: View): number[] {
  const value = (i: number) => {
    const last = lastValue(view.loops[i].numbers.goalScore);
    return Number.isFinite(last) ? last : -Infinity;
  };
  return [...view.drawn].sort((a, b) => value(b) - value(a) || a - b);
}

/** Two loops of one outcome have one colour: true for the second, whose line is dashed to tell it from the first. */
export function isSecondOfPair({ loops, mode }: View, loop: number): boolean {
  return mode === 'few' && loops.length === 2 && loop === 1 && loops[0].outcome === loops[1].outcome;
}
