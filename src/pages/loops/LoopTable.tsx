import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Icon, useStyles2 } from '@grafana/ui';
import { Fragment, useState, type ReactNode } from 'react';
import { Ago } from '../common/Ago';
import * as figures from '../common/figures';
import { Mark } from '../common/Mark';
import { Sparkline } from '../common/Sparkline';
import { MAX_DRAWN } from '../data/queries';
import type { LoopRow, Spark } from '../data/readLoops';
import { whyAttention, type Attention } from './attention';
import type { Sort, SortKey } from './sorting';

interface Props {
  rows: readonly LoopRow[];
  sparks: ReadonlyMap<string, Spark>;
  marks: ReadonlyMap<string, Attention>;
  sort: Sort;
  hrefOf: (row: LoopRow) => string;
  onSort: (sort: Sort) => void;
  /** Read out as the name of the table. */
  label: string;
  /** Loops are on their way. */
  reading?: boolean;
}

interface Column {
  key: SortKey | null;
  title: string;
  /** Numbers stand on the right. */
  number?: boolean;
  /** From which width on it is shown. */
  from?: 'narrow' | 'spare' | 'middle' | 'wide';
  /** It takes the room that the others leave. */
  grows?: boolean;
  /** What a first click on the head sorts by. */
  descending?: boolean;
  cell: (row: LoopRow, spark: Spark | undefined) => ReactNode;
}

/** Rows shown at first, and with each further click. */
const PAGE = 50;

/** Loops as rows with their curves: sortable, linked, and only what was asked for in the page. */
export function LoopTable({ rows, sparks, marks, sort, hrefOf, onSort, label, reading = false }: Props) {
  const styles = useStyles2(getStyles);
  const [shown, setShown] = useState(PAGE);
  const columns = columnsOf(marks, hrefOf, styles, rows.length);
  return (
    <div className={styles.frame}>
      <table className={styles.table} aria-label={label}>
        <thead>
          <tr>
            {columns.map((column) => (
              <Head key={column.title} column={column} sort={sort} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody>
          {reading && rows.length === 0 && (
            <tr>
              <td colSpan={columns.length} className={styles.weak}>
                The loops are listed here as they are read.
              </td>
            </tr>
          )}
          {rows.slice(0, shown).map((row) => (
            <tr key={row.traceId}>
              {columns.map(({ title, number, from, grows, cell }) => (
                <td key={title} className={cx(number && styles.number, grows && styles.grows, from && styles[from])}>
                  {cell(row, sparks.get(row.traceId))}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > shown && (
        <div className={styles.more}>
          <Button variant="secondary" size="sm" onClick={() => setShown(shown + PAGE * 4)}>
            {`Show more (${(rows.length - shown).toLocaleString('en-US')} left)`}
          </Button>
        </div>
      )}
    </div>
  );
}

function Head({ column, sort, onSort }: { column: Column; sort: Sort; onSort: (sort: Sort) => void }) {
  const styles = useStyles2(getStyles);
  const { key, title, number, from, descending = false } = column;
  const isSorted = key !== null && sort.key === key;
  const className = cx(number && styles.number, from && styles[from]);
  if (key === null) {
    return (
      <th scope="col" className={className}>
        {title}
      </th>
    );
  }
  return (
    <th
      scope="col"
      className={className}
      aria-sort={isSorted ? (sort.descending ? 'descending' : 'ascending') : undefined}
    >
      <button
        type="button"
        className={styles.sort}
        onClick={() => onSort({ key, descending: isSorted ? !sort.descending : descending })}
      >
        {title}
        {isSorted && <Icon name={sort.descending ? 'arrow-down' : 'arrow-up'} size="sm" />}
      </button>
    </th>
  );
}

type Styles = ReturnType<typeof getStyles>;

function columnsOf(marks: Props['marks'], hrefOf: Props['hrefOf'], styles: Styles, rows: number): Column[] {
  return [
    {
      key: 'loop',
      title: 'Loop',
      cell: (row) => (
        <span className={styles.name}>
          <Mark outcome={row.outcome} />
          <span className={styles.names}>
            <a href={hrefOf(row)} className={styles.link} title={row.loop ?? row.traceId}>
              {row.loop ?? 'unnamed loop'}
            </a>
            <span className={styles.id} title={row.traceId}>
              {[row.env, row.task, tailOf(row.traceId)]
                .filter((part) => part !== null)
                .map((part, index) => (
                  <Fragment key={index}>
                    {index > 0 && ' · '}
                    <bdi>{part}</bdi>
                  </Fragment>
                ))}
            </span>
          </span>
        </span>
      ),
    },
    {
      key: 'attention',
      title: 'Needs attention',
      from: 'middle',
      grows: true,
      descending: true,
      cell: (row) => {
        const why = whyAttention(row);
        const mark = marks.get(row.traceId);
        return why === null ? null : (
          <span className={styles.why}>
            {mark === 'new' && (
              <span className={styles.badge} title="Most earlier runs of this loop were well">
                new
              </span>
            )}
            <span title={why}>{why}</span>
          </span>
        );
      },
    },
    {
      key: null,
      title: 'Goal by iteration',
      from: 'middle',
      cell: (row, spark) =>
        spark ? (
          <Sparkline {...spark} />
        ) : row.goalScore !== null && rows > MAX_DRAWN ? (
          <span className={styles.weak} title={`Curves are drawn of the newest ${MAX_DRAWN} loops`}>
            not drawn
          </span>
        ) : null,
    },
    {
      key: 'goal',
      title: 'Goal',
      number: true,
      cell: (row) => (
        <span title={row.goalScore === null ? 'not reported' : `target ${figures.score(row.goalTarget)}`}>
          {figures.score(row.goalScore)}
          {row.goalScore !== null && <span className={styles.weak}> / {figures.score(row.goalTarget)}</span>}
        </span>
      ),
    },
    { key: 'les', title: 'LES', number: true, cell: (row) => figures.score(row.lesCumulative) },
    {
      key: 'iterations',
      title: 'Iterations',
      number: true,
      from: 'spare',
      descending: true,
      cell: (row) => figures.whole(row.iterations),
    },
    {
      key: 'tokens',
      title: 'Tokens',
      number: true,
      from: 'spare',
      descending: true,
      cell: (row) => figures.tokens(row.tokens),
    },
    {
      key: 'cost',
      title: 'Cost',
      number: true,
      from: 'narrow',
      descending: true,
      cell: (row) => (
        <>
          {figures.usd(row.costUsd)}
          {row.costBasis === 'estimated' && <span className={styles.weak}> est.</span>}
        </>
      ),
    },
    {
      key: 'duration',
      title: 'Duration',
      number: true,
      from: 'wide',
      descending: true,
      cell: (row) => figures.duration(row.durationMs),
    },
    {
      key: 'started',
      title: 'Started',
      number: true,
      from: 'narrow',
      descending: true,
      cell: ({ startTime }) => <Ago time={startTime} />,
    },
  ];
}

/** The end of an id tells loops of one name apart. */
const tailOf = (id: string) => (id.length > 12 ? `…${id.slice(-8)}` : id);

const getStyles = (theme: GrafanaTheme2) => {
  const clip = { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' } as const;
  const small = { fontSize: theme.typography.bodySmall.fontSize, color: theme.colors.text.secondary };
  const hide = (below: number) => css({ [`@container (max-width: ${below}px)`]: { display: 'none' } });
  return {
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
      'th, td': { padding: theme.spacing(0.75, 1), textAlign: 'left', verticalAlign: 'middle', whiteSpace: 'nowrap' },
      th: { ...small, fontWeight: theme.typography.fontWeightMedium },
      thead: { borderBottom: `1px solid ${theme.colors.border.medium}` },
      'tbody tr': { borderBottom: `1px solid ${theme.colors.border.weak}` },
      'tbody tr:last-child': { borderBottom: 0 },
      'tbody tr:hover': { background: theme.colors.action.hover },
    }),
    // no width of its own, so that long words are cut short and not the table
    grows: css({ width: '100%', minWidth: 130, maxWidth: 0 }),
    number: css({ '&&': { textAlign: 'right' } }),
    narrow: hide(480),
    // Beside the curve and the reasons there is room for them only on wide pages.
    spare: css({
      '@container (max-width: 480px), (min-width: 761px) and (max-width: 1010px)': { display: 'none' },
    }),
    middle: hide(760),
    wide: hide(1060),
    sort: css({
      display: 'inline-flex',
      alignItems: 'center',
      gap: theme.spacing(0.25),
      padding: 0,
      border: 0,
      background: 'none',
      font: 'inherit',
      color: 'inherit',
      '&:hover': { color: theme.colors.text.primary },
    }),
    why: css({
      display: 'flex',
      alignItems: 'center',
      gap: theme.spacing(0.75),
      '& > span:last-child': clip,
    }),
    badge: css({
      flex: 'none',
      padding: theme.spacing(0, 0.75),
      borderRadius: theme.shape.radius.pill,
      fontSize: theme.typography.bodySmall.fontSize,
      color: theme.colors.warning.text,
      border: `1px solid ${theme.colors.warning.border}`,
    }),
    name: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(1), minWidth: 0 }),
    names: css({
      display: 'flex',
      flexDirection: 'column',
      minWidth: 0,
      maxWidth: 200,
      '@container (max-width: 880px)': { maxWidth: 176 },
      '@container (max-width: 480px)': { maxWidth: 150 },
    }),
    link: css({ ...clip, color: theme.colors.text.link, '&:hover': { textDecoration: 'underline' } }),
    id: css({ ...clip, ...small }),
    weak: css(small),
    more: css({ padding: theme.spacing(1), textAlign: 'center', borderTop: `1px solid ${theme.colors.border.weak}` }),
  };
};
