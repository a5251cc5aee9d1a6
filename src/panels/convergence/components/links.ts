import { textUtil, type DataFrame, type LinkModel } from '@grafana/data';
import type { LoopSeries } from '../model/series';

/** Data links of the fields that name a loop, for one of its iterations; each address once, none with a scheme that runs code. */
export function linksOf(series: LoopSeries, point: number, frames: readonly DataFrame[]): LinkModel[] {
  const seen = new Map<string, LinkModel>();
  for (const source of series.sources) {
    const row = source.rows[point];
    if (row === undefined || row < 0) {
      continue;
    }
    for (const index of source.fields) {
      const links = frames[source.frame]?.fields[index]?.getLinks?.({ valueRowIndex: row }) ?? [];
      for (const link of links) {
        const href = link.href ? textUtil.sanitizeUrl(link.href) : link.href;
        if (href !== 'about:blank') {
          seen.set(`${link.title} ${href}`, { ...link, href });
        }
      }
    }
  }
  return [...seen.values()];
}
