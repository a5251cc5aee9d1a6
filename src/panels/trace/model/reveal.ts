import { entriesOf, foldKey, stepKey } from './rows';
import type { Stop } from './stops';
import { childrenAt, type LoopTree } from './tree';

export interface Reveal {
  /** The row to go to. */
  key: string;
  /** What has to be toggled by now and what must not be. */
  toggled: Set<string>;
}

/** Opens what is above a place; a step in a closed fold is shown by the fold. */
export function reveal(tree: LoopTree, { group, step }: Stop, toggled: ReadonlySet<string>, folds: boolean): Reveal {
  const after = new Set(toggled);
  const { key, own, roots } = tree.groups[group];
  if (step < 0 || step === own) {
    return { key, toggled: after };
  }
  after.add(key);
  let target = stepKey(tree, step);
  for (let at = step; at >= 0; at = tree.parent[at]) {
    const above = tree.parent[at];
    if (above >= 0) {
      after.delete(stepKey(tree, above));
    }
    const siblings = above >= 0 ? childrenAt(tree, above) : roots;
    const fold = folds
      ? entriesOf(tree, siblings, true).find((entry) => typeof entry !== 'number' && entry.includes(at))
      : undefined;
    if (fold !== undefined && typeof fold !== 'number') {
      const own = foldKey(tree, fold[0]);
      if (at !== step) {
        after.add(own);
      } else if (!after.has(own)) {
        target = own;
      }
    }
  }
  return { key: target, toggled: after };
}
