import { attentionReason } from '../../panels/common/attention';
import { count } from '../../panels/common/figures';
import type { LoopRow } from '../data/readLoops';

/** Why a loop needs attention, in a few words; null where it does not. */
export function whyAttention(row: LoopRow): string | null {
  const ending = row.terminationReason === null ? '' : `: ${row.terminationReason}`;
  switch (attentionReason(row)) {
    case 'failed':
      return `failed${ending}`;
    case 'missed':
      return `below its target${ending}`;
    case 'unhealthy':
      return row.health === null ? count(row.warnings ?? 0, 'warning') : `health ${Math.round(row.health)} of 100`;
    case null:
      return null;
  }
}

/**
 * `new` where most earlier runs of the loop were well, `known` where most were as bad; `first` where there are no
 * earlier runs to tell by.
 */
export type Attention = 'new' | 'first' | 'known';

/** Runs of the same loop in the same place belong together. */
const historyKey = ({ loop, env, agent }: LoopRow) => JSON.stringify([loop, env, agent]);

/**
 * Which loops need attention, by trace id.
 * @param rows the loops in range
 * @param before the loops of the range before, for what is new
 */
export function attentionOf(rows: readonly LoopRow[], before: readonly LoopRow[]): Map<string, Attention> {
  const histories = new Map<string, LoopRow[]>();
  const seen = new Set<string>();
  for (const row of [...rows, ...before]) {
    if (!seen.has(row.traceId)) {
      seen.add(row.traceId);
      const key = historyKey(row);
      const history = histories.get(key) ?? [];
      history.push(row);
      histories.set(key, history);
    }
  }
  const marks = new Map<string, Attention>();
  for (const history of histories.values()) {
    history.sort((a, b) => (a.startTime ?? 0) - (b.startTime ?? 0));
    let bad = 0;
    history.forEach((row, earlier) => {
      const isBad = whyAttention(row) !== null;
      if (isBad) {
        marks.set(row.traceId, earlier === 0 ? 'first' : bad * 2 > earlier ? 'known' : 'new');
      }
      bad += isBad ? 1 : 0;
    });
  }
  return marks;
}
