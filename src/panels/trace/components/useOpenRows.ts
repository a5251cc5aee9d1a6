import { useCallback, useState } from 'react';
import { reveal } from '../model/reveal';
import type { Row } from '../model/rows';
import type { Stop } from '../model/stops';
import type { LoopTree } from '../model/tree';

export interface OpenRows {
  toggled: ReadonlySet<string>;
  activeKey: string;
  /** Counts up where the active row is to be brought into sight. */
  reveals: number;
}

const NOTHING: OpenRows = { toggled: new Set(), activeKey: '', reveals: 0 };

/** Which rows are open and which one is active. */
export function useOpenRows(tree: LoopTree, folds: boolean) {
  const [state, setState] = useState(NOTHING);
  const toggle = useCallback((row: Row) => {
    setState((before) => {
      const toggled = new Set(before.toggled);
      if (!toggled.delete(row.key)) {
        toggled.add(row.key);
      }
      return { ...before, toggled };
    });
  }, []);
  const activate = useCallback((activeKey: string, show: boolean) => {
    setState((before) => ({ ...before, activeKey, reveals: before.reveals + (show ? 1 : 0) }));
  }, []);
  const goTo = useCallback(
    (stop: Stop, open = false) => {
      setState((before) => {
        const { key, toggled } = reveal(tree, stop, before.toggled, folds);
        if (open) {
          toggled.add(tree.groups[stop.group].key);
        }
        return { toggled, activeKey: key, reveals: before.reveals + 1 };
      });
    },
    [tree, folds]
  );
  const reset = useCallback((keys: string[]) => setState((before) => ({ ...before, toggled: new Set(keys) })), []);
  return { ...state, toggle, activate, goTo, reset };
}
