import { isModelCall } from '../runs/accounting';
import type { Detector } from './detector';
import { say } from './words';

/** Fewer iterations are no trend. */
const FEWEST = 4;

/** The context of the model calls grows in every iteration, and by much in all. */
export const contextGrowth: Detector = {
  type: 'context_growth',
  detect({ run }, { contextGrowth: { factor, floorTokens } }) {
    if (run === null) {
      return null;
    }
    /** The largest input of each iteration, in order; null where a call worked and did not say. */
    const largest = new Map<number, { tokens: number | null; spanId: string }>();
    for (const step of run.steps) {
      if (!isModelCall(step) || !step.counts || step.failed || step.iteration === null) {
        continue;
      }
      const held = largest.get(step.iteration);
      const isLarger = held === undefined || (held.tokens !== null && (step.inputTokens ?? Infinity) > held.tokens);
      if (isLarger) {
        largest.set(step.iteration, { tokens: step.inputTokens, spanId: step.spanId });
      }
    }
    const inputs = [...largest].sort(([a], [b]) => a - b);
    let before = -Infinity;
    for (const [, { tokens }] of inputs) {
      if (tokens === null || tokens <= before) {
        return null;
      }
      before = tokens;
    }
    const first = inputs[0]?.[1].tokens ?? 0;
    if (inputs.length < FEWEST || before < floorTokens || first <= 0 || !(before > factor * first)) {
      return null;
    }
    return {
      type: 'context_growth',
      firstIteration: inputs[0][0],
      lastIteration: inputs[inputs.length - 1][0],
      count: inputs.length,
      confidence: 0.85,
      figures: [first, before],
      evidence: inputs.map(([, { spanId }]) => spanId),
    };
  },
  words(finding) {
    const [first, last] = finding.figures;
    return {
      title: 'The context keeps growing',
      what: `The input of the model calls grew in every one of ${finding.count} iterations, from ${say.whole(first)} to ${say.whole(last)} tokens (${say.decimal(Number(last) / Number(first))} times).`,
      why: 'Every further iteration costs more than the one before it, and models lose sight of what stands in the middle of a long context.',
      try: 'Sum up or drop old tool results, keep only what the next step needs, and cache the part that stays the same.',
    };
  },
};
