import { tableOf } from '../../common/testing';
import { rowsOf, type Row } from '../testing';
import type { ReadableFrame } from '../../common/frames';
import { readLoops } from './read';

function curve(names: string[], rows: Row[], labels = { loop: 'repair', traceId: 't1' }): ReadableFrame {
  const frame = tableOf(rows, 'repair t1', names);
  return {
    ...frame,
    fields: frame.fields.map((field, i) => (i === 0 ? field : { ...field, labels })),
  };
}

describe('readLoops', () => {
  it('splits an iterations table by trace id and keeps null apart from 0', () => {
    const { loops } = readLoops([tableOf([...rowsOf('t1', [0, null]), ...rowsOf('t2', [0.5])])]);
    expect(loops.map(({ key, length }) => [key, length])).toEqual([
      ['t1', 2],
      ['t2', 1],
    ]);
    expect([...loops[0].numbers.goalScore]).toEqual([0, NaN]);
  });

  it('finds columns by name, whatever their order', () => {
    const rows = rowsOf('t1', [0.1, 0.2]);
    const keys = Object.keys(rows[0]).reverse();
    expect([...readLoops([tableOf(rows, 'x', keys)]).loops[0].numbers.goalScore]).toEqual([0.1, 0.2]);
  });

  it('takes the outcome from labels, and tells what was asked for', () => {
    const labels = { loop: 'repair', traceId: 't1', outcome: 'failure' };
    const { loops, measures } = readLoops([curve(['iteration', 'goalScore'], rowsOf('t1', [0.1]), labels)]);
    expect(loops[0].outcome).toBe('failure');
    expect([...measures]).toEqual(['goalScore']);
  });

  it('orders by iteration and keeps repeats in emission order', () => {
    const numbers = [0, 2, 1, 2, 7];
    const scores = [0.1, 0.3, 0.2, 0.35, 0.5];
    const rows = rowsOf('t1', scores).map((row, i) => ({ ...row, iteration: numbers[i] }));
    const [loop] = readLoops([tableOf(rows)]).loops;
    expect([...loop.numbers.iteration]).toEqual([0, 1, 2, 2, 7]);
    expect([...loop.numbers.goalScore]).toEqual([0.1, 0.2, 0.3, 0.35, 0.5]);
  });

  it('merges goal, les and tokens frames of a loop on iteration, occurrence by occurrence', () => {
    const { loops, notJoined } = readLoops([
      curve(
        ['iteration', 'goalScore', 'goalTarget'],
        [
          { iteration: 1, goalScore: 0.1, goalTarget: 0.8 },
          { iteration: 2, goalScore: 0.2, goalTarget: 0.8 },
          { iteration: 2, goalScore: 0.3, goalTarget: 0.8 },
        ]
      ),
      curve(
        ['iteration', 'tokens'],
        [
          { iteration: 2, tokens: 20 },
          { iteration: 2, tokens: 30 },
          { iteration: 1, tokens: 10 },
        ]
      ),
    ]);
    expect(notJoined).toBe(0);
    expect(loops).toHaveLength(1);
    expect([...loops[0].numbers.tokens]).toEqual([10, 20, 30]);
    expect([...loops[0].numbers.tokensCumulative]).toEqual([10, 30, 60]);
    expect(loops[0].sources).toHaveLength(2);
  });

  it('takes outcomes from a loops table', () => {
    const { loops } = readLoops([
      curve(['iteration', 'goalScore'], [{ iteration: 1, goalScore: 0.9 }]),
      tableOf(
        [{ traceId: 't1', loop: 'repair', outcome: 'success', terminationReason: 'goal_met', iterations: 1 }],
        'loops'
      ),
    ]);
    expect(loops[0].outcome).toBe('success');
    expect(loops[0].terminationReason).toBe('goal_met');
  });

  it('names loops that ran nothing, but not those that another query left out', () => {
    const { withoutIterations } = readLoops([
      tableOf(rowsOf('t1', [0.5])),
      tableOf(
        [
          { traceId: 't1', loop: 'repair', outcome: 'failure', iterations: 1 },
          { traceId: 't2', loop: 'idle', outcome: 'unknown', iterations: 0 },
          { traceId: 't3', loop: 'elsewhere', outcome: 'success', iterations: 4 },
        ],
        'loops'
      ),
    ]);
    expect(withoutIterations).toEqual(['idle']);
  });

  it('reads an outcome it does not know as unknown', () => {
    expect(readLoops([tableOf(rowsOf('t1', [0.5], { outcome: 'cancelled' }))]).loops[0].outcome).toBe('unknown');
  });

  it('tells loops of one name apart by the end of their ids', () => {
    const { loops } = readLoops([tableOf([...rowsOf('aaaaaa111111', [0.5]), ...rowsOf('aaaaaa222222', [0.5])])]);
    expect(loops.map(({ name }) => name)).toEqual(['repair 111111', 'repair 222222']);
  });

  it('does not take steps or metrics for iterations', () => {
    const { loops, foreign } = readLoops([
      tableOf([{ traceId: 't1', iteration: 1, kind: 'llm', inputTokens: 5 }], 'steps'),
      tableOf([{ time: 1, value: 2 }], 'cpu'),
    ]);
    expect(loops).toEqual([]);
    expect(foreign).toEqual(['steps', 'cpu']);
  });

  it('says which frames cannot be joined', () => {
    const { notJoined, loops } = readLoops([
      curve(['iteration', 'goalScore'], [{ iteration: 1, goalScore: 0.1 }]),
      curve(
        ['time', 'tokens'],
        [
          { time: 1, tokens: 1 },
          { time: 2, tokens: 2 },
        ]
      ),
    ]);
    expect(notJoined).toBe(1);
    expect(loops[0].numbers.tokens[0]).toBeNaN();
  });
});
