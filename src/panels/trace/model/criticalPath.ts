import { endOf } from './steps';
import { childrenAt, type LoopTree } from './tree';

/** A stretch of time (ms since the epoch) in which a step held up the end. */
export interface Section {
  step: number;
  start: number;
  end: number;
}

/**
 * What held up the end of a group: from its end backwards, always the step that finished last before that point, and
 * within it the same again. Sections do not overlap; where no step was at work nobody is to blame.
 * Children that run beyond their parent count as far as it lasts.
 */
export function criticalPath(tree: LoopTree, g: number): Section[] {
  const { start, end, roots } = tree.groups[g];
  const sections: Section[] = [];
  const pending: Array<{ step: number; list: Int32Array; from: number; to: number }> = [];
  if (end > start) {
    pending.push({ step: -1, list: roots, from: start, to: end });
  }
  while (pending.length > 0) {
    const { step, list, from, to } = pending.pop() ?? { step: -1, list: roots, from: 0, to: 0 };
    let cursor = to;
    for (const child of byEnd(tree, list)) {
      const begin = Math.max(from, tree.steps.start[child]);
      const finish = Math.min(cursor, endOf(tree.steps, child));
      if (endOf(tree.steps, child) > cursor || !(finish > begin)) {
        if (!(endOf(tree.steps, child) > to && begin < cursor && cursor === to)) {
          continue;
        }
      }
      if (step >= 0 && cursor > finish) {
        sections.push({ step, start: finish, end: cursor });
      }
      pending.push({ step: child, list: childrenAt(tree, child), from: begin, to: finish });
      cursor = begin;
    }
    if (step >= 0 && cursor > from) {
      sections.push({ step, start: from, end: cursor });
    }
  }
  return sections.sort((a, b) => a.start - b.start);
}

/** Steps with a duration, those that end last first. */
function byEnd({ steps }: LoopTree, list: Int32Array): number[] {
  return [...list]
    .filter((i) => steps.duration[i] > 0 && steps.start[i] === steps.start[i])
    .sort((a, b) => endOf(steps, b) - endOf(steps, a) || steps.start[a] - steps.start[b] || a - b);
}
