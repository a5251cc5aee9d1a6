import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { STEP_KINDS } from '../../../core/model/loop';
import { drawing, hueOf, KINDS } from './kinds';

export const ROW_HEIGHT = 28;
export const HEAD_HEIGHT = 26;

const kindStyles = (theme: GrafanaTheme2) =>
  new Map(
    STEP_KINDS.map((kind) => [kind, css({ backgroundImage: drawing(KINDS[kind].path, 12, hueOf(theme, kind), 1.3) })])
  );

export const getStyles = (theme: GrafanaTheme2) => ({
  panel: css({
    '--trace-error': theme.colors.error.text,
    display: 'flex',
    flexDirection: 'column',
    position: 'relative',
    overflow: 'hidden',
  }),
  body: css({ display: 'flex', flex: 1, minHeight: 0, position: 'relative' }),
  grid: css({
    flex: 1,
    minWidth: 0,
    overflowY: 'auto',
    overflowX: 'hidden',
    contain: 'strict',
    fontSize: theme.typography.bodySmall.fontSize,
    outline: 'none',
    '&:focus-visible [data-active="true"]': {
      outline: `2px solid ${theme.colors.primary.main}`,
      outlineOffset: -2,
    },
  }),
  headGroup: css({ position: 'sticky', top: 0, zIndex: 2 }),
  head: css({
    display: 'grid',
    height: HEAD_HEIGHT,
    alignItems: 'center',
    color: theme.colors.text.secondary,
    background: theme.colors.background.primary,
    borderBottom: `1px solid ${theme.colors.border.weak}`,
  }),
  rows: css({ position: 'relative' }),
  row: css({
    display: 'grid',
    position: 'absolute',
    top: 0,
    left: 0,
    width: '100%',
    height: ROW_HEIGHT,
    alignItems: 'center',
    cursor: 'default',
    contain: 'strict',
    borderBottom: `1px solid ${theme.colors.border.weak}`,
    // Grafana lets every element inherit this; then each place of a row makes its cells' styles anew, slower every time
    '> *': { boxSizing: 'border-box' },
    '&:hover': { background: theme.colors.action.hover },
    '&[data-found="true"]': { boxShadow: `inset 3px 0 0 ${theme.colors.warning.main}` },
    // darker than the theme's own mark of a selection, for red text on it
    '&[data-active="true"]': { background: theme.colors.background.secondary },
  }),
  group: css({ fontWeight: theme.typography.fontWeightMedium, cursor: 'pointer' }),
  name: css({
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(0.75),
    minWidth: 0,
    height: '100%',
    paddingLeft: theme.spacing(0.5),
    paddingRight: theme.spacing(1),
    overflow: 'hidden',
  }),
  chevron: css({
    flex: 'none',
    width: 16,
    height: 16,
    display: 'inline-flex',
    alignItems: 'center',
    justifyContent: 'center',
    color: theme.colors.text.secondary,
    cursor: 'pointer',
    background: 'center no-repeat',
  }),
  opened: css({ backgroundImage: drawing('M1.5 3.5L5 7L8.5 3.5', 10, theme.colors.text.secondary, 1.5) }),
  closed: css({ backgroundImage: drawing('M3.5 1.5L7 5L3.5 8.5', 10, theme.colors.text.secondary, 1.5) }),
  kind: css({ flex: 'none', width: 12, height: 12 }),
  kinds: kindStyles(theme),
  label: css({ minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }),
  number: css({ flex: 'none', minWidth: 20, textAlign: 'right', fontVariantNumeric: 'tabular-nums' }),
  weak: css({ color: theme.colors.text.secondary, fontWeight: theme.typography.fontWeightRegular }),
  times: css({ flex: 'none', color: theme.colors.text.secondary, fontVariantNumeric: 'tabular-nums' }),
  marks: css({
    display: 'flex',
    flex: 'none',
    gap: theme.spacing(1),
    marginLeft: 'auto',
    paddingLeft: theme.spacing(0.5),
  }),
  more: css({
    flex: 'none',
    padding: 0,
    border: 0,
    width: 20,
    background: 'none',
    color: theme.colors.text.secondary,
    opacity: 0,
    '[role="row"]:hover &, [data-active="true"] &': { opacity: 1 },
  }),
  tools: css({ flexShrink: 10, minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }),
  failed: css({
    flex: 'none',
    color: theme.colors.error.text,
    fontVariantNumeric: 'tabular-nums',
    whiteSpace: 'nowrap',
  }),
  warned: css({
    flex: 'none',
    color: theme.colors.warning.text,
    fontVariantNumeric: 'tabular-nums',
    whiteSpace: 'nowrap',
  }),
  cell: css({
    padding: theme.spacing(0, 0.75),
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
    fontVariantNumeric: 'tabular-nums',
  }),
  right: css({ textAlign: 'right' }),
  score: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(0.75) }),
  meter: css({
    position: 'relative',
    flex: 1,
    height: 8,
    borderRadius: 2,
    overflow: 'hidden',
    background: theme.colors.action.disabledBackground,
    '> span': { position: 'absolute', inset: 0, right: 'auto', borderRadius: 2 },
  }),
  track: css({
    position: 'relative',
    height: '100%',
    overflow: 'hidden',
    borderLeft: `1px solid ${theme.colors.border.weak}`,
  }),
  ownTrack: css({ background: theme.colors.background.primary }),
  lines: css({ position: 'absolute', inset: 0, display: 'grid', contain: 'strict' }),
  axis: css({ cursor: 'col-resize', touchAction: 'none', userSelect: 'none' }),
  zoom: css({ position: 'absolute', top: 0, bottom: 0 }),
  line: css({
    position: 'absolute',
    top: 0,
    bottom: 0,
    width: 1,
    background: theme.colors.border.weak,
    pointerEvents: 'none',
  }),
  bar: css({ position: 'absolute', top: 8, height: 12, minWidth: 2, borderRadius: 2 }),
  tick: css({ position: 'absolute', top: 5, height: 18, width: 2, marginLeft: -1 }),
  open: css({ position: 'absolute', top: 8, height: 12, right: 0, minWidth: 4, borderRadius: '2px 0 0 2px' }),
  path: css({ position: 'absolute', top: 20, height: 3, minWidth: 2, background: theme.colors.text.primary }),
  beside: css({
    position: 'absolute',
    top: 0,
    lineHeight: `${ROW_HEIGHT}px`,
    color: theme.colors.text.secondary,
    fontWeight: theme.typography.fontWeightRegular,
    whiteSpace: 'nowrap',
    pointerEvents: 'none',
  }),
  axisLabel: css({
    position: 'absolute',
    top: 0,
    lineHeight: `${HEAD_HEIGHT}px`,
    paddingLeft: 3,
    whiteSpace: 'nowrap',
    pointerEvents: 'none',
  }),
});

export type Styles = ReturnType<typeof getStyles>;
