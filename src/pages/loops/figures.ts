import type { LoopRow } from '../data/readLoops';
import { whyAttention } from './attention';

/** The four figures that say whether loops are healthy; null is not known, undefined not yet. */
export interface Figures {
  loops: number;
  /** Of the loops whose end is known. */
  successRatio: number | null;
  lesMedian: number | null;
  /** Tokens spent for each 0.01 of goal score that was gained. */
  tokensPerGoal: number | null | undefined;
  needAttention: number;
}

/** @param tokensPerGoal as the data source works it out: it needs the first score of each loop */
export function figuresOf(rows: readonly LoopRow[], tokensPerGoal: number | null | undefined): Figures {
  const ended = rows.filter(({ outcome }) => outcome === 'success' || outcome === 'failure' || outcome === 'partial');
  const succeeded = ended.filter(({ outcome }) => outcome === 'success').length;
  return {
    loops: rows.length,
    successRatio: ended.length === 0 ? null : succeeded / ended.length,
    lesMedian: median(rows.flatMap(({ lesCumulative }) => (lesCumulative === null ? [] : [lesCumulative]))),
    tokensPerGoal,
    needAttention: rows.filter((row) => whyAttention(row) !== null).length,
  };
}

export function median(values: number[]): number | null {
  if (values.length === 0) {
    return null;
  }
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
