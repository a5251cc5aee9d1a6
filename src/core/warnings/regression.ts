import type { Detector } from './detector';
import { LAST_BIT } from './scores';
import { say } from './words';

/** The last score lies well under the best. */
export const regression: Detector = {
  type: 'regression',
  detect({ loop }, { regression: { drop } }) {
    const { iterations } = loop;
    let bestAt = -1;
    let lastAt = -1;
    for (let i = 0; i < iterations.length; i++) {
      const { goalScore } = iterations[i];
      if (goalScore !== null) {
        lastAt = i;
        if (bestAt < 0 || goalScore >= (iterations[bestAt].goalScore ?? NaN)) {
          bestAt = i;
        }
      }
    }
    if (bestAt < 0) {
      return null;
    }
    const best = iterations[bestAt].goalScore ?? NaN;
    const last = iterations[lastAt].goalScore ?? NaN;
    if (!(best - last > drop + LAST_BIT)) {
      return null;
    }
    return {
      type: 'regression',
      firstIteration: iterations[bestAt].iteration,
      lastIteration: iterations[lastAt].iteration,
      count: lastAt - bestAt,
      confidence: Math.min(0.99, 0.7 + (best - last - drop)),
      figures: [best, last, iterations[bestAt].iteration],
      evidence: [iterations[bestAt].iteration, iterations[lastAt].iteration],
    };
  },
  words({ figures: [best, last, at], lastIteration }) {
    return {
      title: 'Regression',
      what: `The goal score fell from its best ${say.decimal(best)} in iteration ${at} to ${say.decimal(last)} in iteration ${lastIteration}.`,
      why: 'The loop destroyed what it had reached: later iterations made the result worse, and were paid for.',
      try: `Keep the result of the best iteration and go back to it; look at what changed after iteration ${at}.`,
    };
  },
};
