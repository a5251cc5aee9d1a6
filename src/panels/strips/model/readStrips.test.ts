import fc from 'fast-check';
import { tableOf } from '../../common/testing';
import { cellsOf, loopOf, stripsOf, type Row } from '../testing';
import { arrange } from './arrange';
import { readStrips } from './readStrips';
import { cellNumber, columnOf, flagsOf } from './strips';

const numbersOf = (strips: ReturnType<typeof readStrips>, loop: number) => {
  const { first, length } = strips.loops[loop];
  return Array.from({ length }, (_, i) => cellNumber(strips, first + i, 'iteration'));
};

describe('readStrips', () => {
  it('joins loops and iterations by trace id', () => {
    const strips = stripsOf(
      [loopOf('a', { outcome: 'failure' }), loopOf('b')],
      [...cellsOf('b', [0.2, 0.4]), ...cellsOf('a', [0.1, 0.2, 0.3])]
    );
    expect(strips.loops.map(({ key, length, outcome }) => ({ key, length, outcome }))).toEqual([
      { key: 'a', length: 3, outcome: 'failure' },
      { key: 'b', length: 2, outcome: 'success' },
    ]);
    expect([...columnOf(strips, 'goalScore')]).toEqual([0.1, 0.2, 0.3, 0.2, 0.4]);
  });

  it('keeps loops whose iterations were not loaded', () => {
    const { loops } = stripsOf([loopOf('a', { iterations: 12 }), loopOf('b')], cellsOf('b', [0.5]));
    expect(loops[0]).toMatchObject({ key: 'a', length: 0, iterations: 12 });
  });

  it('reads loops out of iterations alone, adding up what is spent', () => {
    const { loops } = stripsOf([], cellsOf('a', [0.2, null, 0.6]));
    expect(loops).toHaveLength(1);
    expect(loops[0]).toMatchObject({ iterations: 3, tokens: 300, goalScore: 0.6, outcome: 'success' });
    expect(loops[0].startTime).toBe(1_000_000);
  });

  it('keeps unknown apart from zero', () => {
    const strips = stripsOf([], cellsOf('a', [null, 0], { tokens: null }));
    expect([...columnOf(strips, 'effectiveness')]).toEqual([NaN, 0]);
    expect(strips.loops[0].tokens).toBeNaN();
  });

  it('leaves open what a loops frame leaves open', () => {
    const { loops } = stripsOf([loopOf('a', { tokens: null })], cellsOf('a', [0.2, 0.3]));
    expect(loops[0].tokens).toBeNaN();
  });

  it('works effectiveness out where only scores and targets are told, and not without a target', () => {
    const rows = cellsOf('a', [0.4, 1]).map(({ traceId, iteration, goalScore, goalTarget }) => ({
      traceId,
      iteration,
      goalScore,
      goalTarget,
    }));
    expect([...columnOf(readStrips([tableOf(rows)]), 'effectiveness')]).toEqual([0.5, 1]);
    const without = rows.map(({ goalTarget: _, ...row }) => row);
    expect([...columnOf(readStrips([tableOf(without)]), 'effectiveness')]).toEqual([NaN, NaN]);
  });

  it('keeps numbers that repeat as cells of their own, in the order of their times', () => {
    const rows = [
      { ...cellsOf('a', [0.3])[0], iteration: 2, time: 30 },
      { ...cellsOf('a', [0.2])[0], iteration: 2, time: 20 },
      { ...cellsOf('a', [0.1])[0], iteration: 1, time: 40 },
    ];
    expect([...columnOf(stripsOf([], rows), 'goalScore')]).toEqual([0.1, 0.2, 0.3]);
  });

  it('marks iterations whose number was inferred', () => {
    const rows = [...cellsOf('a', [0.1]), ...cellsOf('b', [0.1], { derived: true })];
    expect([...flagsOf(stripsOf([], rows), 'derived')]).toEqual([0, 1]);
  });

  it('takes the worst of a loop’s warnings, whatever their order', () => {
    const warnings = tableOf(
      [
        { traceId: 'a', type: 'plateau', severity: 'info', title: 'Plateau', firstIteration: 2 },
        { traceId: 'a', type: 'no_progress', severity: 'critical', title: 'No progress', firstIteration: 4 },
      ],
      'warnings'
    );
    const strips = readStrips([tableOf(cellsOf('a', [0.1])), warnings]);
    expect(strips.loops[0].finding).toMatchObject({ type: 'no_progress', firstIteration: 4 });
    expect(strips.loops[0].warnings).toBe(2);
  });

  it('names frames that hold something else', () => {
    const strips = readStrips([tableOf([{ Time: 1, Value: 2 }], 'cpu')]);
    expect(strips.loops).toEqual([]);
    expect(strips.foreign).toEqual(['cpu']);
  });

  it('gives the same picture for rows in any order', () => {
    const loop = fc.record({
      id: fc.integer({ min: 0, max: 9 }),
      scores: fc.array(fc.option(fc.double({ min: 0, max: 1, noNaN: true })), { maxLength: 8 }),
      les: fc.double({ min: 0, max: 1, noNaN: true }),
      outcome: fc.constantFrom('success', 'failure', 'partial', 'running'),
    });
    const picture = (loops: Row[], cells: Row[]) => {
      const strips = stripsOf(loops, cells);
      const values = columnOf(strips, 'goalScore');
      return arrange(strips, { sortBy: 'attention', direction: 'auto', groupBy: 'outcome' }).map((row) => {
        if (row.kind === 'group') {
          return { ...row };
        }
        const { key, first, length, tokens } = strips.loops[row.loop];
        return { key, tokens, numbers: numbersOf(strips, row.loop), values: [...values.slice(first, first + length)] };
      });
    };
    fc.assert(
      fc.property(fc.uniqueArray(loop, { selector: ({ id }) => id }), fc.infiniteStream(fc.nat()), (given, random) => {
        const loops = given.map(({ id, les, outcome }) => loopOf(`t${id}`, { lesCumulative: les, outcome }));
        const cells = given.flatMap(({ id, scores }) => cellsOf(`t${id}`, scores));
        const shuffled = <T>(rows: T[]) =>
          rows
            .map((row) => ({ row, at: random.next().value ?? 0 }))
            .sort((a, b) => a.at - b.at)
            .map(({ row }) => row);
        expect(picture(shuffled(loops), shuffled(cells))).toEqual(picture(loops, cells));
      })
    );
  });

  it('gives every row to exactly one loop, and adds up to what was spent', () => {
    const cells = fc.array(
      fc.record({ id: fc.integer({ min: 0, max: 5 }), tokens: fc.option(fc.integer({ min: 0, max: 1e6 })) }),
      { minLength: 1 }
    );
    fc.assert(
      fc.property(cells, (given) => {
        const rows = given.map(({ id, tokens }, i) => ({ traceId: `t${id}`, iteration: i, goalScore: 0.5, tokens }));
        const strips = readStrips([tableOf(rows)]);
        expect(strips.loops.reduce((sum, { length }) => sum + length, 0)).toBe(rows.length);
        expect(new Set(strips.cells.row).size).toBe(rows.length);
        const spent = given.reduce((sum, { tokens }) => sum + (tokens ?? 0), 0);
        expect(strips.loops.reduce((sum, { tokens }) => sum + (tokens === tokens ? tokens : 0), 0)).toBe(spent);
      })
    );
  });
});
