import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, useStyles2 } from '@grafana/ui';
import { useState } from 'react';
import { count } from '../common/figures';
import { firstDifference, foldEqual, type Pair } from './align';
import { PairRow, pairColumns } from './PairRow';

interface Props {
  pairs: Pair[];
  isMedian: boolean;
  ds: string;
  a: string;
  b: string;
}

/** Shown before more is asked for. */
const PAGE = 50;

/** Iteration beside iteration: equal ones folded, the first difference open. */
export function PairList({ pairs, isMedian, ds, a, b }: Props) {
  const styles = useStyles2(getStyles);
  const [shown, setShown] = useState(PAGE);
  const [unfolded, setUnfolded] = useState<ReadonlySet<number>>(new Set());
  const first = firstDifference(pairs);
  const stretches = foldEqual(pairs);
  return (
    <section aria-label="Iterations side by side" className={styles.list}>
      <h2 className={styles.title}>{isMedian ? 'Against the median' : verdict(first, pairs)}</h2>
      {pairs.length > 0 && (
        <div className={styles.columns} aria-hidden="true">
          <span />
          <span />
          <span>First</span>
          <span>{isMedian ? 'Median' : 'Second'}</span>
          <span>{isMedian ? 'Score against the median' : 'Difference'}</span>
        </div>
      )}
      {stretches.slice(0, shown).map(({ equal, pairs: of }) => {
        const at = of[0].index;
        return equal && !isMedian && !unfolded.has(at) ? (
          <Button
            key={at}
            variant="secondary"
            fill="text"
            size="sm"
            icon="angle-right"
            className={styles.fold}
            onClick={() => setUnfolded(new Set([...unfolded, at]))}
          >
            {`${count(of.length, 'equal iteration')}: ${span(of)}`}
          </Button>
        ) : (
          of.map((pair) => (
            <PairRow
              key={pair.index}
              pair={pair}
              isFirst={!isMedian && pair === first}
              isMedian={isMedian}
              ds={ds}
              a={a}
              b={b}
            />
          ))
        );
      })}
      {stretches.length > shown && (
        <div>
          <Button variant="secondary" size="sm" onClick={() => setShown(shown + PAGE * 4)}>
            Show more
          </Button>
        </div>
      )}
    </section>
  );
}

function verdict(first: Pair | null, pairs: readonly Pair[]): string {
  if (pairs.length === 0) {
    return 'Neither loop has any iteration';
  }
  return first === null
    ? `No difference in ${count(pairs.length, 'iteration')}`
    : first.index === 0
      ? 'They part in their first iteration'
      : `They part at iteration ${first.index + 1}, after ${count(first.index, 'equal one', 'equal ones')}`;
}

const span = (pairs: readonly Pair[]) =>
  pairs.length === 1 ? `${pairs[0].index + 1}` : `${pairs[0].index + 1} to ${pairs[pairs.length - 1].index + 1}`;

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1), minWidth: 0 }),
  title: css({ ...theme.typography.h5, margin: 0 }),
  columns: css({
    ...pairColumns(theme),
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    [theme.breakpoints.down('md')]: { display: 'none' },
  }),
  fold: css({ alignSelf: 'flex-start' }),
});
