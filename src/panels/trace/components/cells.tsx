import type { ReactNode } from 'react';
import { cx } from '@emotion/css';
import type { ColumnSpec } from '../model/columnsShown';
import type { Styles } from './styles';

interface ChevronProps {
  styles: Styles;
  expanded: boolean | null;
  onToggle: () => void;
}

/** Opens and closes a row; the row itself says to screen readers which it is. */
export function Chevron({ styles, expanded, onToggle }: ChevronProps) {
  if (expanded === null) {
    return <span className={styles.chevron} />;
  }
  return (
    <span
      className={styles.chevron}
      data-chevron
      onClick={(event) => {
        event.stopPropagation();
        onToggle();
      }}
    >
      <svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">
        <path
          d={expanded ? 'M1.5 3.5L5 7L8.5 3.5' : 'M3.5 1.5L7 5L3.5 8.5'}
          fill="none"
          stroke="currentColor"
          strokeWidth="1.5"
        />
      </svg>
    </span>
  );
}

interface FigureCellProps {
  styles: Styles;
  column: ColumnSpec;
  children: ReactNode;
  title?: string;
}

export function FigureCell({ styles, column, children, title }: FigureCellProps) {
  return (
    <div role="gridcell" className={cx(styles.cell, column.align === 'right' && styles.right)} title={title}>
      {children}
    </div>
  );
}
