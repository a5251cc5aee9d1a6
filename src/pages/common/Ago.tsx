import { css } from '@emotion/css';
import { dateTimeFormat } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import * as figures from './figures';

/** How long ago a time was; as wide as the longest, so that a column stays where it is while the clock goes on. */
export function Ago({ time }: { time: number | null }) {
  const styles = useStyles2(getStyles);
  return (
    <span className={styles.ago} title={time === null ? undefined : dateTimeFormat(time)}>
      {figures.ago(time)}
    </span>
  );
}

const getStyles = () => ({ ago: css({ display: 'inline-block', minWidth: '11ch' }) });
