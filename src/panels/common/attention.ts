import type { Outcome } from '../../core/model/loop';

/** Health (of 100) below this needs someone to look: one critical warning, or several others. */
export const LOW_HEALTH = 65;

/** What is known of a loop; a figure that is not known is null or NaN. */
export interface AttentionFacts {
  outcome: Outcome;
  goalScore: number | null;
  goalTarget: number | null;
  /** 0..100. */
  health: number | null;
  warnings: number | null;
}

/** Why a loop needs attention, the worst first: it failed, it ended below its target, or something in it looks wrong. */
export type AttentionReason = 'failed' | 'missed' | 'unhealthy';

/** The one rule of which loops need attention; null where a loop needs none. What is unknown may still be running. */
export function attentionReason(facts: AttentionFacts): AttentionReason | null {
  if (facts.outcome === 'failure') {
    return 'failed';
  }
  if (facts.outcome === 'partial' && isBelowTarget(facts)) {
    return 'missed';
  }
  return isUnhealthy(facts) ? 'unhealthy' : null;
}

function isBelowTarget({ goalScore, goalTarget }: AttentionFacts): boolean {
  return isKnown(goalScore) && isKnown(goalTarget) && goalScore < goalTarget;
}

/** Health weighs warnings by what they mean; where it is not told, each one counts. */
function isUnhealthy({ health, warnings }: AttentionFacts): boolean {
  return isKnown(health) ? health < LOW_HEALTH : isKnown(warnings) && warnings > 0;
}

const isKnown = (value: number | null): value is number => value !== null && !Number.isNaN(value);
