import { css } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { ReactNode } from 'react';
import * as figures from '../common/figures';
import { Mark } from '../common/Mark';
import type { LoopRow } from '../data/readLoops';

/** What came of a loop, in one line of figures. */
export function Head({ row }: { row: LoopRow }) {
  const styles = useStyles2(getStyles);
  return (
    <dl className={styles.figures} aria-label="Summary">
      <Figure title="Outcome">
        <Mark outcome={row.outcome} words />
        {row.terminationReason !== null && <span className={styles.weak}> · {row.terminationReason}</span>}
      </Figure>
      <Figure title="Goal score">
        {row.goalScore === null ? (
          'not reported'
        ) : (
          <>
            {figures.score(row.goalScore)}
            {row.goalTarget !== null && <span className={styles.weak}> of {figures.score(row.goalTarget)}</span>}
            {row.bestGoalScore !== null && row.bestGoalScore > row.goalScore && (
              <span className={styles.weak}> · best {figures.score(row.bestGoalScore)}</span>
            )}
          </>
        )}
      </Figure>
      <Figure title="LES">
        {figures.score(row.lesCumulative)}
        {row.lesReported !== null && <span className={styles.weak}> · reported {figures.score(row.lesReported)}</span>}
      </Figure>
      <Figure title="Iterations">{figures.whole(row.iterations)}</Figure>
      <Figure title="Tokens">{figures.tokens(row.tokens)}</Figure>
      <Figure title="Cost">
        {figures.usd(row.costUsd)}
        {row.costBasis === 'estimated' && <span className={styles.weak}> est.</span>}
      </Figure>
      <Figure title="Duration">{figures.duration(row.durationMs)}</Figure>
      {row.health !== null && <Figure title="Health">{figures.whole(row.health)}</Figure>}
      {row.env !== null && (
        <Figure title="Environment">
          <span title={row.env}>{clip(row.env, 80)}</span>
        </Figure>
      )}
      {row.startTime !== null && <Figure title="Started">{dateTimeFormat(row.startTime)}</Figure>}
    </dl>
  );
}

/** The name of the loop and which run of it this is. */
function Title({ row, id }: { row: LoopRow | null; id: string }) {
  const styles = useStyles2(getStyles);
  return (
    <>
      {row === null ? 'Loop' : clip(row.loop ?? 'unnamed loop', 160)}
      {id !== '' && (
        <span className={styles.id} title={row?.task ?? undefined}>
          {' '}
          {row?.task === null || row === null ? id : `${clip(row.task, 80)} · ${id}`}
        </span>
      )}
    </>
  );
}
Head.Title = Title;

function Figure({ title, children }: { title: string; children: ReactNode }) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.figure}>
      <dt className={styles.title}>{title}</dt>
      <dd className={styles.value}>{children}</dd>
    </div>
  );
}

/** Names come from anywhere: a heading of a thousand letters would hide the page. */
const clip = (text: string, most: number) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

const getStyles = (theme: GrafanaTheme2) => ({
  figures: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1, 3), margin: 0 }),
  figure: css({ minWidth: 0 }),
  title: css({
    fontSize: theme.typography.bodySmall.fontSize,
    fontWeight: theme.typography.fontWeightRegular,
    color: theme.colors.text.secondary,
  }),
  value: css({
    margin: 0,
    fontSize: theme.typography.h5.fontSize,
    fontVariantNumeric: 'tabular-nums',
    overflowWrap: 'anywhere',
  }),
  weak: css({ fontSize: theme.typography.body.fontSize, color: theme.colors.text.secondary }),
  id: css({
    fontSize: theme.typography.bodySmall.fontSize,
    fontWeight: theme.typography.fontWeightRegular,
    color: theme.colors.text.secondary,
    // always below the name where there is little room
    [theme.breakpoints.down('sm')]: { display: 'block' },
  }),
});
