/** When a stretch of a curve counts as flat. */
export interface PlateauRule {
  /** Fewest iterations that it takes. */
  minLength: number;
  /** Most that the best score so far may rise over all of them. */
  epsilon: number;
}

export interface Plateau {
  /** Index of the point whose score was not improved upon. */
  start: number;
  /** Index of its last point. */
  end: number;
  /** Scored iterations spent after `start`, up to and with `end`. */
  iterations: number;
  /** `flat` where no score falls more than epsilon below that of `start`; `noProgress` where scores fell or bounced. */
  kind: 'flat' | 'noProgress';
  /** What came of it: the rise of the best score (`flat`), or last score minus first (`noProgress`). */
  change: number;
  /** Tokens spent in them; NaN where none were reported. */
  tokens: number;
}

// A stretch shorter than this share of a long loop is a step of a slow climb, not a plateau.
const LEAST_SHARE = 0.05;

/**
 * The longest plateau of a curve, the later one of equals; null where it never goes flat.
 *
 * Let best(k) be the highest score up to scored iteration k. A plateau is a stretch of consecutive scored iterations
 * i+1..j with best(j) - best(i) <= epsilon and j - i >= max(minLength, 5 % of all scored iterations).
 * Iterations without a score neither count nor break it.
 */
export function findPlateau(scores: Float64Array, tokens: Float64Array, rule: PlateauRule): Plateau | null {
  const scored: number[] = [];
  for (let i = 0; i < scores.length; i++) {
    if (Number.isFinite(scores[i])) {
      scored.push(i);
    }
  }
  const least = Math.max(1, Math.ceil(rule.minLength), Math.ceil(scored.length * LEAST_SHARE));
  const best = new Float64Array(scored.length);
  scored.forEach((point, k) => {
    best[k] = k === 0 ? scores[point] : Math.max(best[k - 1], scores[point]);
  });
  let found: [number, number] | null = null;
  let i = 0;
  for (let j = 1; j < scored.length; j++) {
    // Slack for the last bit: 0.56 - 0.55 is a little more than 0.01.
    while (best[j] - best[i] > rule.epsilon + 1e-12) {
      i += 1;
    }
    const size = j - i;
    if (size >= least && (found === null || size >= found[1] - found[0])) {
      found = [i, j];
    }
  }
  if (found === null) {
    return null;
  }
  const [from, to] = found;
  const start = scored[from];
  const end = scored[to];
  const reference = scores[start];
  const stretch = scored.slice(from + 1, to + 1);
  const flat = stretch.every((point) => scores[point] >= reference - rule.epsilon - 1e-12);
  return {
    start,
    end,
    iterations: to - from,
    kind: flat ? 'flat' : 'noProgress',
    change: flat ? best[to] - best[from] : scores[end] - reference,
    tokens: sumKnown(tokens, start + 1, end),
  };
}

function sumKnown(column: Float64Array, from: number, to: number): number {
  let sum = NaN;
  for (let i = from; i <= to; i++) {
    if (Number.isFinite(column[i])) {
      sum = (Number.isFinite(sum) ? sum : 0) + column[i];
    }
  }
  return sum;
}
