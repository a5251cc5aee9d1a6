import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import * as figures from '../common/figures';
import type { Figures } from './figures';

interface Props {
  now: Figures;
  /** Of the range before; undefined while it is not known. */
  before: Figures | undefined;
}

interface Figure {
  title: string;
  help: string;
  value: string;
  change: string;
  /** Whether the change is for the better; null where it is neither. */
  better: boolean | null;
}

/** Are the loops healthy: four figures, each with its change against the range before. */
export function FigureRow({ now, before }: Props) {
  const styles = useStyles2(getStyles);
  return (
    <dl className={styles.row} aria-label="Health of the loops, against the range before">
      {toFigures(now, before).map(({ title, help, value, change, better }) => (
        <div key={title} className={styles.figure}>
          <dt className={styles.title} title={help}>
            {title}
          </dt>
          <dd className={styles.value}>{value}</dd>
          <dd className={better === null ? styles.change : better ? styles.better : styles.worse}>{change}</dd>
        </div>
      ))}
    </dl>
  );
}

export function toFigures(now: Figures, before: Figures | undefined): Figure[] {
  const versus = before !== undefined && before.loops > 0 ? before : undefined;
  return [
    {
      title: 'Success ratio',
      help: 'Loops that ended in success, of those whose end is known',
      value: figures.percent(now.successRatio),
      ...compare(now.successRatio, versus?.successRatio, points, 1),
    },
    {
      title: 'LES, median',
      help: 'Cumulative effectiveness of the loop in the middle, computed',
      value: figures.score(now.lesMedian),
      ...compare(now.lesMedian, versus?.lesMedian, (delta) => figures.change(delta), 1),
    },
    {
      title: 'Tokens per 0.01 of goal',
      help: 'What one hundredth of goal score cost, on average over the loops that gained any',
      value: figures.tokens(now.tokensPerGoal),
      ...compare(now.tokensPerGoal, versus?.tokensPerGoal, signed(figures.tokens), -1),
    },
    {
      title: 'Need attention',
      help: 'Failed, ended below their target, or of low health',
      value: `${figures.whole(now.needAttention)} of ${figures.whole(now.loops)}`,
      ...compare(now.needAttention, versus?.needAttention, signed(figures.whole), -1),
    },
  ];
}

const points = (delta: number) => `${figures.change(delta * 100, 0)} points`;
const signed = (format: (value: number) => string) => (delta: number) =>
  `${delta < 0 ? '−' : '+'}${format(Math.abs(delta))}`;

/** @param good 1 where more is better, -1 where less is */
function compare(
  now: number | null,
  before: number | null | undefined,
  format: (delta: number) => string,
  good: 1 | -1
): Pick<Figure, 'change' | 'better'> {
  if (now === null || before === null || before === undefined) {
    return { change: 'nothing to compare with', better: null };
  }
  const text = format(now - before);
  const isSame = now === before || /^[+−]0(\.0+)?( points)?$/.test(text);
  if (isSame) {
    return { change: 'as before', better: null };
  }
  const better = (now - before) * good > 0;
  return { change: `${text}, ${better ? 'better' : 'worse'} than before`, better };
}

const getStyles = (theme: GrafanaTheme2) => {
  const change = {
    margin: 0,
    fontSize: theme.typography.bodySmall.fontSize,
    color: theme.colors.text.secondary,
    fontVariantNumeric: 'tabular-nums',
  };
  return {
    row: css({
      display: 'grid',
      gridTemplateColumns: 'repeat(auto-fit, minmax(min(150px, 45%), 1fr))',
      gap: theme.spacing(1),
      margin: 0,
    }),
    figure: css({
      padding: theme.spacing(1, 1.5),
      background: theme.colors.background.primary,
      border: `1px solid ${theme.colors.border.weak}`,
      borderRadius: theme.shape.radius.default,
      minWidth: 0,
    }),
    title: css({
      fontSize: theme.typography.bodySmall.fontSize,
      fontWeight: theme.typography.fontWeightRegular,
      color: theme.colors.text.secondary,
    }),
    value: css({
      margin: 0,
      fontSize: theme.typography.h2.fontSize,
      lineHeight: 1.3,
      fontVariantNumeric: 'tabular-nums',
      whiteSpace: 'nowrap',
    }),
    change: css(change),
    better: css({ ...change, color: theme.colors.success.text }),
    worse: css({ ...change, color: theme.colors.warning.text }),
  };
};
