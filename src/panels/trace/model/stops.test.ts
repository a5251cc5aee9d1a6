import { iterationOf, stepOf, titles, treeOf } from '../testing';
import { displayOrder } from './order';
import { reveal } from './reveal';
import { visibleRows } from './rows';
import { findStop, nameStop, nextStop, placeWarnings, problemStops, searchStops, type Stop } from './stops';
import type { LoopTree } from './tree';
import type { LoopWarning } from './warnings';

const tree = treeOf(
  [
    stepOf('chat1', null, 0, 5, { iteration: 1, kind: 'llm', name: 'chat' }),
    stepOf('find1', null, 5, 5, { iteration: 1, tool: 'search', status: 'error', error: 'TimeoutError: slow' }),
    stepOf('agent', null, 20, 30, { iteration: 2, kind: 'agent', name: 'agent' }),
    stepOf('read1', 'agent', 20, 5, { iteration: 2, tool: 'read', name: 'read' }),
    stepOf('read2', 'agent', 25, 5, { iteration: 2, tool: 'read', name: 'read' }),
    stepOf('save', 'agent', 30, 5, { iteration: 2, tool: 'write', status: 'error', error: 'no space' }),
  ],
  [iterationOf(1, { worker: 'implementer' }), iterationOf(2), iterationOf(3, { toolFailed: 2 })]
);
const order = displayOrder(tree);
const warning = (more: Partial<LoopWarning>): LoopWarning => ({
  traceId: 't',
  type: 'no_progress',
  severity: 'warning',
  title: 'No progress',
  what: null,
  why: null,
  tryThis: null,
  firstIteration: NaN,
  lastIteration: NaN,
  spans: [],
  ...more,
});
const words = (of: LoopTree, stops: Stop[]) =>
  stops.map(({ group, step }) => (step < 0 ? `iteration ${of.groups[group].iteration}` : of.steps.spanId[step]));
const problems = (warnings: LoopWarning[]) => words(tree, problemStops(tree, order, placeWarnings(tree, warnings)));

describe('a stop by its name', () => {
  const before = [
    stepOf('chat', null, 0, 5, { iteration: 2, kind: 'llm' }),
    stepOf('save', null, 5, 5, { iteration: 2, tool: 'write' }),
  ];
  const more = stepOf('find', null, 0, 5, { iteration: 1, tool: 'search' });
  const first = treeOf(before, [iterationOf(2)]);
  const grown = treeOf([more, ...before], [iterationOf(1), iterationOf(2)]);

  it('is found when steps and iterations have come before it', () => {
    const step = findStop(grown, nameStop(first, { group: 0, step: 1 }));
    expect(step).toEqual({ group: 1, step: 2 });
    expect(findStop(grown, nameStop(first, { group: 0, step: -1 }))).toEqual({ group: 1, step: -1 });
  });

  it('is not found where it is gone', () => {
    expect(findStop(first, nameStop(grown, { group: 0, step: 0 }))).toBeNull();
    expect(findStop(first, nameStop(grown, { group: 0, step: -1 }))).toBeNull();
  });
});

describe('problems', () => {
  it('are failed steps in reading order, and iterations whose failures have no steps', () => {
    expect(problems([])).toEqual(['find1', 'save', 'iteration 3']);
  });

  it('have warnings where they begin, or at the steps that show them', () => {
    expect(problems([warning({ firstIteration: 2, lastIteration: 3 })])).toEqual([
      'find1',
      'iteration 2',
      'save',
      'iteration 3',
    ]);
    const failed = (warnings: LoopWarning[]) =>
      problemStops(tree, order, placeWarnings(tree, warnings)).filter((stop) => stop.failed);
    expect(words(tree, failed([warning({ firstIteration: 2, lastIteration: 3 })]))).toEqual([
      'find1',
      'save',
      'iteration 3',
    ]);
    expect(problems([warning({ spans: ['read2', 'gone'] })])).toEqual(['find1', 'read2', 'save', 'iteration 3']);
  });

  it('are walked from any place, around the ends', () => {
    const stops = problemStops(tree, order, placeWarnings(tree, []));
    const at = (id: string): Stop => ({
      group: tree.groupOf[tree.indexOf.get(id) ?? 0],
      step: tree.indexOf.get(id) ?? 0,
    });
    expect(nextStop(stops, order, null, true)).toBe(0);
    expect(nextStop(stops, order, at('find1'), true)).toBe(1);
    expect(nextStop(stops, order, at('read1'), true)).toBe(1);
    expect(nextStop(stops, order, at('read1'), false)).toBe(0);
    expect(nextStop(stops, order, { group: 2, step: -1 }, true)).toBe(0);
    expect(nextStop([], order, null, true)).toBeNull();
  });
});

describe('search', () => {
  const find = (text: string) => words(tree, searchStops(tree, order, text));
  it('looks into names, tools, errors and who worked, for all words in any case', () => {
    expect(find('READ')).toEqual(['read1', 'read2']);
    expect(find('timeout slow')).toEqual(['find1']);
    expect(find('implementer')).toEqual(['iteration 1']);
    expect(find('iteration 3')).toEqual(['iteration 3']);
    expect(find('nothing like it')).toEqual([]);
    expect(find('  ')).toEqual([]);
  });
});

describe('going to a step', () => {
  const rowsAt = (id: string, before: string[], folds: boolean) => {
    const step = tree.indexOf.get(id) ?? 0;
    const { key, toggled } = reveal(tree, { group: tree.groupOf[step], step }, new Set(before), folds);
    const rows = visibleRows(tree, { toggled, foldRepeats: folds, noteOf: () => null, eventsOf: () => [] });
    return rows.find((row) => row.key === key);
  };
  it('opens what is above it', () => {
    expect(rowsAt('save', [], true)).toMatchObject({ kind: 'step', level: 3 });
    expect(rowsAt('save', ['sagent'], true)).toMatchObject({ kind: 'step', level: 3 });
    expect(rowsAt('read2', [], false)).toMatchObject({ kind: 'step' });
  });

  it('stays at a closed fold, and goes into an open one', () => {
    const row = rowsAt('read2', [], true);
    expect(row?.kind === 'fold' && titles(tree, row.members)).toEqual(['read1', 'read2']);
    expect(rowsAt('read2', ['fread1'], true)).toMatchObject({ kind: 'step', level: 4 });
  });
});
