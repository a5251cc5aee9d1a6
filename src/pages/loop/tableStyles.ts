import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';

/** A table in a frame of its own, numbers on the right. */
export const getTableStyles = (theme: GrafanaTheme2) => ({
  frame: css({
    padding: theme.spacing(1.5),
    background: theme.colors.background.primary,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
    minWidth: 0,
    overflowX: 'auto',
  }),
  title: css({ ...theme.typography.h6, margin: 0 }),
  none: css({ color: theme.colors.text.secondary, margin: theme.spacing(1, 0, 0) }),
  table: css({
    width: '100%',
    fontVariantNumeric: 'tabular-nums',
    'th, td': {
      padding: theme.spacing(0.5, 1),
      textAlign: 'right',
      verticalAlign: 'top',
      fontWeight: theme.typography.fontWeightRegular,
    },
    'thead th': { fontSize: theme.typography.bodySmall.fontSize, color: theme.colors.text.secondary },
    'th:first-child': { textAlign: 'left', paddingLeft: 0, overflowWrap: 'anywhere' },
    td: { whiteSpace: 'nowrap' },
    'tbody tr': { borderTop: `1px solid ${theme.colors.border.weak}` },
  }),
  error: css({ fontSize: theme.typography.bodySmall.fontSize, color: theme.colors.text.secondary }),
  failed: css({ color: theme.colors.warning.text }),
});
