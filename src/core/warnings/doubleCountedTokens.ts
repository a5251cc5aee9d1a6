import { tokensOf, type RunStep } from '../runs/step';
import type { Detector } from './detector';
import { say } from './words';

/** Tokens of the calls below a step, each once. */
function tokensBelow(step: RunStep): number | null {
  let sum: number | null = null;
  const open = [...step.children];
  for (let below = open.pop(); below !== undefined; below = open.pop()) {
    if (below.bearsTokens) {
      sum = (sum ?? 0) + (tokensOf(below) ?? 0);
    }
    for (const child of below.children) {
      open.push(child);
    }
  }
  return sum;
}

/** An agent's own total stands beside its calls: whoever adds up all spans counts twice. */
export const doubleCountedTokens: Detector = {
  type: 'double_counted_tokens',
  detect({ run }, { doubleCounted: { tolerance } }) {
    if (run === null) {
      return null;
    }
    let worst: { step: RunStep; own: number; calls: number } | null = null;
    let count = 0;
    for (const step of run.steps) {
      const own = step.kind === 'llm' || step.bearsTokens ? null : tokensOf(step);
      if (own === null || own <= 0 || step.children.length === 0) {
        continue;
      }
      const calls = tokensBelow(step);
      if (calls !== null && calls > 0 && own >= calls * (1 - tolerance)) {
        count++;
        worst = worst === null || own > worst.own ? { step, own, calls } : worst;
      }
    }
    if (worst === null) {
      return null;
    }
    return {
      type: 'double_counted_tokens',
      firstIteration: worst.step.iteration,
      lastIteration: worst.step.iteration,
      count,
      confidence: 0.9,
      figures: [worst.step.agent ?? worst.step.span.name, worst.own, worst.calls],
      evidence: [worst.step.spanId],
    };
  },
  words(finding) {
    const [agent, own, calls] = finding.figures;
    return {
      title: 'Tokens told twice',
      what: `${agent} reports ${say.whole(own)} tokens of its own, and its model calls report ${say.whole(calls)}: both say the same. Totals here use the calls.`,
      why: 'Other tools that add up all spans show about twice the tokens and the cost.',
      try: 'Nothing is wrong with the loop; when you compare totals with another tool, add up the model calls only.',
    };
  },
};
