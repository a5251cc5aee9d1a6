import { loopRow } from '../testing';
import { figuresOf, median } from './figures';
import { toFigures } from './figureWords';
import { groupRows } from './groups';
import { DEFAULT_SORT, readSort, sortRows, writeSort } from './sorting';

const rows = [
  loopRow({
    traceId: '1',
    outcome: 'success',
    lesCumulative: 0.9,
    tokens: 100,
    loop: 'a',
    startTime: 3,
    models: ['m'],
  }),
  loopRow({
    traceId: '2',
    outcome: 'failure',
    lesCumulative: 0.4,
    tokens: null,
    loop: 'a',
    startTime: 2,
    models: ['m', 'n'],
  }),
  loopRow({ traceId: '3', outcome: 'running', lesCumulative: null, tokens: 50, loop: 'b', startTime: 1 }),
];

describe('figures', () => {
  it('leave loops out whose end is not known, and what is not reported', () => {
    expect(figuresOf(rows, 12)).toEqual({
      loops: 3,
      successRatio: 0.5,
      lesMedian: 0.65,
      tokensPerGoal: 12,
      needAttention: 1,
    });
  });

  it('are not known where nothing tells', () => {
    expect(figuresOf([rows[2]], null)).toMatchObject({ successRatio: null, lesMedian: null, tokensPerGoal: null });
    expect(median([])).toBeNull();
  });

  it('say which way they changed and whether that is good', () => {
    const now = figuresOf(rows, 20);
    const before = { ...now, successRatio: 0.8, lesMedian: 0.65, tokensPerGoal: 10, needAttention: 4 };
    const shown = toFigures(now, before).map(({ value, change, better }) => [value, change, better]);
    expect(shown).toEqual([
      ['50 %', '−30 points, worse than before', false],
      ['0.65', 'as before', null],
      ['20', '+10, worse than before', false],
      ['1 of 3', '−3, better than before', true],
    ]);
  });

  it('compare with nothing where no loop ran before', () => {
    const shown = toFigures(figuresOf(rows, 20), figuresOf([], null));
    expect(shown.every(({ better, change }) => better === null && change === 'no loops before to compare')).toBe(true);
  });
});

describe('groups', () => {
  it('stand with most that needs attention first and add up what is known', () => {
    const [a, b] = groupRows(rows, 'loop');
    expect(a).toMatchObject({ value: 'a', needAttention: 1, successRatio: 0.5, tokens: 100, lastStart: 3 });
    expect(b).toMatchObject({ value: 'b', needAttention: 0, successRatio: null, lesMedian: null, tokens: 50 });
  });

  it('hold a loop under each of its models', () => {
    expect(groupRows(rows, 'model').map(({ value, rows: members }) => [value, members.length])).toEqual([
      ['m', 2],
      ['n', 1],
      ['', 1],
    ]);
  });
});

describe('sorting', () => {
  const ids = (sort: string, marks = new Map()) => sortRows(rows, readSort(sort), marks).map(({ traceId }) => traceId);

  it('keeps what is not known last either way', () => {
    expect(ids('tokens')).toEqual(['3', '1', '2']);
    expect(ids('-tokens')).toEqual(['1', '3', '2']);
  });

  it('puts what is newly bad before what was bad already, and equals newest first', () => {
    const marks = new Map([
      ['1', 'known'],
      ['3', 'new'],
    ]);
    expect(ids(writeSort(DEFAULT_SORT), marks)).toEqual(['3', '1', '2']);
  });

  it('reads back what it wrote, and takes the default for what it does not know', () => {
    expect(writeSort(readSort('-cost'))).toBe('-cost');
    expect(writeSort(readSort('les'))).toBe('les');
    expect(readSort('nonsense')).toEqual(DEFAULT_SORT);
    expect(readSort(undefined)).toEqual(DEFAULT_SORT);
  });
});
