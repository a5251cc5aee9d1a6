import fc from 'fast-check';
import { iterationOf, stepOf, titles, treeOf, type Cells } from '../testing';
import { visibleRows, type Row } from './rows';
import { childrenAt, type LoopTree } from './tree';

const NOTHING = { noteOf: () => null, eventsOf: () => [] };

/** All rows with every fold open. */
function allRows(tree: LoopTree, foldRepeats: boolean): Row[] {
  let toggled = new Set(tree.groups.map(({ key }) => key));
  for (;;) {
    const rows = visibleRows(tree, { toggled, foldRepeats, ...NOTHING });
    const closed = rows.filter(({ kind, expanded, key }) => kind === 'fold' && !expanded && !toggled.has(key));
    if (closed.length === 0) {
      return rows;
    }
    toggled = new Set([...toggled, ...closed.map(({ key }) => key)]);
  }
}

const describeRow = (tree: LoopTree, row: Row): string =>
  row.kind === 'step'
    ? `${row.level} ${tree.steps.spanId[row.step]}`
    : row.kind === 'fold'
      ? `${row.level} ${titles(tree, row.members).join('+')}`
      : `${row.level} ${row.key}`;

describe('the tree of a loop', () => {
  it('puts steps below their iteration, whose own step is its row', () => {
    const tree = treeOf(
      [
        stepOf('run', null, 0, 100, { kind: 'loop' }),
        stepOf('i1', 'run', 0, 40, { kind: 'iteration', iteration: 1 }),
        stepOf('chat', 'i1', 0, 10, { iteration: 1, kind: 'llm' }),
        stepOf('read', 'i1', 10, 20, { iteration: 1 }),
        stepOf('i2', 'run', 50, 50, { kind: 'iteration', iteration: 2 }),
        stepOf('write', 'i2', 60, 20, { iteration: 2 }),
      ],
      [iterationOf(1), iterationOf(2)]
    );
    expect(allRows(tree, true).map((row) => describeRow(tree, row))).toEqual([
      '1 outside',
      '2 run',
      '1 i1',
      '2 chat',
      '2 read',
      '1 i2',
      '2 write',
    ]);
    expect(tree.groups.map(({ start, end }) => end - start)).toEqual([100, 40, 50]);
  });

  it('keeps a nested run inside the iteration that started it', () => {
    const tree = treeOf([
      stepOf('i2', null, 0, 100, { kind: 'iteration', iteration: 2 }),
      stepOf('delegate', 'i2', 10, 80, { iteration: 2 }),
      stepOf('inner', 'delegate', 20, 60, { kind: 'iteration', iteration: 2 }),
      stepOf('deep', 'inner', 30, 10, { iteration: 2 }),
    ]);
    expect(allRows(tree, true).map((row) => describeRow(tree, row))).toEqual([
      '1 i2',
      '2 delegate',
      '3 inner',
      '4 deep',
    ]);
  });

  it('tells iterations with the same number apart', () => {
    const tree = treeOf(
      [
        stepOf('a', null, 0, 10, { kind: 'iteration', iteration: 1 }),
        stepOf('a1', 'a', 2, 1, { iteration: 1 }),
        stepOf('b', null, 20, 10, { kind: 'iteration', iteration: 1 }),
        stepOf('b1', 'b', 22, 1, { iteration: 1 }),
        stepOf('loose', null, 25, 1, { iteration: 1 }),
      ],
      [iterationOf(1, { tokens: 1 }), iterationOf(1, { tokens: 2 })]
    );
    expect(tree.groups.map(({ facts, roots }) => [facts?.figures.tokens, titles(tree, roots)])).toEqual([
      [1, ['a1']],
      [2, ['b1', 'loose']],
    ]);
  });

  it('keeps iterations without steps and steps without an iteration', () => {
    const tree = treeOf([stepOf('x', null, 0, 1, { iteration: 7 })], [iterationOf(1), iterationOf(2)]);
    expect(tree.groups.map(({ iteration, stepCount }) => [iteration, stepCount])).toEqual([
      [1, 0],
      [2, 0],
      [7, 1],
    ]);
  });
});

const kinds = fc.constantFrom('llm', 'tool', 'agent', 'iteration');
const anySteps = fc
  .array(
    fc.record({
      parent: fc.option(fc.nat(40)),
      start: fc.nat(50),
      duration: fc.option(fc.nat(30)),
      kind: kinds,
      name: fc.constantFrom('search', 'read'),
      iteration: fc.option(fc.nat(3)),
      status: fc.constantFrom('ok', 'error'),
    }),
    { maxLength: 40 }
  )
  .map((list): Cells[] =>
    list.map(({ parent, start, duration, kind, name, iteration, status }, i) =>
      // parents may be missing, circular or the step itself
      stepOf(
        `s${String(i).padStart(2, '0')}`,
        parent === null ? null : `s${String(parent).padStart(2, '0')}`,
        start,
        duration,
        {
          kind,
          name,
          iteration,
          status,
        }
      )
    )
  );

describe('any steps', () => {
  it('are each listed once, whatever their parents', () => {
    fc.assert(
      fc.property(anySteps, fc.boolean(), (steps, folds) => {
        const tree = treeOf(steps);
        const listed = allRows(tree, folds).flatMap((row) => (row.kind === 'step' ? [row.step] : []));
        const owns = tree.groups.flatMap(({ own }) => (own >= 0 ? [own] : []));
        expect([...listed, ...owns].sort((a, b) => a - b)).toEqual(steps.map((_, i) => i));
      })
    );
  });

  it('add up: a group is its rows, a fold its members, a step itself and what is below', () => {
    fc.assert(
      fc.property(anySteps, (steps) => {
        const tree = treeOf(steps);
        tree.groups.forEach((group, g) => {
          const rows = visibleRows(tree, { toggled: new Set([group.key]), foldRepeats: true, ...NOTHING });
          const top = rows.filter((row) => row.group === g && row.level === 2);
          const count = top.flatMap((row) =>
            row.kind === 'step' ? [row.step] : row.kind === 'fold' ? [...row.members] : []
          );
          expect(count.reduce((sum, step) => sum + tree.size[step], 0)).toBe(group.stepCount);
        });
        for (let i = 0; i < steps.length; i++) {
          const below = [...childrenAt(tree, i)].reduce((sum, child) => sum + tree.size[child], 0);
          expect(tree.size[i]).toBe(below + 1);
        }
      })
    );
  });

  it('give the same rows in any order', () => {
    const shuffled = anySteps
      // ties of a number repeated without an iteration of its own are told by time alone
      .filter((steps) => acyclic(steps))
      .chain((steps) => fc.tuple(fc.constant(steps), fc.shuffledSubarray(steps, { minLength: steps.length })));
    fc.assert(
      fc.property(shuffled, ([steps, other]) => {
        const rowsOf = (list: Cells[]) => {
          const tree = treeOf(list);
          return allRows(tree, true).map((row) => describeRow(tree, row));
        };
        expect(rowsOf(other)).toEqual(rowsOf(steps));
      })
    );
  });
});

function acyclic(steps: Cells[]): boolean {
  const parentOf = new Map(steps.map(({ spanId, parentSpanId }) => [spanId, parentSpanId]));
  return steps.every(({ spanId }) => {
    const seen = new Set<unknown>();
    let at: unknown = spanId;
    while (at !== null && at !== undefined && !seen.has(at)) {
      seen.add(at);
      at = parentOf.get(at);
    }
    return at === null || at === undefined;
  });
}
