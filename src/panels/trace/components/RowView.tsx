import { memo } from 'react';
import { cx } from '@emotion/css';
import type { Row } from '../model/rows';
import { GroupCells } from './GroupCells';
import type { RowContext } from './rowContext';
import { EventCells } from './EventCells';
import { FoldCells, StepCells } from './StepCells';

interface RowViewProps {
  row: Row;
  index: number;
  id: string;
  top: number;
  active: boolean;
  context: RowContext;
}

/** One row of the tree; drawn anew only when something of it changes. */
export const RowView = memo(function RowView({ row, index, id, top, active, context }: RowViewProps) {
  const { styles, template, onPick, isFound } = context;
  return (
    <div
      role="row"
      id={id}
      className={cx(styles.row, row.kind === 'group' && styles.group)}
      style={{ top, gridTemplateColumns: template }}
      data-active={active}
      data-found={isFound?.(row)}
      data-kind={row.kind}
      aria-rowindex={index + 2}
      aria-level={row.level}
      aria-posinset={row.position}
      aria-setsize={row.siblings}
      aria-expanded={row.expanded ?? undefined}
      aria-selected={active}
      onClick={() => onPick(row)}
    >
      {row.kind === 'group' && <GroupCells row={row} context={context} />}
      {row.kind === 'step' && <StepCells row={row} context={context} />}
      {row.kind === 'fold' && <FoldCells row={row} context={context} />}
      {row.kind === 'event' && <EventCells row={row} context={context} />}
      {row.kind === 'note' && (
        <div role="gridcell" className={cx(styles.name, styles.weak)} style={{ gridColumn: '1 / -1', paddingLeft: 28 }}>
          <span className={row.note.tone === 'error' ? styles.failed : styles.label} title={row.note.text}>
            {row.note.text}
          </span>
        </div>
      )}
    </div>
  );
});
