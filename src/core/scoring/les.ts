/**
 * Loop effectiveness, as LES time series 0.1 defines it.
 * `effectiveness_t = clamp(goal_score_t / goal_target, 0, 1)`, 0 where the target is 0 or less;
 * cumulative LES at t is the mean of the effectiveness of iterations 1..t.
 */

/** The target that LES assumes where none is written. */
export const DEFAULT_GOAL_TARGET = 0.8;

/** Effectiveness of one iteration, 0..1; NaN where the goal score is not known. */
export function effectivenessOf(goalScore: number, goalTarget: number): number {
  if (goalScore !== goalScore) {
    return NaN;
  }
  if (!(goalTarget > 0)) {
    return 0;
  }
  const ratio = goalScore / goalTarget;
  return ratio < 0 ? 0 : ratio > 1 ? 1 : ratio;
}

/** A running mean that leaves out what is not known; NaN until something is. */
export class RunningMean {
  private sum = 0;
  private count = 0;

  add(value: number): number {
    if (value === value) {
      this.sum += value;
      this.count++;
    }
    return this.value;
  }

  get value(): number {
    return this.count === 0 ? NaN : this.sum / this.count;
  }
}

/** A running sum that leaves out what is not known; NaN until something is. */
export class RunningSum {
  private sum = 0;
  private known = false;

  add(value: number): number {
    if (value === value) {
      this.sum += value;
      this.known = true;
    }
    return this.value;
  }

  get value(): number {
    return this.known ? this.sum : NaN;
  }
}
