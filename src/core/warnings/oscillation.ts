import type { Detector } from './detector';
import { LAST_BIT } from './scores';
import { say } from './words';

/** The score goes up and down instead of up. */
export const oscillation: Detector = {
  type: 'oscillation',
  detect({ loop }, { oscillation: { flips, steps, swing } }) {
    const { iterations } = loop;
    if (iterations.length < flips + 2) {
      return null;
    }
    const isSwing = (change: number) => Math.abs(change) > swing + LAST_BIT;
    let found = 0;
    let seen = 0;
    let largest = 0;
    let firstAt = 0;
    let lastAt = -1;
    let next = NaN;
    let change = NaN;
    // From the end: each of the last steps is compared with the one before it.
    for (let i = iterations.length - 1; i >= 0 && seen <= steps; i--) {
      const { goalScore } = iterations[i];
      if (goalScore === null) {
        continue;
      }
      if (lastAt < 0) {
        lastAt = i;
      } else {
        const before = next - goalScore;
        seen++;
        if (seen > 1 && before * change < 0 && isSwing(before) && isSwing(change)) {
          found++;
          firstAt = i;
          largest = Math.max(largest, Math.abs(before), Math.abs(change));
        }
        change = before;
      }
      next = goalScore;
    }
    if (found < flips) {
      return null;
    }
    return {
      type: 'oscillation',
      firstIteration: iterations[firstAt].iteration,
      lastIteration: iterations[lastAt].iteration,
      count: found,
      confidence: Math.min(0.99, 0.8 + 0.1 * (found - flips)),
      figures: [largest, steps],
      evidence: iterations.slice(firstAt, lastAt + 1).map(({ iteration }) => iteration),
    };
  },
  words(finding) {
    const [largest, steps] = finding.figures;
    return {
      title: 'Oscillation',
      what: `The goal score changed its direction ${finding.count} times in the last ${steps} steps${say.where(finding)}, by up to ${say.decimal(largest)} each time.`,
      why: 'Each iteration undoes what the one before it did: two requirements, two workers or two judges pull against each other.',
      try: 'Compare two neighbouring iterations: what does one fix that the other breaks? Put both demands into one instruction, or judge with one evaluator.',
    };
  },
};
