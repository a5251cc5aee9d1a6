import { locationUtil, textUtil, type DataFrame, type DateTime, type PanelData } from '@grafana/data';
import { APP_ROOT, loopPath } from '../../../core/appPaths';
import type { StripLoop, Strips } from '../model/strips';

export type LoopLink = (loop: StripLoop, iteration: number | null) => string | null;

/** Where a click on a loop leads: its page in the app, else the first data link of the field that names it. */
export function loopLinks(strips: Strips, data: PanelData): LoopLink {
  const { raw } = data.timeRange;
  const from = asked(raw.from, data.timeRange.from);
  const to = asked(raw.to, data.timeRange.to);
  return (loop, iteration) => {
    const at = loop.frame >= 0 ? loop.frame : (strips.cells.frame[loop.first] ?? -1);
    const row = loop.frame >= 0 ? loop.row : strips.cells.row[loop.first];
    const frame: DataFrame | undefined = data.series[at];
    const links = frame === undefined ? [] : linksOf(frame, row);
    const ownPage = links.find((href) => href.includes(`${APP_ROOT}/loop`));
    const dataSource = sourceOf(data, frame?.refId);
    if (dataSource !== undefined && loop.traceId !== null) {
      const path = loopPath({ dataSource, traceId: loop.traceId, iteration, from, to });
      return locationUtil.assureBaseUrl(path);
    }
    return ownPage ?? links[0] ?? null;
  };
}

/** `now-6h` as it was asked for; all else as milliseconds, whatever form the host keeps it in. */
const asked = (raw: unknown, at: DateTime) =>
  typeof raw === 'string' && raw.startsWith('now') ? raw : String(at.valueOf());

/** Addresses of the links of a row, none with a scheme that runs code. */
function linksOf({ fields }: DataFrame, row: number): string[] {
  return fields
    .filter(({ name }) => name === 'traceId' || name === 'loop')
    .flatMap((field) => field.getLinks?.({ valueRowIndex: row }) ?? [])
    .map(({ href }) => (href ? textUtil.sanitizeUrl(href) : ''))
    .filter((href) => href !== '' && href !== 'about:blank');
}

/** The Loopscope data source that answered. */
function sourceOf({ request }: PanelData, refId: string | undefined): string | undefined {
  const sources = (request?.targets ?? []).filter(({ datasource }) => datasource?.type === 'loopscope-datasource');
  return (sources.find((target) => target.refId === refId) ?? sources[0])?.datasource?.uid;
}
