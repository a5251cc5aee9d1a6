import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { count } from '../../panels/common/figures';
import type { HandoffGraph } from './model';

/** More lines help nobody; the trace has them all. */
const MOST_LINES = 500;

/** Handoffs in the order in which they ran, beside the map that adds them up. */
export function HopList({ graph, height }: { graph: HandoffGraph; height: number }) {
  const styles = useStyles2(getStyles);
  const { hops, edges, leftOut } = graph;
  const total = edges.reduce((sum, edge) => sum + edge.count, 0);
  const has = (type: string) => edges.some((edge) => edge.type === type);
  return (
    <div className={styles.side} style={{ maxHeight: height }}>
      <h3 className={styles.title}>{hops.length > 0 ? 'As it ran' : count(total, 'handoff')}</h3>
      {hops.length > 0 && (
        <ol className={styles.list} tabIndex={0} aria-label="Handoffs as they ran">
          {hops.slice(0, MOST_LINES).map(({ at, from, to, type, count: times }) => (
            <li key={at} className={styles.hop}>
              <span className={styles.number}>{at}</span>
              <span className={styles.words}>
                {from}{' '}
                <span aria-label={type === 'delegation' ? 'delegated to' : 'handed over to'}>
                  {type === 'delegation' ? '⇢' : '→'}
                </span>{' '}
                {to}
                {times > 1 && <span className={styles.times}> ×{times.toLocaleString('en-US')}</span>}
              </span>
            </li>
          ))}
          {hops.length > MOST_LINES && <li className={styles.weak}>{count(hops.length - MOST_LINES, 'more line')}</li>}
        </ol>
      )}
      {edges.length === 0 && <p className={styles.weak}>Nobody handed over.</p>}
      {has('transfer') && (
        <p className={styles.weak}>
          <Sample /> handed over, control stays there
        </p>
      )}
      {has('delegation') && (
        <p className={styles.weak}>
          <Sample dashed /> delegated, and it came back
        </p>
      )}
      {leftOut > 0 && <p className={styles.weak}>{count(leftOut, 'agent')} with the fewest handoffs not drawn.</p>}
    </div>
  );
}

function Sample({ dashed = false }: { dashed?: boolean }) {
  return (
    <svg width={22} height={8} aria-hidden="true">
      <path d="M1 4H15" stroke="currentColor" strokeWidth={1.5} strokeDasharray={dashed ? '3 2.5' : undefined} />
      <path d="M14 1L20 4L14 7" stroke="currentColor" strokeWidth={1.2} fill={dashed ? 'none' : 'currentColor'} />
    </svg>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  side: css({
    flex: '1 1 200px',
    maxWidth: '100%',
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(0.5),
    minWidth: 0,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
  title: css({ ...theme.typography.h6, margin: 0 }),
  list: css({
    flex: '0 1 auto',
    margin: 0,
    padding: 0,
    overflowY: 'auto',
    listStyle: 'none',
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: -2 },
  }),
  hop: css({ display: 'flex', gap: theme.spacing(1), padding: '2px 0' }),
  number: css({
    flex: 'none',
    minWidth: 24,
    textAlign: 'right',
    color: theme.colors.text.secondary,
    fontVariantNumeric: 'tabular-nums',
  }),
  words: css({ minWidth: 0, overflowWrap: 'anywhere' }),
  times: css({ color: theme.colors.text.secondary, fontVariantNumeric: 'tabular-nums' }),
  weak: css({ margin: 0, color: theme.colors.text.secondary }),
});
