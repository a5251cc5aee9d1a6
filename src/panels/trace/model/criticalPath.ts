import { endOf } from './steps';
import { childrenAt, type LoopTree } from './tree';

/** A stretch of time (ms since the epoch) in which a step held up the end; -1 is the iteration itself. */
export interface Section {
  step: number;
  start: number;
  end: number;
}

/** Ends that differ by less are the same: clocks are read twice between one step and the next (ms). */
const SAME = 0.002;

/**
 * What held up the end of a group: from its end backwards the step that finished last before that point, and within it
 * the same again. Sections do not overlap and add up to the group's length; time in which no step was at work is the
 * group's own. Steps that run beyond their parent count as far as it lasts.
 */
export function criticalPath(tree: LoopTree, g: number): Section[] {
  const { steps } = tree;
  const group = tree.groups[g];
  const sections: Section[] = [];
  const pending = group.end > group.start ? [{ step: -1, list: group.roots, from: group.start, to: group.end }] : [];
  for (let part = pending.pop(); part !== undefined; part = pending.pop()) {
    const { step, list, from, to } = part;
    const endIn = (i: number) => Math.min(to, endOf(steps, i));
    const candidates = [...list].filter((i) => steps.duration[i] > 0 && steps.start[i] < to);
    candidates.sort((a, b) => endIn(b) - endIn(a) || steps.start[a] - steps.start[b] || a - b);
    let cursor = to;
    for (const child of candidates) {
      const begin = Math.max(from, steps.start[child]);
      const finish = Math.min(endIn(child), cursor);
      if (endIn(child) > cursor + SAME || !(finish > begin)) {
        continue;
      }
      if (cursor > finish) {
        sections.push({ step, start: finish, end: cursor });
      }
      pending.push({ step: child, list: childrenAt(tree, child), from: begin, to: finish });
      cursor = begin;
    }
    if (cursor > from) {
      sections.push({ step, start: from, end: cursor });
    }
  }
  return sections.sort((a, b) => a.start - b.start);
}

/** Sections by step. */
export function byStep(sections: readonly Section[]): Map<number, Section[]> {
  const found = new Map<number, Section[]>();
  for (const section of sections) {
    const own = found.get(section.step);
    if (own === undefined) {
      found.set(section.step, [section]);
    } else {
      own.push(section);
    }
  }
  return found;
}
