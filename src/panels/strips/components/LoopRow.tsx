import { css } from '@emotion/css';
import { memo } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { count } from '../../common/figures';
import { OutcomeMark } from '../../common/OutcomeMark';
import type { GroupRow } from '../model/arrange';
import { ROW_HEIGHT, type Layout } from '../model/layout';
import type { Measure, StripLoop, Strips } from '../model/strips';
import { columnText, stripText } from '../model/words';
import { isRightAligned } from './Header';
import type { LoopLink } from './links';

interface Props {
  id: string;
  strips: Strips;
  loop: StripLoop;
  /** Its place among all rows. */
  at: number;
  layout: Layout;
  measure: Measure;
  values: Float64Array;
  time: (ms: number) => string;
  linkOf: LoopLink;
}

/** The words of one loop; its strip lies on the canvas, and is told in words for those who do not see it. */
export const LoopRow = memo(function LoopRow({ id, strips, loop, at, layout, measure, values, time, linkOf }: Props) {
  const styles = useStyles2(getStyles);
  const href = linkOf(loop, null);
  const base = loop.suffix ? loop.name.slice(0, -loop.suffix.length - 1) : loop.name;
  const strip = (
    <div key="strip" role="gridcell" className={styles.hidden}>
      {stripText(loop, measure, values)}
    </div>
  );
  const cells = layout.columns.map(({ id: column, x, width }) => (
    <div
      key={column}
      role="gridcell"
      className={styles.cell}
      style={{ left: x, width, textAlign: isRightAligned(column) ? 'right' : 'left' }}
    >
      {columnText(strips, loop, column, time)}
    </div>
  ));
  const before = layout.columns.filter(({ x }) => x < layout.strip.x).length;
  return (
    <div id={id} role="row" aria-rowindex={at + 2} className={styles.row} style={{ top: at * ROW_HEIGHT }}>
      <div role="rowheader" className={styles.name} style={{ width: layout.name }}>
        {href === null ? (
          <span className={styles.base}>{base}</span>
        ) : (
          <a href={href} className={styles.base} tabIndex={-1}>
            {base}
          </a>
        )}
        {loop.suffix && <span className={styles.suffix}>{loop.suffix}</span>}
      </div>
      {cells.slice(0, before)}
      {strip}
      {cells.slice(before)}
    </div>
  );
});

/** The head of a group: what it is, how many, and how they ended. */
export function GroupHead({ row, at, layout }: { row: GroupRow; at: number; layout: Layout }) {
  const styles = useStyles2(getStyles);
  return (
    <div role="row" aria-rowindex={at + 2} className={styles.row} style={{ top: at * ROW_HEIGHT }}>
      <div role="gridcell" aria-colspan={layout.columns.length + 2} className={styles.group}>
        <span className={styles.groupName}>{row.name}</span>
        <span className={styles.weak}>{count(row.loops, 'loop')}</span>
        {row.outcomes.map(({ outcome, count: loops }) => (
          <span key={outcome} className={styles.entry}>
            <OutcomeMark outcome={outcome} /> {loops.toLocaleString('en-US')} {outcome}
          </span>
        ))}
      </div>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => {
  const cut = { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' } as const;
  return {
    row: css({ position: 'absolute', left: 0, right: 0, height: ROW_HEIGHT, lineHeight: `${ROW_HEIGHT}px` }),
    name: css({ position: 'absolute', left: 0, display: 'flex', gap: theme.spacing(0.5), paddingLeft: 2 }),
    base: css({
      ...cut,
      color: theme.colors.text.primary,
      'a&:hover': { textDecoration: 'underline' },
    }),
    suffix: css({ flex: 'none', color: theme.colors.text.secondary, fontFamily: theme.typography.fontFamilyMonospace }),
    cell: css({ ...cut, position: 'absolute', color: theme.colors.text.secondary, fontVariantNumeric: 'tabular-nums' }),
    hidden: css({ position: 'absolute', width: 1, height: 1, overflow: 'hidden', clipPath: 'inset(50%)' }),
    group: css({
      ...cut,
      position: 'absolute',
      inset: 0,
      display: 'flex',
      alignItems: 'center',
      gap: theme.spacing(1.5),
      paddingLeft: 2,
      background: theme.colors.background.secondary,
    }),
    groupName: css({ ...cut, fontWeight: theme.typography.fontWeightMedium }),
    weak: css({ color: theme.colors.text.secondary }),
    entry: css({
      display: 'inline-flex',
      alignItems: 'center',
      gap: theme.spacing(0.5),
      color: theme.colors.text.secondary,
      fontVariantNumeric: 'tabular-nums',
    }),
  };
};
