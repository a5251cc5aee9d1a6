import { bestPoint, countBelowTarget, finalTarget, firstAtTarget, stepGainPer1k } from './gain';
import * as figures from '../../common/figures';
import type { Plateau } from './plateau';
import { lastKnown, lastValue, type LoopSeries } from './series';
import { warningsAt } from './warnings';
import type { View } from './view';

/** The whole picture in a few sentences, for those who cannot see it. */
export function summarize(view: View): string {
  const { loops } = view;
  const { below } = countBelowTarget(loops);
  if (loops.length > 8) {
    const scored = loops.filter((series) => lastKnown(series.numbers.goalScore) >= 0).length;
    return (
      `Convergence of ${loops.length} loops. ${below} ended below the target. ` +
      `${scored === loops.length ? 'All' : scored} report a goal score.`
    );
  }
  return `Convergence of ${figures.count(loops.length, 'loop')}. ${loops.map(describeLoop).join(' ')}`;
}

function describeLoop(series: LoopSeries): string {
  const { goalScore, iteration, tokensCumulative, lesCumulative } = series.numbers;
  const words = [`${series.name}: ${series.outcome}, ${figures.count(series.length, 'iteration')}`];
  const last = lastKnown(goalScore);
  if (last < 0) {
    words.push('goal score not reported');
  } else {
    const target = finalTarget(series);
    const at = firstAtTarget(series);
    const best = bestPoint(goalScore);
    words.push(`goal score ${figures.score(goalScore[last])}`);
    if (Number.isFinite(target)) {
      words.push(`target ${figures.score(target)} ${at < 0 ? 'not reached' : `reached at iteration ${iteration[at]}`}`);
    }
    words.push(`best ${figures.score(goalScore[best])} at iteration ${iteration[best]}`);
  }
  const les = lastValue(lesCumulative);
  if (Number.isFinite(les)) {
    words.push(`cumulative LES ${figures.score(les)}`);
  }
  const spent = lastValue(tokensCumulative);
  words.push(Number.isFinite(spent) ? `${figures.tokens(spent)} tokens` : 'tokens not reported');
  return `${words.join(', ')}.`;
}

/** `plateau: 4 iterations, +0.01 for 18.2k tokens` */
export function plateauWords(plateau: Plateau): string {
  const spent = Number.isFinite(plateau.tokens) ? ` for ${figures.tokens(plateau.tokens)} tokens` : '';
  const word = plateau.kind === 'flat' ? 'plateau' : 'no progress';
  return `${word}: ${figures.count(plateau.iterations, 'iteration')}, ${figures.change(plateau.change)}${spent}`;
}

/** One row of the readout. */
export interface Reading {
  name: string;
  value: string;
  /** What is said beside the value, weaker. */
  aside?: string;
}

/** All that is known of one iteration, in the order of the charts. */
export function readings(series: LoopSeries, point: number): Reading[] {
  const n = series.numbers;
  const known = (column: Float64Array) => Number.isFinite(column[point]);
  const out: Reading[] = [];
  const target = known(n.goalTarget) ? `target ${figures.score(n.goalTarget[point], 3)}` : undefined;
  out.push({ name: 'Goal score', value: figures.score(n.goalScore[point], 3), aside: target });
  const before = n.goalScore.subarray(0, point).findLast(Number.isFinite) ?? NaN;
  const step = n.goalScore[point] - before;
  if (Number.isFinite(step)) {
    const gain = stepGainPer1k(series, point);
    const aside = Number.isFinite(gain) ? `1k tokens buy ${figures.smallChange(gain)}` : undefined;
    out.push({ name: 'Change', value: figures.change(step, 3), aside });
  }
  if (known(n.effectiveness)) {
    out.push({ name: 'Effectiveness', value: figures.score(n.effectiveness[point], 3) });
  }
  const reported = known(n.lesReported) ? `reported ${figures.score(n.lesReported[point], 3)}` : undefined;
  out.push({ name: 'LES, cumulative', value: figures.score(n.lesCumulative[point], 3), aside: reported });
  const total = known(n.tokensCumulative) ? `total ${figures.tokens(n.tokensCumulative[point])}` : undefined;
  out.push({ name: 'Tokens', value: figures.tokens(n.tokens[point]), aside: total });
  if (known(n.costUsd) || known(n.costCumulativeUsd)) {
    const estimated = series.texts.costBasis[point] === 'estimated' ? ' est.' : '';
    const sum = known(n.costCumulativeUsd) ? `total ${figures.usd(n.costCumulativeUsd[point])}` : undefined;
    out.push({ name: 'Cost', value: figures.usd(n.costUsd[point]) + (known(n.costUsd) ? estimated : ''), aside: sum });
  }
  if (known(n.latencyMs)) {
    out.push({ name: 'Latency', value: figures.duration(n.latencyMs[point]) });
  }
  for (const [name, text] of [
    ['Worker', series.texts.worker[point]],
    ['Evaluator', series.texts.evaluator[point]],
  ] as const) {
    if (text !== null) {
      out.push({ name, value: text });
    }
  }
  if (n.llmCalls[point] > 0 || n.toolCalls[point] > 0) {
    const failed = n.toolFailed[point] > 0 ? `${n.toolFailed[point]} failed` : undefined;
    const calls = [
      n.llmCalls[point] > 0 ? `${n.llmCalls[point]} model` : '',
      n.toolCalls[point] > 0 ? `${n.toolCalls[point]} tool` : '',
    ].filter(Boolean);
    out.push({ name: 'Calls', value: calls.join(', '), aside: failed });
  }
  if (n.violations[point] > 0) {
    out.push({ name: 'Safety violations', value: String(n.violations[point]) });
  }
  for (const { title } of warningsAt(series, point)) {
    out.push({ name: 'Warning', value: title });
  }
  return out;
}

/** `iteration 7 of 12`, honest about numbers that repeat, skip or were inferred. */
export function placeOf(series: LoopSeries, point: number): string {
  const number = series.numbers.iteration[point];
  const highest = series.numbers.iteration[series.length - 1];
  const inferred = series.derived[point] ? ' (number inferred)' : '';
  return `Iteration ${number.toLocaleString('en-US')} of ${highest.toLocaleString('en-US')}${inferred}`;
}

/** One iteration as a sentence, for the live region. */
export function announce(series: LoopSeries, point: number): string {
  const rows = readings(series, point).map(({ name, value, aside }) => `${name} ${value}${aside ? `, ${aside}` : ''}`);
  return `${series.name}, ${series.outcome}. ${placeOf(series, point)}. ${rows.join('. ')}.`;
}
