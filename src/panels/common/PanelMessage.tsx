import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';

interface Props {
  width: number;
  height: number;
  title: string;
  /** What to do about it. */
  text: string;
}

/** What stands in the panel where there is nothing to draw: what is the matter, and what to do. */
export function PanelMessage({ width, height, title, text }: Props) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.box} style={{ width, height }} role="status">
      <div className={styles.title}>{title}</div>
      <div className={styles.text}>{text}</div>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    justifyContent: 'center',
    gap: theme.spacing(0.5),
    padding: theme.spacing(1),
    overflow: 'auto',
    textAlign: 'center',
  }),
  title: css({ fontSize: theme.typography.h5.fontSize, fontWeight: theme.typography.fontWeightMedium }),
  text: css({ maxWidth: 520, color: theme.colors.text.secondary, overflowWrap: 'anywhere' }),
});
