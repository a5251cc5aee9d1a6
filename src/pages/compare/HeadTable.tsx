import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import * as figures from '../common/figures';
import { Mark } from '../common/Mark';
import type { LoopRow } from '../data/readLoops';
import { FIGURES, type Figure } from './cohort';

interface Props {
  a: LoopRow;
  /** The second loop; null where `values` are those of a median. */
  b: LoopRow | null;
  /** Figures of what it is compared with, in the order of `FIGURES`. */
  values: ReadonlyArray<number | null>;
  /** Of the second column, where it is no single loop. */
  title: string | null;
  /** The second is on its way. */
  reading: boolean;
}

const WRITE: Record<Figure['unit'], (value: number | null) => string> = {
  score: figures.score,
  whole: figures.whole,
  tokens: figures.tokens,
  usd: figures.usd,
  duration: figures.duration,
};

/** From here on nobody reads percents (times). */
const MANY_TIMES = 10;

const shareOf = (delta: number, a: number) =>
  delta / a >= MANY_TIMES
    ? `${figures.whole(1 + delta / a)} times`
    : `${delta > 0 ? '+' : '−'}${Math.round(Math.abs(delta / a) * 100)} %`;

/** How the second differs from the first, and whether that is good. */
function deltaOf({ unit, isMoreBetter }: Figure, a: number | null, b: number | null) {
  if (a === null || b === null) {
    return null;
  }
  const delta = b - a;
  const size = WRITE[unit](Math.abs(delta));
  const isEqual = size === WRITE[unit](0);
  const share = a !== 0 && unit !== 'score' && !isEqual ? ` (${shareOf(delta, a)})` : '';
  const verdict = isEqual || isMoreBetter === null ? null : delta > 0 === isMoreBetter ? 'better' : 'worse';
  return { text: isEqual ? 'equal' : `${delta > 0 ? '+' : '−'}${size}${share}`, verdict };
}

/** The figures of both with the difference between them. */
export function HeadTable({ a, b, values, title, reading }: Props) {
  const styles = useStyles2(getStyles);
  const rows = FIGURES.map((figure, i) => ({ figure, first: figure.of(a), second: values[i] })).filter(
    ({ first, second }) => first !== null || second !== null
  );
  return (
    <div className={styles.scroll}>
      <table className={styles.table}>
        <caption className="sr-only">Figures of both loops</caption>
        <thead>
          <tr>
            <th scope="col">
              <span className="sr-only">Figure</span>
            </th>
            <th scope="col">First</th>
            <th scope="col">{title ?? 'Second'}</th>
            <th scope="col">Second against first</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">Outcome</th>
            <td>
              <Mark outcome={a.outcome} words />
            </td>
            <td>{b === null ? reading ? '…' : '–' : <Mark outcome={b.outcome} words />}</td>
            <td />
          </tr>
          {rows.map(({ figure, first, second }) => {
            const delta = deltaOf(figure, first, second);
            return (
              <tr key={figure.title}>
                <th scope="row">{figure.title}</th>
                <td>{WRITE[figure.unit](first)}</td>
                <td>{reading ? '…' : WRITE[figure.unit](second)}</td>
                <td className={cx(delta?.verdict === 'worse' && styles.worse)}>
                  {delta?.text}
                  {delta?.verdict && <span className={styles.weak}> {delta.verdict}</span>}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  scroll: css({ overflowX: 'auto', minWidth: 0 }),
  table: css({
    fontVariantNumeric: 'tabular-nums',
    'th, td': {
      padding: theme.spacing(0.5, 3, 0.5, 0),
      textAlign: 'right',
      borderBottom: `1px solid ${theme.colors.border.weak}`,
      fontWeight: theme.typography.fontWeightRegular,
    },
    'th[scope="row"], th:first-child': { textAlign: 'left', color: theme.colors.text.secondary },
    'th[scope="col"]': { color: theme.colors.text.secondary },
    '.sr-only': {
      position: 'absolute',
      width: 1,
      height: 1,
      overflow: 'hidden',
      clipPath: 'inset(50%)',
      whiteSpace: 'nowrap',
    },
  }),
  worse: css({ fontWeight: theme.typography.fontWeightMedium }),
  weak: css({ color: theme.colors.text.secondary }),
});
