import type { ChartId } from '../options';
import { countBelowTarget, overallGainPer1k } from './gain';
import * as figures from '../../common/figures';
import { words } from '../../common/names';
import { quantileSorted } from './quantile';
import { lastValue, type LoopSeries, type NumberColumn } from './series';
import type { ChartView, View } from './view';

/** The figures at the right of a chart's head, the most telling first; `outcome` is set where a shape belongs before it. */
export interface HeadFigure {
  text: string;
  title?: string;
  strong?: boolean;
  outcome?: LoopSeries['outcome'];
}

export function headFigures(view: View, chart: ChartView): HeadFigure[] {
  if (!chart.reported) {
    const [loop] = view.loops;
    const absent: HeadFigure = { text: figures.NOT_REPORTED };
    return view.mode === 'one' && chart.id === 'goal'
      ? [{ text: loop.outcome, strong: true, outcome: loop.outcome }, absent]
      : [absent];
  }
  return view.mode === 'one' ? figuresOfOne(view.loops[0], chart.id) : figuresOfMany(view, chart);
}

function figuresOfOne(series: LoopSeries, id: ChartId): HeadFigure[] {
  const n = series.numbers;
  if (id === 'goal') {
    const reason = series.terminationReason ? [{ text: words(series.terminationReason) }] : [];
    const value = figures.score(lastValue(n.goalScore));
    return [{ text: `${value} ${series.outcome}`, strong: true, outcome: series.outcome }, ...reason];
  }
  if (id === 'les') {
    const reported = lastValue(n.lesReported);
    const computed = lastValue(n.lesCumulative);
    const own: HeadFigure = {
      text: figures.score(computed),
      strong: true,
      title: 'Computed from the scores and targets',
    };
    return Number.isFinite(reported) && !(Math.abs(reported - computed) < 0.005)
      ? [own, { text: `reported ${figures.score(reported)}`, title: 'Written by the emitter' }]
      : [own];
  }
  if (id === 'tokens') {
    const cost = costText(series);
    const gain = overallGainPer1k(series);
    return [
      { text: `total ${figures.tokens(lastValue(n.tokensCumulative))}`, strong: true },
      ...(cost ? [{ text: cost }] : []),
      ...(Number.isFinite(gain)
        ? [
            {
              text: `1k tokens buy ${figures.smallChange(gain)}`,
              title: 'Goal score gained for each 1,000 tokens, first score to last',
            },
          ]
        : []),
    ];
  }
  return [{ text: `total ${costText(series) || figures.NOT_REPORTED}`, strong: true }];
}

function costText(series: LoopSeries): string {
  const total = lastValue(series.numbers.costCumulativeUsd);
  return Number.isFinite(total) ? figures.usd(total) + (isEstimated(series) ? ' est.' : '') : '';
}

function isEstimated(series: LoopSeries): boolean {
  return series.texts.costBasis.includes('estimated');
}

function figuresOfMany(view: View, chart: ChartView): HeadFigure[] {
  const last = finals(view.loops, chart.line);
  const median = quantileSorted(last, last.length, 0.5);
  if (chart.id === 'goal') {
    const { scored, below } = countBelowTarget(view.loops);
    return [
      {
        text: `${below} of ${scored} below target`,
        strong: true,
        title: 'Ended with a last score under their target',
      },
      { text: `median ${figures.score(median)}`, title: 'Of the last scores' },
    ];
  }
  if (chart.id === 'les') {
    return [{ text: `median ${figures.score(median)}`, strong: true, title: 'Of the last values' }];
  }
  const write = chart.id === 'tokens' ? figures.tokens : figures.usd;
  const total = last.reduce((sum, value) => sum + value, 0);
  const out: HeadFigure[] = [{ text: `total ${write(total)}`, strong: true }];
  if (chart.id === 'tokens') {
    const cost = finals(view.loops, 'costCumulativeUsd');
    if (cost.length > 0) {
      const estimated = view.loops.some(isEstimated) ? ' est.' : '';
      out.push({ text: figures.usd(cost.reduce((sum, value) => sum + value, 0)) + estimated });
    }
    const gains = Float64Array.from(view.loops.map(overallGainPer1k).filter(Number.isFinite)).sort();
    if (gains.length > 0) {
      const gain = quantileSorted(gains, gains.length, 0.5);
      out.push({ text: `1k tokens buy ${figures.smallChange(gain)}`, title: 'Median over loops, first score to last' });
    }
  } else if (view.loops.some(isEstimated)) {
    out.push({ text: 'some estimated' });
  }
  return out;
}

function finals(loops: readonly LoopSeries[], column: NumberColumn): Float64Array {
  return Float64Array.from(loops.map((series) => lastValue(series.numbers[column])).filter(Number.isFinite)).sort();
}
