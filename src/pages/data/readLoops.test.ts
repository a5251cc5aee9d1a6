import { frameOf } from '../testing';
import { framesOf, readLoopRows, readSparks } from './readLoops';

describe('rows out of frames', () => {
  it('keep what is not known as null and each id once', () => {
    const frame = frameOf('loops', [
      { traceId: 'a', loop: 'x', tokens: 0, outcome: 'success', models: 'm, n' },
      { traceId: 'a', loop: 'again' },
      { traceId: null, loop: 'no id' },
      { traceId: 'b', outcome: 'cancelled', tokens: NaN, costBasis: 'guess' },
    ]);
    const rows = readLoopRows([frame]);
    expect(rows.map(({ traceId }) => traceId)).toEqual(['a', 'b']);
    expect(rows[0]).toMatchObject({ loop: 'x', tokens: 0, outcome: 'success', models: ['m', 'n'], health: null });
    expect(rows[1]).toMatchObject({ loop: null, tokens: null, outcome: 'unknown', costBasis: null, models: [] });
  });

  it('draw a curve for each loop, with gaps', () => {
    const frame = frameOf('iterations', [
      { traceId: 'a', goalScore: 0.2, goalTarget: 0.8 },
      { traceId: 'b', goalScore: 0.5 },
      { traceId: 'a', goalScore: null, goalTarget: 0.9 },
    ]);
    const sparks = readSparks([frame]);
    expect(sparks.get('a')).toEqual({ scores: [0.2, NaN], target: 0.9 });
    expect(sparks.get('b')).toEqual({ scores: [0.5], target: null });
  });

  it('are told apart by the query that they answer', () => {
    const frames = [frameOf('one', [{ traceId: 'a' }]), frameOf('other', [{ traceId: 'b' }])];
    expect(framesOf(frames, 'other')).toEqual([frames[1]]);
  });
});
