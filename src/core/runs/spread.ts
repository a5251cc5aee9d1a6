import type { RunStep } from './step';

/** A pass's own token and cost figures go before what is said around it. */
interface Shared {
  steps: RunStep[];
  own: RunStep | null;
}

/**
 * What runs around passes say of their tokens and cost, by the pass whose it is: that of a run all of whose calls (or spans
 * that stand for iterations) lie in one pass. What is said of several passes at once is nobody's own.
 */
export function sharesOfPasses<P extends Shared>(
  passes: readonly P[],
  topDown: readonly RunStep[],
  isCall: (step: RunStep) => boolean
): Map<P, RunStep[]> {
  const passOf = new Map(passes.flatMap((pass) => pass.steps.map((step) => [step, pass] as const)));
  const bears = (step: RunStep) => (step.bearsTokens || step.bearsCost) && !passOf.has(step);
  const shares = new Map<P, RunStep[]>();
  if (!topDown.some(bears)) {
    return shares;
  }
  const below = new Map<RunStep, P | 'several'>();
  for (const step of topDown.toReversed()) {
    const pass = passOf.get(step);
    const own = isCall(step) || pass?.own === step ? (pass ?? 'several') : undefined;
    const held = below.get(step);
    const told = own === undefined || own === held ? held : held === undefined ? own : 'several';
    if (bears(step) && held !== undefined && held !== 'several' && held.own?.costUsd == null) {
      shares.set(held, [...(shares.get(held) ?? []), step]);
    }
    if (step.parent !== null && told !== undefined) {
      const other = below.get(step.parent);
      below.set(step.parent, other === undefined || other === told ? told : 'several');
    }
  }
  return shares;
}
