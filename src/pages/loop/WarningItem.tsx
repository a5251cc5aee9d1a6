import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import type { WarningRow } from './readWarnings';

interface Props {
  warning: WarningRow;
  onOpen: (iteration: number | null, span: string) => void;
}

/** Iterations that are offered one by one. */
const MOST = 8;

/** One thing that looks wrong: what, why it matters, what to try, and where it shows. */
export function WarningItem({ warning, onOpen }: Props) {
  const styles = useStyles2(getStyles);
  const { severity, title, what, why, advice, firstIteration, lastIteration, iterations, spans } = warning;
  const places = iterations.length > 0 ? iterations : endsOf(firstIteration, lastIteration);
  return (
    <>
      <div className={styles.head}>
        <Icon
          name={severity === 'info' ? 'info-circle' : 'exclamation-triangle'}
          size="sm"
          className={severity === 'info' ? styles.info : severity === 'critical' ? styles.critical : styles.warning}
          title={severity}
        />
        <h3 className={styles.title}>{title}</h3>
      </div>
      {what !== '' && what !== title && <p className={styles.text}>{what}</p>}
      {(why !== null || advice !== null) && (
        <details className={styles.more}>
          <summary>Why it matters and what to try</summary>
          {why !== null && <p className={styles.text}>{why}</p>}
          {advice !== null && <p className={styles.text}>{advice}</p>}
        </details>
      )}
      {(places.length > 0 || spans.length > 0) && (
        <div className={styles.places}>
          {places.slice(0, MOST).map((iteration) => (
            <button key={iteration} type="button" className={styles.link} onClick={() => onOpen(iteration, '')}>
              Iteration {iteration}
            </button>
          ))}
          {places.length > MOST && <span>and {places.length - MOST} more</span>}
          {spans.length > 0 && (
            <button
              type="button"
              className={styles.link}
              onClick={() => onOpen(places.length > 0 ? places[0] : null, spans[0])}
            >
              Show the step
            </button>
          )}
        </div>
      )}
    </>
  );
}

function endsOf(first: number | null, last: number | null): number[] {
  return [...new Set([first, last].filter((one) => one !== null))];
}

const getStyles = (theme: GrafanaTheme2) => ({
  head: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(0.75) }),
  title: css({ ...theme.typography.body, fontWeight: theme.typography.fontWeightMedium, margin: 0 }),
  critical: css({ color: theme.colors.error.text, flex: 'none' }),
  warning: css({ color: theme.colors.warning.text, flex: 'none' }),
  info: css({ color: theme.colors.info.text, flex: 'none' }),
  text: css({ margin: theme.spacing(0.25, 0, 0), color: theme.colors.text.secondary }),
  more: css({ color: theme.colors.text.secondary, summary: { cursor: 'pointer' } }),
  places: css({
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(0, 1.5),
    color: theme.colors.text.secondary,
  }),
  link: css({
    padding: 0,
    border: 0,
    background: 'none',
    font: 'inherit',
    color: theme.colors.text.link,
    '&:hover': { textDecoration: 'underline' },
  }),
});
