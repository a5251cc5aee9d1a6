import { css } from '@emotion/css';
import { dateTimeFormat, type DataFrame, type GrafanaTheme2 } from '@grafana/data';
import { Button, useStyles2 } from '@grafana/ui';
import { useMemo, useState } from 'react';
import { logRows } from './traceRows';

const PAGE = 200;

/** A log frame as lines of plain text. */
export function LogList({ frames }: { frames: DataFrame[] }) {
  const styles = useStyles2(getStyles);
  const rows = useMemo(() => frames.flatMap(logRows), [frames]);
  const [shown, setShown] = useState(PAGE);
  return (
    <div className={styles.list}>
      {rows.slice(0, shown).map(({ time, severity, body }, index) => (
        <div key={index} className={styles.row}>
          <time className={styles.time}>{time === null ? '' : dateTimeFormat(time)}</time>
          <span className={severity === 'error' ? styles.error : styles.severity}>{severity}</span>
          <span className={styles.body}>{body}</span>
        </div>
      ))}
      {rows.length > shown && (
        <Button className={styles.more} variant="secondary" size="sm" onClick={() => setShown(shown + PAGE)}>
          {`Show more of ${rows.length} lines`}
        </Button>
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({
    maxHeight: 560,
    overflow: 'auto',
    fontFamily: theme.typography.fontFamilyMonospace,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
  more: css({ margin: theme.spacing(1) }),
  row: css({
    display: 'grid',
    gridTemplateColumns: 'max-content 5ch 1fr',
    gap: theme.spacing(1.5),
    padding: theme.spacing(0.5, 1),
    borderBottom: `1px solid ${theme.colors.border.weak}`,
    [theme.breakpoints.down('sm')]: { gridTemplateColumns: '1fr', gap: 0 },
  }),
  time: css({ color: theme.colors.text.secondary }),
  severity: css({ color: theme.colors.text.secondary }),
  error: css({ color: theme.colors.warning.text }),
  body: css({ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }),
});
