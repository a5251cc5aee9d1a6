import { css, cx } from '@emotion/css';
import { locationUtil, type GrafanaTheme2 } from '@grafana/data';
import { Badge, Icon, TextLink, useStyles2 } from '@grafana/ui';
import { useState } from 'react';
import { loopPath } from '../../core/appPaths';
import * as figures from '../common/figures';
import type { Pair } from './align';
import type { Pass } from './pass';
import { WordDiff } from './WordDiff';

interface Props {
  pair: Pair;
  /** Where the loops part. */
  isFirst: boolean;
  isMedian: boolean;
  ds: string;
  a: string;
  b: string;
}

/** The columns of a pair, and of the line above the list. */
export const pairColumns = (theme: GrafanaTheme2) => ({
  display: 'grid',
  gridTemplateColumns: '16px 2.5em minmax(0, 1fr) minmax(0, 1fr) minmax(0, 1.2fr)',
  gap: theme.spacing(1),
  padding: theme.spacing(0.75, 1),
});

/** The n-th iteration of both, and what differs between them. */
export function PairRow({ pair, isFirst, isMedian, ds, a, b }: Props) {
  const styles = useStyles2(getStyles);
  const [open, setOpen] = useState(isFirst);
  const { index, differences } = pair;
  const canOpen = differences.length > 0 && !isMedian;
  const titles = differences.map(({ title }) => title).join(', ');
  return (
    <article className={cx(styles.row, isFirst && styles.first)}>
      <button
        type="button"
        className={styles.head}
        aria-expanded={open}
        disabled={!canOpen}
        onClick={() => setOpen(!open)}
      >
        {canOpen ? <Icon name={open ? 'angle-down' : 'angle-right'} /> : <span />}
        <span className={styles.number}>{index + 1}</span>
        <Summary pass={pair.a} />
        <Summary pass={pair.b} />
        <span className={styles.what}>
          {isFirst && <Badge color="orange" text="first difference" />} {isMedian ? scoreChange(pair) : titles}
        </span>
      </button>
      {open && (
        <div className={styles.body}>
          {differences.map((difference) => (
            <section key={difference.kind} aria-label={difference.title}>
              <h3 className={styles.title}>{difference.title}</h3>
              <WordDiff a={difference.a} b={difference.b} />
            </section>
          ))}
          <div className={styles.links}>
            <Link pass={pair.a} ds={ds} traceId={a} text="Open in the first loop" />
            {b !== '' && <Link pass={pair.b} ds={ds} traceId={b} text="Open in the second loop" />}
          </div>
        </div>
      )}
    </article>
  );
}

function scoreChange({ a, b }: Pair): string {
  const [score, median] = [a?.iteration.goalScore ?? null, b?.iteration.goalScore ?? null];
  return score === null || median === null ? '' : figures.change(score - median);
}

function Link({ pass, ds, traceId, text }: { pass: Pass | null; ds: string; traceId: string; text: string }) {
  if (pass === null) {
    return null;
  }
  const path = loopPath({ dataSource: ds, traceId, iteration: pass.iteration.iteration, tab: 'iterations' });
  return (
    <TextLink href={locationUtil.assureBaseUrl(path)} inline={false}>
      {text}
    </TextLink>
  );
}

/** Score, tokens, cost and calls of one iteration. */
function Summary({ pass }: { pass: Pass | null }) {
  const styles = useStyles2(getStyles);
  if (pass === null) {
    return <span className={cx(styles.summary, styles.weak)}>ended</span>;
  }
  const { goalScore, tokens, costUsd, toolCalls, toolFailed } = pass.iteration;
  const parts = [
    tokens === null ? null : `${figures.tokens(tokens)} tokens`,
    costUsd === null ? null : figures.usd(costUsd),
    toolCalls === null || toolCalls === 0 ? null : figures.count(toolCalls, 'tool call'),
    toolFailed === null || toolFailed === 0 ? null : `${figures.whole(toolFailed)} failed`,
  ].filter((part) => part !== null);
  return (
    <span className={styles.summary}>
      {goalScore !== null && <span className={styles.score}>{figures.score(goalScore)}</span>}
      <span className={styles.weak}>{parts.join(' · ')}</span>
    </span>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  row: css({
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
    background: theme.colors.background.primary,
    minWidth: 0,
  }),
  first: css({ borderColor: theme.colors.warning.border }),
  head: css({
    ...pairColumns(theme),
    alignItems: 'center',
    width: '100%',
    border: 0,
    background: 'none',
    color: 'inherit',
    textAlign: 'left',
    fontVariantNumeric: 'tabular-nums',
    '&:disabled': { cursor: 'default' },
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: -2 },
    [theme.breakpoints.down('md')]: {
      gridTemplateColumns: '16px 2.5em minmax(0, 1fr)',
      '& > :nth-child(n + 3)': { gridColumn: 3 },
    },
  }),
  number: css({ fontWeight: theme.typography.fontWeightMedium }),
  what: css({ overflowWrap: 'anywhere' }),
  summary: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(0, 1), minWidth: 0 }),
  score: css({ minWidth: '3em', fontWeight: theme.typography.fontWeightMedium }),
  weak: css({ color: theme.colors.text.secondary }),
  body: css({ padding: theme.spacing(0, 1.5, 1.5), display: 'flex', flexDirection: 'column', gap: theme.spacing(1) }),
  title: css({ ...theme.typography.bodySmall, color: theme.colors.text.secondary, margin: theme.spacing(0, 0, 0.5) }),
  links: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(2) }),
});
