import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { IterationTable } from './IterationTable';
import { Troubles } from './Troubles';
import type { TabProps } from './tab';

/** Whether it converged, what looks wrong, and each iteration in a line. */
export function OverviewTab(props: TabProps) {
  const styles = useStyles2(getStyles);
  const { convergence } = props.scene.useState();
  // nothing to draw: the heads that say so need no more
  const isSilent = [props.row, ...props.iterations].every(
    ({ goalScore, tokens, costUsd }) => goalScore === null && tokens === null && costUsd === null
  );
  return (
    <div className={styles.grid}>
      <div className={cx(styles.chart, isSilent && styles.low)}>
        <convergence.Component model={convergence} />
      </div>
      <Troubles {...props} />
      <div className={styles.wide}>
        <IterationTable {...props} />
      </div>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  grid: css({
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 3fr) minmax(0, 2fr)',
    gap: theme.spacing(2),
    [theme.breakpoints.down('lg')]: { gridTemplateColumns: 'minmax(0, 1fr)' },
  }),
  chart: css({ height: 420, display: 'flex', minWidth: 0 }),
  low: css({ height: 'auto', minHeight: 190 }),
  wide: css({ gridColumn: '1 / -1', minWidth: 0 }),
});
