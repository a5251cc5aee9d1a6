import fc from 'fast-check';
import { stepOf, treeOf } from '../testing';
import { criticalPath } from './criticalPath';
import type { LoopTree } from './tree';

const named = (tree: LoopTree, g = 0) =>
  criticalPath(tree, g).map(({ step, start, end }) => [
    step < 0 ? '-' : tree.steps.spanId[step],
    start - 1_000_000,
    end - 1_000_000,
  ]);

describe('the critical path', () => {
  it('follows the step that finished last, back to the start', () => {
    // a 0-10, then b and c side by side until 30 and 40, then d 45-50
    const tree = treeOf([
      stepOf('a', null, 0, 10),
      stepOf('b', null, 10, 20),
      stepOf('c', null, 10, 30),
      stepOf('d', null, 45, 5),
    ]);
    expect(named(tree)).toEqual([
      ['a', 0, 10],
      ['c', 10, 40],
      ['-', 40, 45],
      ['d', 45, 50],
    ]);
  });

  it('goes into what a step waited for', () => {
    const tree = treeOf([
      stepOf('agent', null, 0, 100),
      stepOf('chat', 'agent', 5, 20),
      stepOf('tool', 'agent', 30, 60),
      stepOf('inner', 'tool', 40, 50),
    ]);
    expect(named(tree)).toEqual([
      ['agent', 0, 5],
      ['chat', 5, 25],
      ['agent', 25, 30],
      ['tool', 30, 40],
      ['inner', 40, 90],
      ['agent', 90, 100],
    ]);
  });

  it('counts a child that outlives its parent as far as the parent lasts', () => {
    const tree = treeOf([stepOf('parent', null, 0, 10), stepOf('late', 'parent', 5, 20), stepOf('end', null, 10, 15)]);
    expect(named(tree)).toEqual([
      ['parent', 0, 5],
      ['late', 5, 10],
      ['end', 10, 25],
    ]);
  });

  it('leaves out moments and steps without an end', () => {
    const tree = treeOf([stepOf('a', null, 0, 10), stepOf('tick', null, 10, 0), stepOf('open', null, 2, null)]);
    expect(named(tree)).toEqual([['a', 0, 10]]);
  });

  it('adds up to the length of the group without overlaps, for any steps', () => {
    const step = fc.record({ parent: fc.option(fc.nat(20)), start: fc.nat(100), length: fc.nat(60) });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 20 }), (list) => {
        const tree = treeOf(
          list.map(({ parent, start, length }, i) =>
            stepOf(`s${i}`, parent === null ? null : `s${parent}`, start, length)
          )
        );
        const sections = criticalPath(tree, 0);
        const { start, end } = tree.groups[0];
        expect(sections.reduce((sum, section) => sum + section.end - section.start, 0)).toBeCloseTo(end - start);
        sections.slice(1).forEach((section, i) => expect(section.start).toBe(sections[i].end));
        for (const section of sections.filter(({ step: at }) => at >= 0)) {
          const begun = tree.steps.start[section.step];
          expect(section.start).toBeGreaterThanOrEqual(begun);
          expect(section.end).toBeLessThanOrEqual(begun + tree.steps.duration[section.step]);
        }
      })
    );
  });
});
