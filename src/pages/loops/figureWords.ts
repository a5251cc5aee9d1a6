import * as figures from '../common/figures';
import type { Figures } from './figures';

/** One figure in words. */
export interface Figure {
  title: string;
  help: string;
  value: string;
  change: string;
  /** Whether the change is for the better; null where it is neither. */
  better: boolean | null;
}

const PENDING = '…';

/** Both are undefined while they are read; `before` is of the range before. */
export function toFigures(now: Figures | undefined, before: Figures | undefined): Figure[] {
  const versus = before === undefined || before.loops > 0 ? before : NONE;
  const write = <Value>(value: Value | undefined, format: (known: Value) => string) =>
    value === undefined ? PENDING : format(value);
  return [
    {
      title: 'Success ratio',
      help: 'Loops that ended in success, of those whose end is known',
      value: write(now?.successRatio, figures.percent),
      ...compare(now?.successRatio, versus?.successRatio, points, 1),
    },
    {
      title: 'LES, median',
      help: 'Cumulative effectiveness of the loop in the middle, computed',
      value: write(now?.lesMedian, figures.score),
      ...compare(now?.lesMedian, versus?.lesMedian, (delta) => figures.change(delta), 1),
    },
    {
      title: 'Tokens per 0.01 of goal',
      help: 'What one hundredth of goal score cost: the loop in the middle of those that gained any',
      value: write(now?.tokensPerGoal, figures.tokens),
      ...compare(now?.tokensPerGoal, versus?.tokensPerGoal, signed(figures.tokens), -1),
    },
    {
      title: 'Need attention',
      help: 'Failed, ended below their target, or of low health',
      value: write(now, (known) => `${figures.whole(known.needAttention)} of ${figures.whole(known.loops)}`),
      ...compare(now?.needAttention, versus?.needAttention, signed(figures.whole), -1),
    },
  ];
}

/** No loops to compare with. */
const NONE = { successRatio: null, lesMedian: null, tokensPerGoal: null, needAttention: null };

const points = (delta: number) => `${figures.change(delta * 100, 0)} points`;
const signed = (format: (value: number) => string) => (delta: number) =>
  `${delta < 0 ? '−' : '+'}${format(Math.abs(delta))}`;

/** @param good 1 where more is better, -1 where less is */
function compare(
  now: number | null | undefined,
  before: number | null | undefined,
  format: (delta: number) => string,
  good: 1 | -1
): Pick<Figure, 'change' | 'better'> {
  if (now === undefined || before === undefined) {
    return { change: 'reading…', better: null };
  }
  if (now === null || before === null) {
    return { change: 'no loops before to compare', better: null };
  }
  const text = format(now - before);
  const isSame = now === before || /^[+−]0(\.0+)?( points)?$/.test(text);
  if (isSame) {
    return { change: 'as before', better: null };
  }
  const better = (now - before) * good > 0;
  return { change: `${text}, ${better ? 'better' : 'worse'} than before`, better };
}
