import { assignGroups, type Group } from './groups';
import type { IterationFacts } from './iterations';
import { endOf, type StepColumns } from './steps';

/** The steps of a loop, each in the iteration it belongs to, below its parent where that is in the same iteration. */
export interface LoopTree {
  steps: StepColumns;
  /** By iteration number; what belongs to none comes first. */
  groups: Group[];
  /** The group of each step. */
  groupOf: Int32Array;
  /** The listed parent of each step, -1 where it stands at the top of its group. */
  parent: Int32Array;
  /** Children of step `i` are `childList[childStart[i]]` up to `childStart[i + 1]`, by start. */
  childStart: Int32Array;
  childList: Int32Array;
  /** Steps below each step, itself included. */
  size: Int32Array;
  /** Failed steps among these. */
  failed: Int32Array;
  indexOf: Map<string, number>;
}

/**
 * Steps as a tree; neither their order nor missing or circular parents matter.
 * @param keepsOutside whether there is a group of what belongs to no iteration before anything is in it
 */
export function buildTree(steps: StepColumns, facts: readonly IterationFacts[], keepsOutside = false): LoopTree {
  const { length } = steps;
  const indexOf = new Map<string, number>();
  for (let i = 0; i < length; i++) {
    indexOf.set(steps.spanId[i], i);
  }
  const written = new Int32Array(length).fill(-1);
  for (let i = 0; i < length; i++) {
    const id = steps.parentId[i];
    const at = id === null ? undefined : indexOf.get(id);
    written[i] = at === undefined || at === i ? -1 : at;
  }
  const order = byStart(steps);
  const topDown = parentsFirst(written, order);
  const { groups, groupOf } = assignGroups(steps, facts, written, topDown, keepsOutside);

  const parent = new Int32Array(length).fill(-1);
  for (let i = 0; i < length; i++) {
    const above = written[i];
    const { own } = groups[groupOf[i]];
    if (above >= 0 && groupOf[above] === groupOf[i] && own !== above && own !== i) {
      parent[i] = above;
    }
  }
  const size = new Int32Array(length).fill(1);
  const failed = Int32Array.from(steps.status, (status) => (status === 'error' ? 1 : 0));
  for (let at = length - 1; at >= 0; at--) {
    const i = topDown[at];
    if (parent[i] >= 0) {
      size[parent[i]] += size[i];
      failed[parent[i]] += failed[i];
    }
  }
  const { childStart, childList } = childrenOf(parent, order);
  const roots = groups.map((): number[] => []);
  for (const i of order) {
    if (parent[i] < 0 && groups[groupOf[i]].own !== i) {
      roots[groupOf[i]].push(i);
    }
  }
  groups.forEach((group, g) => {
    group.roots = Int32Array.from(roots[g]);
    group.stepCount = roots[g].reduce((sum, i) => sum + size[i], 0);
  });
  for (let i = 0; i < length; i++) {
    widen(groups[groupOf[i]], steps.start[i], endOf(steps, i));
  }
  return { steps, groups, groupOf, parent, childStart, childList, size, failed, indexOf };
}

/** The children of a step, by start. */
export function childrenAt(tree: LoopTree, step: number): Int32Array {
  return tree.childList.subarray(tree.childStart[step], tree.childStart[step + 1]);
}

function widen(group: Group, start: number, end: number) {
  if (start === start) {
    group.start = group.start <= start ? group.start : start;
    group.end = group.end >= end ? group.end : end;
  }
}

/** Steps by start, longer ones first, then by id; those without a time last. */
function byStart({ length, start, duration, spanId }: StepColumns): Int32Array {
  const compare = (a: number, b: number): number => {
    const [one, other] = [start[a], start[b]];
    if (one !== other && (one === one || other === other)) {
      return one !== one ? 1 : other !== other ? -1 : one - other;
    }
    const longer = (duration[b] || 0) - (duration[a] || 0);
    return longer !== 0 ? longer : spanId[a] < spanId[b] ? -1 : spanId[a] > spanId[b] ? 1 : 0;
  };
  const order = Int32Array.from({ length }, (_, i) => i);
  for (let i = 1; i < length; i++) {
    if (compare(i - 1, i) > 0) {
      return order.sort(compare);
    }
  }
  return order;
}

function childrenOf(parent: Int32Array, order: Int32Array) {
  const childStart = new Int32Array(parent.length + 1);
  for (const above of parent) {
    if (above >= 0) {
      childStart[above + 1]++;
    }
  }
  for (let i = 0; i < parent.length; i++) {
    childStart[i + 1] += childStart[i];
  }
  const next = childStart.slice();
  const childList = new Int32Array(childStart[parent.length]);
  for (const i of order) {
    if (parent[i] >= 0) {
      childList[next[parent[i]]++] = i;
    }
  }
  return { childStart, childList };
}

/** Parents before their children. A step that is its own ancestor loses its parent: `parent` is changed. */
function parentsFirst(parent: Int32Array, order: Int32Array): Int32Array {
  const out = new Int32Array(parent.length);
  // 0 not met, 1 on the way up, 2 placed
  const state = new Uint8Array(parent.length);
  const way: number[] = [];
  let count = 0;
  for (const i of order) {
    let at = i;
    while (at >= 0 && state[at] === 0) {
      state[at] = 1;
      way.push(at);
      at = parent[at];
    }
    if (at >= 0 && state[at] === 1) {
      // the last one on the way leads back to one before it
      parent[way[way.length - 1]] = -1;
    }
    for (let up = way.pop(); up !== undefined; up = way.pop()) {
      state[up] = 2;
      out[count++] = up;
    }
  }
  return out;
}
