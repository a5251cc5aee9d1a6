import type { Detector } from './detector';
import { finalTarget, LAST_BIT, numbersBetween, tokensBetween } from './scores';
import { say } from './words';

/** The last iterations gained next to nothing although tokens went on. */
export const plateau: Detector = {
  type: 'plateau',
  detect({ loop }, { plateau: { count, epsilon }, goalTarget }) {
    const { iterations } = loop;
    if (iterations.length <= count || loop.outcome === 'success') {
      return null;
    }
    let scored = 0;
    let last = -1;
    let from = -1;
    let high = -Infinity;
    let low = Infinity;
    for (let i = iterations.length - 1; i >= 0 && scored <= count; i--) {
      const { goalScore } = iterations[i];
      if (goalScore !== null) {
        last = last < 0 ? i : last;
        high = Math.max(high, goalScore);
        low = Math.min(low, goalScore);
        from = i;
        scored++;
      }
    }
    if (scored <= count || !(high - low < epsilon + LAST_BIT) || high >= finalTarget(loop, goalTarget) - LAST_BIT) {
      return null;
    }
    const tokens = tokensBetween(loop, from + 1, last);
    if (tokens === null || tokens <= 0) {
      return null;
    }
    return {
      type: 'plateau',
      firstIteration: iterations[from + 1].iteration,
      lastIteration: iterations[last].iteration,
      count: scored - 1,
      confidence: 0.8,
      figures: [
        tokens,
        iterations[last].goalScore,
        (iterations[last].goalScore ?? 0) - (iterations[from].goalScore ?? 0),
      ],
      evidence: numbersBetween(loop, from + 1, last),
    };
  },
  words(finding) {
    const [tokens, score, gain] = finding.figures;
    return {
      title: 'Plateau',
      what: `The last ${say.plural(finding.count, 'iteration')} cost ${say.whole(tokens)} tokens and changed the goal score by ${say.decimal(gain)}, to ${say.decimal(score)}.`,
      why: 'Each further token buys less and less: this may be as good as this loop gets.',
      try: 'Stop here if the score is good enough; otherwise change something that an iteration cannot change by itself: the model, the tools, the context.',
    };
  },
};
