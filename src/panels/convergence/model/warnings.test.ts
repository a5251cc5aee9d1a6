import type { ReadableFrame } from '../../common/frames';
import { readLoops } from './read';
import { readings } from './words';

const frame = (name: string, columns: Record<string, unknown[]>): ReadableFrame => ({
  name,
  length: Object.values(columns)[0].length,
  fields: Object.entries(columns).map(([field, values]) => ({ name: field, type: 'other', values, config: {} })),
});

const iterations = frame('iterations', {
  traceId: ['a', 'a', 'a'],
  loop: ['loop', 'loop', 'loop'],
  iteration: [1, 2, 3],
  goalScore: [0.2, 0.4, 0.4],
});
const warnings = frame('warnings', {
  traceId: ['a', 'other', 'a'],
  type: ['no_progress', 'regression', 'failed_loop'],
  severity: ['critical', 'warning', 'warning'],
  title: ['No progress', 'Regression', 'The loop failed'],
  what: ['x', 'y', 'z'],
  firstIteration: [2, 1, null],
  lastIteration: [3, 1, null],
});

describe('warnings among the frames', () => {
  it('are told at the iterations that they are about, and are no foreign frame', () => {
    const { loops, foreign } = readLoops([iterations, warnings]);
    expect(foreign).toEqual([]);
    const told = [0, 1, 2].map((point) =>
      readings(loops[0], point).flatMap(({ name, value }) => (name === 'Warning' ? [value] : []))
    );
    expect(told).toEqual([[], ['No progress'], ['No progress']]);
  });

  it('change nothing where none came', () => {
    expect(readLoops([iterations]).loops[0].warnings).toEqual([]);
  });
});
