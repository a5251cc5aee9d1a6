import type { KeyboardEvent } from 'react';
import type { Row } from '../model/rows';

interface TreeKeys {
  rows: readonly Row[];
  index: number;
  pageSize: number;
  activate: (key: string, reveal: boolean) => void;
  toggle: (row: Row) => void;
  show: (row: Row) => void;
}

/** The keys of a tree grid; `more` are keys of this panel. */
export function useTreeKeys(
  { rows, index, pageSize, activate, toggle, show }: TreeKeys,
  more: Record<string, () => void>
) {
  return (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || rows.length === 0) {
      return;
    }
    const row = rows[index];
    const target = targetOf(event.key, rows, index, pageSize);
    const action = more[event.key];
    if (target !== null) {
      activate(rows[target].key, true);
    } else if ((event.key === 'ArrowRight' && row.expanded === false) || (event.key === 'ArrowLeft' && row.expanded)) {
      toggle(row);
    } else if (event.key === ' ' && row.expanded !== null) {
      toggle(row);
    } else if (event.key === 'Enter' && row.kind === 'fold') {
      toggle(row);
    } else if (event.key === 'Enter' && row.kind === 'group' && !event.shiftKey) {
      toggle(row);
    } else if (event.key === 'Enter' || event.key === 'd') {
      activate(row.key, false);
      show(row);
    } else if (action !== undefined) {
      action();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };
}

/** The row that a key leads to; null where it leads to none. */
export function targetOf(key: string, rows: readonly Row[], index: number, pageSize: number): number | null {
  const last = rows.length - 1;
  switch (key) {
    case 'ArrowDown':
      return Math.min(last, index + 1);
    case 'ArrowUp':
      return Math.max(0, index - 1);
    case 'PageDown':
      return Math.min(last, index + pageSize);
    case 'PageUp':
      return Math.max(0, index - pageSize);
    case 'Home':
      return 0;
    case 'End':
      return last;
    case 'ArrowRight':
      return rows[index].expanded ? Math.min(last, index + 1) : null;
    case 'ArrowLeft':
      return rows[index].expanded ? null : parentOf(rows, index);
    default:
      return null;
  }
}

function parentOf(rows: readonly Row[], index: number): number | null {
  for (let at = index - 1; at >= 0; at--) {
    if (rows[at].level < rows[index].level) {
      return at;
    }
  }
  return null;
}
