import type { IterationFacts } from './iterations';
import type { StepColumns } from './steps';

/** One iteration with its steps, or the steps outside all iterations. */
export interface Group {
  key: string;
  /** NaN for what belongs to no iteration. */
  iteration: number;
  /** What the `iterations` table says of it. */
  facts: IterationFacts | null;
  /** The step that is the iteration itself, -1 where there is none. */
  own: number;
  /** Its steps at the top, by start. */
  roots: Int32Array;
  /** Its steps, without its own. */
  stepCount: number;
  /** From its first start to its last end (ms since the epoch); NaN without times. */
  start: number;
  end: number;
}

interface Assigned {
  groups: Group[];
  groupOf: Int32Array;
}

/**
 * Which steps belong to which iteration. Numbers may repeat: then the iteration's own step decides, else the time.
 * @param parent of each step, -1 for none, without circles
 * @param topDown all steps, parents before children
 * @param keepsOutside whether there is a group of what belongs to none, be it empty
 */
export function assignGroups(
  steps: StepColumns,
  facts: readonly IterationFacts[],
  parent: Int32Array,
  topDown: Int32Array,
  keepsOutside: boolean
): Assigned {
  const top = topIterations(steps, parent, topDown);
  const groups = [...facts].sort((a, b) => a.iteration - b.iteration).map((row) => makeGroup(row.iteration, row));
  const byNumber = new Map<number, Group[]>();
  for (const group of groups) {
    byNumber.set(group.iteration, [...(byNumber.get(group.iteration) ?? []), group]);
  }

  // the k-th step of a number is the k-th row of that number
  const listed = new Set(byNumber.keys());
  const met = new Map<number, number>();
  const groupOfTop = new Map<number, Group>();
  const tops = topDown.filter((i) => top[i] === i).sort((a, b) => steps.start[a] - steps.start[b] || a - b);
  for (const i of tops) {
    const number = steps.iteration[i];
    const own = byNumber.get(number) ?? [];
    const occurrence = met.get(number) ?? 0;
    met.set(number, occurrence + 1);
    if (occurrence >= own.length && !listed.has(number)) {
      own.push(makeGroup(number, null));
      byNumber.set(number, own);
      groups.push(own[own.length - 1]);
    }
    const group = own[Math.min(occurrence, own.length - 1)];
    // where several share a row, all are listed as steps
    group.own = group.own === NONE ? i : SEVERAL;
    groupOfTop.set(i, group);
  }
  for (const group of groups) {
    placeInTime(group, steps);
  }

  const of: Array<Group | null> = new Array<Group | null>(steps.length).fill(null);
  for (const i of topDown) {
    const above = top[i] >= 0 ? groupOfTop.get(top[i]) : undefined;
    const number = steps.iteration[i];
    if (above !== undefined && (number !== number || number === above.iteration)) {
      of[i] = above;
    } else if (number === number) {
      const own = byNumber.get(number) ?? [makeGroup(number, null)];
      if (!byNumber.has(number)) {
        byNumber.set(number, own);
        groups.push(own[0]);
      }
      of[i] = (own.length > 1 ? own.findLast(({ start }) => start <= steps.start[i]) : undefined) ?? own[0];
    }
  }
  return finish(groups, of, keepsOutside);
}

const NONE = -1;
const SEVERAL = -2;

function makeGroup(iteration: number, facts: IterationFacts | null): Group {
  return { key: '', iteration, facts, own: NONE, roots: new Int32Array(), stepCount: 0, start: NaN, end: NaN };
}

function placeInTime(group: Group, { start, duration }: StepColumns) {
  const { own, facts } = group;
  if (own >= 0 && start[own] === start[own]) {
    group.start = start[own];
    group.end = start[own] + (duration[own] || 0);
  } else if (facts !== null && facts.time === facts.time) {
    group.start = facts.time - (facts.figures.latencyMs || 0);
    group.end = facts.time;
  }
}

/** For each step the outermost iteration above it, itself included; -1 where there is none. */
function topIterations(steps: StepColumns, parent: Int32Array, topDown: Int32Array): Int32Array {
  const top = new Int32Array(steps.length).fill(-1);
  for (const i of topDown) {
    const inherited = parent[i] < 0 ? -1 : top[parent[i]];
    const number = steps.iteration[i];
    top[i] = inherited < 0 && steps.kind[i] === 'iteration' && number === number ? i : inherited;
  }
  return top;
}

/** Groups in reading order with their keys; what belongs to none goes first. */
function finish(found: Group[], of: Array<Group | null>, keepsOutside: boolean): Assigned {
  const groups = found.sort((a, b) => a.iteration - b.iteration);
  const counts = new Map<number, number>();
  for (const group of groups) {
    const repeat = counts.get(group.iteration) ?? 0;
    counts.set(group.iteration, repeat + 1);
    group.key = repeat === 0 ? `i${group.iteration}` : `i${group.iteration}/${repeat}`;
    group.own = group.own === SEVERAL ? NONE : group.own;
  }
  if (keepsOutside || of.includes(null)) {
    groups.unshift({ ...makeGroup(NaN, null), key: 'outside' });
  }
  const index = new Map(groups.map((group, g) => [group, g]));
  const groupOf = Int32Array.from(of, (group) => (group === null ? 0 : (index.get(group) ?? 0)));
  return { groups, groupOf };
}
