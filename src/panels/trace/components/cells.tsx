import type { ReactNode } from 'react';
import { cx } from '@emotion/css';
import type { StepKind } from '../../../core/model/loop';
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
      className={cx(styles.chevron, expanded ? styles.opened : styles.closed)}
      data-chevron
      onClick={(event) => {
        event.stopPropagation();
        onToggle();
      }}
    />
  );
}

interface KindIconProps {
  styles: Styles;
  kind: StepKind;
  word: string;
}

/** One element, since a row has little time to be drawn in. */
export function KindIcon({ styles, kind, word }: KindIconProps) {
  return <span className={cx(styles.kind, styles.kinds.get(kind))} role="img" aria-label={word} title={word} />;
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
