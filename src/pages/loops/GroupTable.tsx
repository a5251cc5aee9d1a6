import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import { Fragment, useMemo, useState } from 'react';
import { useSteadyOrder } from '../../panels/common/usePointing';
import { Ago } from '../common/Ago';
import * as figures from '../common/figures';
import type { LoopRow, Spark } from '../data/readLoops';
import type { Attention } from './attention';
import type { LoopGroup } from './groups';
import { LoopTable } from './LoopTable';
import { sortRows, type Sort } from './sorting';

interface Props {
  groups: readonly LoopGroup[];
  /** What the groups share. */
  title: string;
  sparks: ReadonlyMap<string, Spark>;
  marks: ReadonlyMap<string, Attention>;
  sort: Sort;
  hrefOf: (row: LoopRow) => string;
  onSort: (sort: Sort) => void;
  /** For the order of rows, as of `useSteadyOrder`. */
  under: string;
  pointed: boolean;
}

const MOST = 200;

/** Groups of loops, those that need most attention first; each opens to its runs. */
export function GroupTable({ groups, title, ...rest }: Props) {
  const styles = useStyles2(getStyles);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const toggle = (value: string) =>
    setOpen((last) => {
      const next = new Set(last);
      if (!next.delete(value)) {
        next.add(value);
      }
      return next;
    });
  return (
    <div className={styles.frame}>
      <table className={styles.table} aria-label={`Loops by ${title.toLowerCase()}`}>
        <thead>
          <tr>
            <th scope="col">{title}</th>
            <th scope="col">Need attention</th>
            <th scope="col">Runs</th>
            <th scope="col">Success</th>
            <th scope="col">LES, median</th>
            <th scope="col">Tokens</th>
            <th scope="col">Cost</th>
            <th scope="col">Last started</th>
          </tr>
        </thead>
        <tbody>
          {groups.slice(0, MOST).map((group) => (
            <Fragment key={group.value}>
              <tr>
                <th scope="row">
                  <button
                    type="button"
                    className={styles.toggle}
                    aria-expanded={open.has(group.value)}
                    onClick={() => toggle(group.value)}
                  >
                    <Icon name={open.has(group.value) ? 'angle-down' : 'angle-right'} />
                    <span className={styles.name} title={group.value}>
                      {group.value === '' ? 'not set' : group.value}
                    </span>
                  </button>
                </th>
                <td className={group.needAttention > 0 ? styles.bad : undefined}>
                  {figures.whole(group.needAttention)}
                </td>
                <td>{figures.whole(group.rows.length)}</td>
                <td>{figures.percent(group.successRatio)}</td>
                <td>{figures.score(group.lesMedian)}</td>
                <td>{figures.tokens(group.tokens)}</td>
                <td>{figures.usd(group.costUsd)}</td>
                <td>
                  <Ago time={group.lastStart} />
                </td>
              </tr>
              {open.has(group.value) && (
                <tr>
                  <td colSpan={8} className={styles.inner}>
                    <Runs {...rest} group={group} />
                  </td>
                </tr>
              )}
            </Fragment>
          ))}
        </tbody>
      </table>
      {groups.length > MOST && (
        <div className={styles.more}>
          The first {MOST} of {figures.whole(groups.length)} groups; filter to see others.
        </div>
      )}
    </div>
  );
}

const idOf = ({ traceId }: LoopRow) => traceId;

/** The loops of one group. */
function Runs({ group, under, pointed, ...table }: Omit<Props, 'groups' | 'title'> & { group: LoopGroup }) {
  const { sort, marks } = table;
  const sorted = useMemo(() => sortRows(group.rows, sort, marks), [group.rows, sort, marks]);
  const rows = useSteadyOrder(sorted, idOf, under, pointed);
  return <LoopTable {...table} rows={rows} label={`Loops of ${group.value === '' ? 'none' : group.value}`} />;
}

const getStyles = (theme: GrafanaTheme2) => ({
  frame: css({
    background: theme.colors.background.primary,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
    overflowX: 'auto',
    minWidth: 0,
  }),
  table: css({
    width: '100%',
    fontVariantNumeric: 'tabular-nums',
    '& > thead > tr > th, & > tbody > tr > td, & > tbody > tr > th': {
      padding: theme.spacing(0.75, 1),
      textAlign: 'right',
      whiteSpace: 'nowrap',
      fontWeight: theme.typography.fontWeightRegular,
    },
    '& > thead > tr > th': {
      fontSize: theme.typography.bodySmall.fontSize,
      fontWeight: theme.typography.fontWeightMedium,
      color: theme.colors.text.secondary,
    },
    '& > thead > tr > th:first-child, & > tbody > tr > th': { textAlign: 'left' },
    '& > tbody > tr': { borderTop: `1px solid ${theme.colors.border.weak}` },
  }),
  toggle: css({
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(0.5),
    padding: 0,
    border: 0,
    background: 'none',
    font: 'inherit',
    color: theme.colors.text.primary,
  }),
  name: css({ maxWidth: 320, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }),
  bad: css({ color: theme.colors.warning.text, fontWeight: theme.typography.fontWeightMedium }),
  inner: css({ '&&&': { padding: theme.spacing(0.5, 1, 1.5, 3), textAlign: 'left' } }),
  more: css({ padding: theme.spacing(1), color: theme.colors.text.secondary }),
});
