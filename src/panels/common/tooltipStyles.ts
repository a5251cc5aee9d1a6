import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';

/** What tooltips of the panels share: a box, a head with a name, a place, and a table of readings. */
export const getTooltipStyles = (theme: GrafanaTheme2) => ({
  box: css({
    position: 'fixed',
    zIndex: theme.zIndex.tooltip,
    minWidth: 220,
    maxWidth: 360,
    padding: theme.spacing(1),
    borderRadius: theme.shape.radius.default,
    border: `1px solid ${theme.colors.border.medium}`,
    background: theme.colors.background.elevated ?? theme.colors.background.primary,
    boxShadow: theme.shadows.z3,
    color: theme.colors.text.primary,
    fontSize: theme.typography.bodySmall.fontSize,
    lineHeight: 1.45,
  }),
  head: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(0.75) }),
  name: css({ flex: 1, fontWeight: theme.typography.fontWeightMedium, overflowWrap: 'anywhere' }),
  place: css({
    display: 'flex',
    justifyContent: 'space-between',
    gap: theme.spacing(2),
    marginTop: theme.spacing(0.5),
    paddingTop: theme.spacing(0.5),
    borderTop: `1px solid ${theme.colors.border.weak}`,
    fontWeight: theme.typography.fontWeightMedium,
  }),
  weak: css({
    color: theme.colors.text.secondary,
    fontWeight: theme.typography.fontWeightRegular,
    overflowWrap: 'anywhere',
  }),
  table: css({
    width: '100%',
    marginTop: theme.spacing(0.5),
    'th, td': { padding: '1px 0', verticalAlign: 'baseline' },
    th: { fontWeight: theme.typography.fontWeightRegular, color: theme.colors.text.secondary, whiteSpace: 'nowrap' },
    'td + td': { paddingLeft: theme.spacing(1) },
  }),
  value: css({
    textAlign: 'right',
    paddingLeft: `${theme.spacing(2)} !important`,
    fontVariantNumeric: 'tabular-nums',
    overflowWrap: 'anywhere',
  }),
});
