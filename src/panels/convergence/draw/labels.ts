import type { Outcome } from '../../../core/model/loop';
import { spread } from '../model/layout';
import * as figures from '../../common/figures';
import { lastValue } from '../model/series';
import { isSecondOfPair, type ChartView, type View } from '../model/view';
import { endOf } from './scene';
import type { ChartScene, Scene } from './types';

/** What stands at the end of a line. */
export interface EndLabel {
  key: string;
  loop: number | null;
  x: number;
  y: number;
  width: number;
  outcome: Outcome | null;
  /** A piece of its line, where another line has the same colour. */
  dashed: boolean;
  name: string;
  suffix: string;
  value: string;
  word: string;
}

const HEIGHT = 14;
/** A piece of a dashed line before its name, gap included. */
const SAMPLE = 20;

/** Pixels kept free at the right for labels. One loop needs none: its figures are in the heads. */
export function rightGutter(view: View, width: number): number {
  if (view.mode === 'one') {
    return 10;
  }
  if (view.mode === 'many') {
    return view.banded ? 52 : 12;
  }
  const wide = Math.round(width * 0.34);
  // About 6 pixels a letter; the rest is for shape, score, word and gaps.
  const needed =
    Math.max(...view.loops.map(({ name, outcome }) => (name.length + outcome.length) * 6)) +
    64 +
    (isSecondOfPair(view, 1) ? SAMPLE : 0);
  return wide < 190 ? 62 : Math.min(300, wide, needed);
}

/** Are loops named at the ends of their lines (else a list below must do it)? */
export function namedAtEnds(view: View, width: number): boolean {
  return view.mode === 'one' || (view.mode === 'few' && rightGutter(view, width) > 100);
}

export function endLabels(view: View, scene: Scene): EndLabel[] {
  return scene.charts.flatMap((chart) => (chart.row.plotted ? labelsOf(view, scene, chart) : []));
}

function write(chart: ChartView, value: number): string {
  return chart.id === 'tokens'
    ? figures.tokens(value)
    : chart.id === 'cost'
      ? figures.usd(value)
      : figures.score(value);
}

function labelsOf(view: View, scene: Scene, chart: ChartScene): EndLabel[] {
  const { layout } = scene;
  const x = layout.right + 4;
  const width = layout.width - x - 2;
  const { plotTop, plotBottom } = chart.row;
  if (view.mode === 'many') {
    const line = chart.lines.findLast(({ ink }) => ink === 'median');
    const [, y] = line ? endOf(line.path) : [NaN, NaN];
    const band = chart.chart.band;
    if (!band || !Number.isFinite(y)) {
      return [];
    }
    const value = write(chart.chart, lastValue(band.median));
    return [
      {
        key: `${chart.row.id} median`,
        loop: null,
        x,
        y: y - 7,
        width,
        outcome: null,
        dashed: false,
        name: '',
        suffix: '',
        value,
        word: '',
      },
    ];
  }
  if (view.mode !== 'few') {
    return [];
  }
  const first = layout.rows.find((row) => row.plotted);
  const full = chart.row === first && namedAtEnds(view, layout.width);
  const ends = chart.marks.flatMap((mark) => (mark.loop === null ? [] : [{ loop: mark.loop, y: mark.y }]));
  const room = Math.floor((plotBottom - plotTop + HEIGHT) / HEIGHT);
  const kept = full || ends.length <= room ? ends : extremes(ends);
  const places = spread(
    kept.map(({ y }) => y - HEIGHT / 2),
    HEIGHT,
    plotTop - 4,
    plotBottom - HEIGHT / 2
  );
  return kept.map(({ loop }, i) => {
    const series = view.loops[loop];
    const base = series.suffix ? series.name.slice(0, -series.suffix.length - 1) : series.name;
    return {
      key: `${chart.row.id} ${series.key}`,
      loop,
      x,
      y: places[i],
      width,
      outcome: series.outcome,
      dashed: isSecondOfPair(view, loop),
      name: full ? base : '',
      suffix: full ? series.suffix : '',
      value: write(chart.chart, lastValue(series.numbers[chart.chart.line])),
      word: full && series.outcome !== 'unknown' ? series.outcome : '',
    };
  });
}

/** Where not all fit: the highest and the lowest. */
function extremes(ends: Array<{ loop: number; y: number }>): Array<{ loop: number; y: number }> {
  const sorted = [...ends].sort((a, b) => a.y - b.y);
  return [...new Set([sorted[0], sorted[sorted.length - 1]])];
}
