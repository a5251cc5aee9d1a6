import { textUtil, type DataFrame, type LinkModel } from '@grafana/data';
import type { Stop } from '../model/stops';
import type { LoopTree } from '../model/tree';

/** Data links of the row that a place came from; each address once, none with a scheme that runs code. */
export function linksOf(frames: readonly DataFrame[], tree: LoopTree, { group, step }: Stop): LinkModel[] {
  const facts = tree.groups[group].facts;
  const [frame, row] =
    step >= 0 ? [tree.steps.frame[step], tree.steps.row[step]] : [facts?.frame ?? -1, facts?.row ?? 0];
  const seen = new Map<string, LinkModel>();
  for (const field of frames[frame]?.fields ?? []) {
    for (const link of field.getLinks?.({ valueRowIndex: row }) ?? []) {
      const href = link.href ? textUtil.sanitizeUrl(link.href) : link.href;
      if (href !== 'about:blank') {
        seen.set(`${link.title} ${href}`, { ...link, href });
      }
    }
  }
  return [...seen.values()];
}
