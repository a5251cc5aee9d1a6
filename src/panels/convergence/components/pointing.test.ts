import { rightGutter } from '../draw/labels';
import { buildScene } from '../draw/scene';
import { layoutCharts } from '../model/layout';
import { readLoops } from '../model/read';
import { project } from '../model/scale';
import { buildView, walkOrder } from '../model/view';
import { DEFAULT_OPTIONS } from '../options';
import { tableOf } from '../../common/testing';
import { rowsOf, type Row } from '../testing';
import { makePointer, step } from './pointing';

function setUp(rows: Row[]) {
  const view = buildView(readLoops([tableOf(rows)]).loops, 'iteration', DEFAULT_OPTIONS);
  const layout = layoutCharts({ width: 800, height: 400, charts: view.charts, rightGutter: rightGutter(view, 800) });
  const scene = buildScene(view, layout, { minLength: 3, epsilon: 0.01 }, String);
  const goal = scene.charts[0];
  const at = (iteration: number, score: number): [number, number] => [
    project(scene.x, iteration),
    project(goal.scale, score),
  ];
  return { view, pointer: makePointer(view, scene), at };
}

describe('makePointer', () => {
  it('reads one loop by column, wherever the pointer stands in height', () => {
    const { pointer, at } = setUp(rowsOf('t1', [0.1, 0.2, 0.3]));
    expect(pointer(...at(2.2, 0.9))).toEqual({ loop: 0, point: 1 });
    expect(pointer(at(3, 0)[0], 330)).toEqual({ loop: 0, point: 2 });
  });
  it('reads the nearest of several, and none where none is near', () => {
    const { pointer, at } = setUp([...rowsOf('t1', [0.1, 0.1, 0.1]), ...rowsOf('t2', [0.9, 0.9, 0.9])]);
    expect(pointer(...at(2, 0.85))).toEqual({ loop: 1, point: 1 });
    expect(pointer(...at(2, 0.12))).toEqual({ loop: 0, point: 1 });
    expect(pointer(...at(2, 0.5))).toBeNull();
  });
  it('reads nothing beside the plot', () => {
    expect(setUp(rowsOf('t1', [0.1, 0.2])).pointer(2, 100)).toBeNull();
  });
});

describe('step', () => {
  const { view } = setUp([
    ...rowsOf(
      'low',
      Array.from({ length: 40 }, () => 0.1)
    ),
    ...rowsOf('high', [0.9, 0.9]),
  ]);
  const order = walkOrder(view);

  it('begins with the loop of the highest score', () => {
    expect(step(view, order, null, 'ArrowLeft')).toEqual({ loop: 1, point: 1 });
    expect(step(view, order, null, 'ArrowRight')).toEqual({ loop: 1, point: 0 });
  });
  it('goes to the nearest iteration of the next loop, and no further than the last', () => {
    expect(step(view, order, { loop: 0, point: 30 }, 'ArrowUp')).toEqual({ loop: 1, point: 1 });
    expect(step(view, order, { loop: 1, point: 1 }, 'ArrowUp')).toEqual({ loop: 1, point: 1 });
  });
  it('leaps a tenth of the loop', () => {
    expect(step(view, order, { loop: 0, point: 10 }, 'PageDown')).toEqual({ loop: 0, point: 14 });
    expect(step(view, order, { loop: 0, point: 1 }, 'PageUp')).toEqual({ loop: 0, point: 0 });
  });
  it('leaves other keys to others', () => {
    expect(step(view, order, null, 'a')).toBeNull();
  });
});
