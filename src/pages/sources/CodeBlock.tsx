import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { ClipboardButton, useStyles2 } from '@grafana/ui';

interface Props {
  code: string;
  /** What the lines are, for those who hear the button. */
  label: string;
  /** What is copied where it should not be what was drawn, such as a time. */
  getText?: () => string;
}

/** Lines to copy; those that are too long scroll. */
export function CodeBlock({ code, label, getText = () => code }: Props) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.block}>
      {/* What scrolls has to be reached by the keyboard. */}
      <pre className={styles.code} tabIndex={0} role="group" aria-label={label}>
        <code>{code}</code>
      </pre>
      <ClipboardButton
        className={styles.copy}
        variant="secondary"
        fill="text"
        size="sm"
        icon="copy"
        aria-label={`Copy: ${label}`}
        getText={getText}
      >
        Copy
      </ClipboardButton>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  block: css({
    display: 'flex',
    alignItems: 'flex-start',
    minWidth: 0,
    background: theme.colors.background.canvas,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
  }),
  code: css({
    flex: 1,
    minWidth: 0,
    margin: 0,
    padding: theme.spacing(1),
    maxHeight: 320,
    overflow: 'auto',
    border: 'none',
    background: 'none',
    whiteSpace: 'pre',
    fontFamily: theme.typography.fontFamilyMonospace,
    fontSize: theme.typography.bodySmall.fontSize,
    color: theme.colors.text.primary,
    code: { all: 'unset' },
  }),
  copy: css({
    flex: 'none',
    margin: theme.spacing(0.5),
    // The sign is enough where the lines need the room; the name is still there for those who hear it.
    [theme.breakpoints.down('sm')]: { padding: theme.spacing(0, 0.5), '> span': { display: 'none' } },
  }),
});
