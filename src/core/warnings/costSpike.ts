import type { Detector } from './detector';
import { LAST_BIT, median } from './scores';
import { say } from './words';

/** Fewer iterations give no measure of what is usual. */
const FEWEST = 4;

/** One iteration costs far more than the others. */
export const costSpike: Detector = {
  type: 'cost_spike',
  detect({ loop }, { costSpike: { floorUsd, share, factor } }) {
    const { iterations } = loop;
    let total = 0;
    let known = 0;
    let most = -1;
    let highest = 0;
    for (let i = 0; i < iterations.length; i++) {
      const { costUsd } = iterations[i];
      if (costUsd !== null) {
        total += costUsd;
        known++;
        if (costUsd > highest) {
          highest = costUsd;
          most = i;
        }
      }
    }
    if (most < 0 || known < FEWEST || highest <= floorUsd + LAST_BIT) {
      return null;
    }
    const usual = median(iterations.flatMap(({ costUsd }) => (costUsd === null ? [] : [costUsd])));
    // A share of the total is known only where all parts of it are.
    const isShare = known === iterations.length && highest > share * total + LAST_BIT;
    const isMultiple = usual > 0 && highest > factor * usual + LAST_BIT;
    if (!isShare && !isMultiple) {
      return null;
    }
    const { iteration } = iterations[most];
    return {
      type: 'cost_spike',
      firstIteration: iteration,
      lastIteration: iteration,
      count: 1,
      confidence: 0.9,
      figures: [highest, usual, known === iterations.length ? highest / total : null],
      evidence: [iteration],
    };
  },
  words({ figures: [cost, usual, share], firstIteration }) {
    const part = share === null ? '' : `, ${say.percent(share)} of the whole loop`;
    return {
      title: 'Cost spike',
      what: `Iteration ${firstIteration} cost ${say.usd(cost)}${part}; the median iteration costs ${say.usd(usual)}.`,
      why: 'One iteration of this kind can cost more than the whole loop is worth.',
      try: 'Open the iteration: a grown context, a larger model or a burst of calls is the usual cause. Cap the tokens of one call.',
    };
  },
};
