import { sameRepeat } from './fold';
import type { SpanEvent } from './traceFrame';
import { childrenAt, type LoopTree } from './tree';

interface RowBase {
  /** Unique among the rows, and the same after a refresh. */
  key: string;
  /** 1 for iterations. */
  level: number;
  group: number;
  /** Null where there is nothing below it. */
  expanded: boolean | null;
  /** Place among the rows of its parent, from 1, and how many these are. */
  position: number;
  siblings: number;
}

export interface GroupRow extends RowBase {
  kind: 'group';
}

export interface StepRow extends RowBase {
  kind: 'step';
  step: number;
}

/** Repeated steps as one. */
export interface FoldRow extends RowBase {
  kind: 'fold';
  members: Int32Array;
}

/** What stands where steps are missing. */
export interface NoteRow extends RowBase {
  kind: 'note';
  note: Note;
}

/** An event of an iteration that has no steps. */
export interface EventRow extends RowBase {
  kind: 'event';
  event: SpanEvent;
}

export type Row = GroupRow | StepRow | FoldRow | NoteRow | EventRow;

export interface Note {
  tone: 'loading' | 'plain' | 'error';
  text: string;
}

export interface RowOptions {
  /** Keys of rows that are not as they are at first: iterations and folds closed, steps open. */
  toggled: ReadonlySet<string>;
  foldRepeats: boolean;
  /** What is said below an opened group without steps, and whether more may come of it. */
  noteOf: (group: number) => Note | null;
  /** What was recorded within a group that has no steps. */
  eventsOf: (group: number) => readonly SpanEvent[];
}

export const stepKey = (tree: LoopTree, step: number): string => `s${tree.steps.spanId[step]}`;
export const foldKey = (tree: LoopTree, first: number): string => `f${tree.steps.spanId[first]}`;

/** The rows that are to be seen, top to bottom. */
export function visibleRows(tree: LoopTree, options: RowOptions): Row[] {
  const rows: Row[] = [];
  tree.groups.forEach((group, g) => {
    const expanded = options.toggled.has(group.key);
    const base = { level: 1, group: g, position: g + 1, siblings: tree.groups.length };
    rows.push({ ...base, kind: 'group', key: group.key, expanded });
    if (!expanded) {
      return;
    }
    const events = group.roots.length === 0 ? options.eventsOf(g) : [];
    events.forEach((event, at) => {
      const below = { level: 2, group: g, position: at + 1, siblings: events.length, expanded: null };
      rows.push({ ...below, kind: 'event', key: `e${group.key}/${at}`, event });
    });
    const note = events.length > 0 ? null : options.noteOf(g);
    if (note !== null) {
      const below = { level: 2, group: g, position: 1, siblings: 1, expanded: null };
      rows.push({ ...below, kind: 'note', key: `n${group.key}`, note });
    }
    addSteps(rows, tree, g, options);
  });
  return rows;
}

/** The steps of a group and what is open below them; a stack of our own, for a trace may be as deep as it likes. */
function addSteps(rows: Row[], tree: LoopTree, g: number, options: RowOptions): void {
  const stack: Array<{ entries: Entry[]; at: number; level: number }> = [];
  const open = (list: Int32Array, level: number, folds: boolean) =>
    stack.push({ entries: entriesOf(tree, list, folds), at: 0, level });
  open(tree.groups[g].roots, 2, options.foldRepeats);
  while (stack.length > 0) {
    const top = stack[stack.length - 1];
    if (top.at >= top.entries.length) {
      stack.pop();
      continue;
    }
    const entry = top.entries[top.at++];
    const base = { level: top.level, group: g, position: top.at, siblings: top.entries.length };
    if (typeof entry === 'number') {
      const key = stepKey(tree, entry);
      const below = childrenAt(tree, entry);
      const expanded = below.length === 0 ? null : !options.toggled.has(key);
      rows.push({ ...base, kind: 'step', key, step: entry, expanded });
      if (expanded) {
        open(below, top.level + 1, options.foldRepeats);
      }
    } else {
      const key = foldKey(tree, entry[0]);
      const expanded = options.toggled.has(key);
      rows.push({ ...base, kind: 'fold', key, members: entry, expanded });
      if (expanded) {
        open(entry, top.level + 1, false);
      }
    }
  }
}

type Entry = number | Int32Array;

/** So many repeated steps become one row; those that hold others hide more, so it takes more of them. */
const LEAST_REPEATS = 2;
const LEAST_HOLDERS = 5;

/** Siblings, with runs of repeated ones as lists. */
export function entriesOf(tree: LoopTree, list: Int32Array, folds: boolean): Entry[] {
  if (!folds) {
    return [...list];
  }
  const entries: Entry[] = [];
  for (let from = 0; from < list.length;) {
    let to = from + 1;
    while (to < list.length && sameRepeat(tree.steps, list[from], list[to])) {
      to++;
    }
    const run = list.subarray(from, to);
    const least = run.some((step) => tree.size[step] > 1) ? LEAST_HOLDERS : LEAST_REPEATS;
    if (run.length >= least) {
      entries.push(run);
    } else {
      entries.push(...run);
    }
    from = to;
  }
  return entries;
}
