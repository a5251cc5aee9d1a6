import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, Tooltip, useStyles2 } from '@grafana/ui';

/** What is drawn only in part, behind an icon. Its room is there before it is: nothing beside it moves. */
export function Remarks({ remarks }: { remarks: readonly string[] }) {
  const styles = useStyles2(getStyles);
  const text = remarks.join(' ');
  return (
    <span className={styles.room}>
      {text !== '' && (
        <Tooltip content={text}>
          <button type="button" className={styles.button} aria-label={text}>
            <Icon name="info-circle" size="sm" />
          </button>
        </Tooltip>
      )}
    </span>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  room: css({ flex: 'none', width: 18, display: 'inline-flex' }),
  button: css({
    display: 'inline-flex',
    padding: 2,
    border: 0,
    background: 'none',
    color: theme.colors.text.secondary,
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}`, borderRadius: theme.shape.radius.default },
  }),
});
