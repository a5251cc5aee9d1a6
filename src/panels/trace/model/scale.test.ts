import { iterationOf, stepOf, treeOf } from '../testing';
import { axisFor, markOf, ticksOf, timeScale } from './scale';

const tree = treeOf([
  stepOf('root', null, 0, 300, { kind: 'loop' }),
  stepOf('a', 'root', 0, 100, { kind: 'iteration', iteration: 1 }),
  stepOf('b', 'root', 100, 200, { kind: 'iteration', iteration: 2 }),
]);
const START = 1_000_000;

describe('the time axis', () => {
  it('begins anew with each iteration and is as long as the longest', () => {
    const scale = timeScale(tree, 'iteration');
    expect(scale.whole).toEqual({ from: 0, to: 200 });
    expect(markOf(scale, scale.whole, 1, START, 100)).toEqual({ shape: 'bar', left: 0, width: 0.5 });
    expect(markOf(scale, scale.whole, 2, START + 100, 200)).toEqual({ shape: 'bar', left: 0, width: 1 });
    // what is outside of iterations has a scale of its own
    expect(markOf(scale, scale.whole, 0, START, 300)).toEqual({ shape: 'bar', left: 0, width: 1 });
  });

  it('runs along the whole loop', () => {
    const scale = timeScale(tree, 'loop');
    expect(scale.whole).toEqual({ from: 0, to: 300 });
    expect(markOf(scale, scale.whole, 1, START, 150)).toEqual({ shape: 'bar', left: 0, width: 0.5 });
  });

  it('tells moments, open ends, no times and what is out of sight', () => {
    const scale = timeScale(tree, 'loop');
    const view = { from: 100, to: 200 };
    expect(markOf(scale, view, 1, START + 150, 0)).toEqual({ shape: 'tick', left: 0.5 });
    expect(markOf(scale, view, 1, START + 150, NaN)).toEqual({ shape: 'open', left: 0.5 });
    expect(markOf(scale, view, 1, NaN, 10)).toEqual({ shape: 'none' });
    expect(markOf(scale, view, 1, START, 50)).toEqual({ shape: 'before' });
    expect(markOf(scale, view, 1, START + 250, 10)).toEqual({ shape: 'after' });
    expect(markOf(scale, view, 1, START + 50, 200)).toEqual({ shape: 'bar', left: 0, width: 1 });
  });

  it('has a length even where no time is known', () => {
    const empty = timeScale(treeOf([], [iterationOf(1)]), 'iteration');
    expect(empty.whole).toEqual({ from: 0, to: 1 });
  });

  it('has round ticks in one unit', () => {
    const labels = (from: number, to: number) => ticksOf({ from, to }, 5).map(({ label }) => label);
    expect(labels(0, 2000)).toEqual(['0', '0.5 s', '1.0 s', '1.5 s', '2.0 s']);
    expect(labels(0, 90)).toEqual(['0', '20 ms', '40 ms', '60 ms', '80 ms']);
    expect(labels(0, 600_000)).toEqual(['0', '2 min', '4 min', '6 min', '8 min', '10 min']);
    expect(labels(61_000, 61_004)).toEqual(['61.000 s', '61.001 s', '61.002 s', '61.003 s', '61.004 s']);
    expect(labels(0, 0.05)).toEqual(['0', '10 µs', '20 µs', '30 µs', '40 µs', '50 µs']);
  });
});

it('takes the axis of the loop where iterations tell no length, and the chosen one where one does', () => {
  const at = (start: number, length: number) =>
    stepOf(`s${start}`, null, start, length, { kind: 'iteration', iteration: start / 10 + 1 });
  expect(axisFor(treeOf([at(0, 0), at(10, 0)], [iterationOf(1), iterationOf(2)]), 'iteration')).toBe('loop');
  expect(axisFor(treeOf([at(0, 0), at(10, 5)], [iterationOf(1), iterationOf(2)]), 'iteration')).toBe('iteration');
});
