import { lastKnown, lastValue, type LoopSeries } from './series';

/** Index of the first point with the highest score, -1 where none is known. */
export function bestPoint(scores: Float64Array): number {
  let best = -1;
  for (let i = 0; i < scores.length; i++) {
    if (Number.isFinite(scores[i]) && (best < 0 || scores[i] > scores[best])) {
      best = i;
    }
  }
  return best;
}

/** The target in force at the end: the last one known, NaN where none is. */
export function finalTarget(series: LoopSeries): number {
  return lastValue(series.numbers.goalTarget);
}

/** Index of the first point at or above its target, -1 where there is none. */
export function firstAtTarget(series: LoopSeries): number {
  const { goalScore, goalTarget } = series.numbers;
  return goalScore.findIndex((score, i) => score >= goalTarget[i]);
}

/** True of a loop that has ended below its target; where no target is known its outcome decides. */
export function missesTarget(series: LoopSeries): boolean {
  if (series.outcome === 'running') {
    return false;
  }
  const last = lastKnown(series.numbers.goalScore);
  const target = finalTarget(series);
  return last < 0 || !Number.isFinite(target) ? series.outcome === 'failure' : series.numbers.goalScore[last] < target;
}

/** How many loops say how they stand to their target, and how many of these have ended below it. */
export function countBelowTarget(loops: LoopSeries[]): { scored: number; below: number } {
  const scored = loops.filter(
    (series) => lastKnown(series.numbers.goalScore) >= 0 && Number.isFinite(finalTarget(series))
  );
  return { scored: scored.length, below: scored.filter(missesTarget).length };
}

/**
 * Goal score that 1,000 tokens bought between two points: the change of the score, divided by the tokens of the points
 * after `from` up to and with `to`. NaN where a score is missing or no tokens were spent.
 */
export function gainPer1k(series: LoopSeries, from: number, to: number): number {
  const { goalScore, tokens } = series.numbers;
  let spent = 0;
  for (let i = from + 1; i <= to; i++) {
    spent += Number.isFinite(tokens[i]) ? tokens[i] : 0;
  }
  return from < 0 || spent <= 0 ? NaN : ((goalScore[to] - goalScore[from]) / spent) * 1000;
}

/** `gainPer1k` from the first score to the last. */
export function overallGainPer1k(series: LoopSeries): number {
  const { goalScore } = series.numbers;
  return gainPer1k(series, goalScore.findIndex(Number.isFinite), lastKnown(goalScore));
}

/** `gainPer1k` of one iteration against the scored one before it. */
export function stepGainPer1k(series: LoopSeries, point: number): number {
  const { goalScore } = series.numbers;
  let before = point - 1;
  while (before >= 0 && !Number.isFinite(goalScore[before])) {
    before -= 1;
  }
  return gainPer1k(series, before, point);
}
