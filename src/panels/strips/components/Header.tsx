import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import { isAscending } from '../model/arrange';
import { HEADER_HEIGHT, type Layout } from '../model/layout';
import type { Strips } from '../model/strips';
import type { ColumnId, StripsOptions } from '../options';
import type { Sorting } from './StripsView';

interface Props {
  strips: Strips;
  layout: Layout;
  options: StripsOptions;
  onSort: (sorting: Sorting) => void;
}

export const COLUMN_NAMES: Record<ColumnId, string> = {
  env: 'Env',
  system: 'System',
  agent: 'Agent',
  iterations: 'Iter.',
  goalScore: 'Score',
  lesCumulative: 'LES',
  tokens: 'Tokens',
  costUsd: 'Cost',
  durationMs: 'Time',
  startTime: 'Started',
  warnings: 'Warnings',
  reason: 'Why',
};

const TEXT_COLUMNS: ReadonlySet<ColumnId> = new Set(['env', 'system', 'agent', 'reason']);

export const isRightAligned = (id: ColumnId) => !TEXT_COLUMNS.has(id);

/** Names of the columns; each sorts by it, again the other way round. */
export function Header({ strips, layout, options, onSort }: Props) {
  const styles = useStyles2(getStyles);
  const { sortBy, direction } = options;
  const head = (column: string, name: string, x: number, width: number, right = false) => {
    const active = column === sortBy;
    const ascending = active && column !== 'attention' && isAscending(strips, sortBy, direction);
    const turned = ascending ? 'descending' : 'ascending';
    return (
      <div
        key={column}
        role="columnheader"
        className={styles.cell}
        style={{ left: x, width, justifyContent: right ? 'flex-end' : 'flex-start' }}
        aria-sort={active ? (ascending ? 'ascending' : 'descending') : undefined}
      >
        <button
          type="button"
          className={cx(styles.button, active && styles.active)}
          onClick={() => onSort({ sortBy: column, direction: active && column !== 'attention' ? turned : 'auto' })}
        >
          <span className={styles.name}>{name}</span>
          {active && <Icon name={ascending ? 'arrow-up' : 'arrow-down'} size="xs" />}
        </button>
      </div>
    );
  };
  return (
    <div role="row" aria-rowindex={1} className={styles.row} style={{ height: HEADER_HEIGHT, width: layout.width }}>
      {head('loop', 'Loop', 0, layout.name)}
      {layout.columns
        .filter(({ x }) => x < layout.strip.x)
        .map(({ id, x, width }) => head(id, COLUMN_NAMES[id], x, width, isRightAligned(id)))}
      {head('attention', layout.words ? 'Needs attention first' : 'Attention', layout.strip.x, layout.strip.width)}
      {layout.columns
        .filter(({ x }) => x > layout.strip.x)
        .map(({ id, x, width }) =>
          head(id === 'reason' ? 'terminationReason' : id, COLUMN_NAMES[id], x, width, isRightAligned(id))
        )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  row: css({
    position: 'sticky',
    top: 0,
    zIndex: 2,
    background: theme.colors.background.primary,
    borderBottom: `1px solid ${theme.colors.border.weak}`,
  }),
  cell: css({ position: 'absolute', top: 0, bottom: 0, display: 'flex', alignItems: 'center', overflow: 'hidden' }),
  button: css({
    display: 'inline-flex',
    alignItems: 'center',
    gap: 2,
    minWidth: 0,
    height: '100%',
    padding: theme.spacing(0, 0.25),
    border: 0,
    background: 'none',
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    whiteSpace: 'nowrap',
    '&:hover': { color: theme.colors.text.primary },
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: -2 },
  }),
  active: css({ color: theme.colors.text.primary, fontWeight: theme.typography.fontWeightMedium }),
  name: css({ overflow: 'hidden', textOverflow: 'ellipsis' }),
});
