import { loopOf, shown, stripsOf } from '../testing';
import { arrange, attentionRank } from './arrange';

const by = (sortBy: string, direction: 'auto' | 'ascending' | 'descending' = 'auto', groupBy = '') => ({
  sortBy,
  direction,
  groupBy,
});

describe('arrange', () => {
  const strips = stripsOf(
    [
      loopOf('old', { startTime: 1 }),
      loopOf('new', { startTime: 9 }),
      loopOf('low', { lesCumulative: 0.3 }),
      loopOf('warned', { warnings: 2 }),
      loopOf('failed', { outcome: 'failure', lesCumulative: 0.6 }),
      loopOf('worse', { outcome: 'failure', lesCumulative: 0.2, env: null }),
      loopOf('missed', { outcome: 'partial', goalScore: 0.5, lesCumulative: 0.6 }),
    ],
    []
  );

  it('begins with what needs attention, then shows the newest first', () => {
    const rows = shown(strips, arrange(strips, by('attention')));
    expect(rows).toEqual(['worse', 'failed', 'missed', 'warned', 'low', 'new', 'old']);
  });

  it('leaves loops in the places that they have, others behind them, also in groups', () => {
    const kept = ['old', 'missed', 'gone', 'failed'];
    expect(shown(strips, arrange(strips, by('attention'), kept))).toEqual([
      ...['old', 'missed', 'failed'],
      ...['worse', 'warned', 'low', 'new'],
    ]);
    const grouped = shown(strips, arrange(strips, by('attention', 'auto', 'env'), kept));
    expect(grouped.filter((name) => strips.loops.some(({ key }) => key === name))).toEqual([
      ...['old', 'missed', 'failed'],
      ...['warned', 'low', 'new', 'worse'],
    ]);
  });

  it('weighs warnings by health where it is told', () => {
    const { loops } = stripsOf(
      [loopOf('a', { warnings: 3, health: 91 }), loopOf('b', { warnings: 1, health: 60 })],
      []
    );
    expect(loops.map(attentionRank)).toEqual([3, 1]);
  });

  it('sorts by any column of the loops frame, low scores and high amounts first', () => {
    const own = stripsOf(
      [
        loopOf('a', { bestGoalScore: 0.9, toolCalls: 1 }),
        loopOf('b', { bestGoalScore: 0.1, toolCalls: 7 }),
        loopOf('c', { bestGoalScore: null, toolCalls: null }),
      ],
      []
    );
    expect(shown(own, arrange(own, by('bestGoalScore')))).toEqual(['b', 'a', 'c']);
    expect(shown(own, arrange(own, by('toolCalls')))).toEqual(['b', 'a', 'c']);
    expect(shown(own, arrange(own, by('toolCalls', 'ascending')))).toEqual(['a', 'b', 'c']);
  });

  it('sorts words as people count', () => {
    const own = stripsOf([loopOf('a', { loop: 'run 10' }), loopOf('b', { loop: 'run 9' })], []);
    expect(shown(own, arrange(own, by('loop')))).toEqual(['b', 'a']);
  });

  it('groups, the group with the worst loop first and loops without a value last', () => {
    expect(shown(strips, arrange(strips, by('attention', 'auto', 'env')))).toEqual([
      '[prod]',
      'failed',
      'missed',
      'warned',
      'low',
      'new',
      'old',
      '[no env]',
      'worse',
    ]);
  });

  it('counts outcomes in the head of a group', () => {
    const [head] = arrange(strips, by('attention', 'auto', 'loop'));
    expect(head).toEqual({
      kind: 'group',
      name: 'repair',
      loops: 7,
      outcomes: [
        { outcome: 'success', count: 4 },
        { outcome: 'failure', count: 2 },
        { outcome: 'partial', count: 1 },
      ],
    });
  });
});
