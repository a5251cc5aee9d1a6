import { LoadingState, type PanelData, type QueryResultMetaNotice } from '@grafana/data';

/** True until the last packet of an answer has come. */
export const isReading = (data: PanelData | undefined): boolean =>
  data === undefined ||
  data.state === LoadingState.Loading ||
  data.state === LoadingState.Streaming ||
  data.state === LoadingState.NotStarted;

/** Why queries failed, each sentence once. */
export function errorsOf(data: PanelData | undefined): string[] {
  const errors = data?.errors ?? (data?.error ? [data.error] : []);
  return [...new Set(errors.map(({ message, data: body }) => message ?? body?.message ?? 'The query failed.'))];
}

/**
 * What the frames say about themselves, each sentence once, the gravest first.
 * @param parts what of the page the queries are for, by refId, where a sentence would be taken to be about all of it
 */
export function noticesOf(
  data: PanelData | undefined,
  parts: Readonly<Record<string, string>> = {}
): QueryResultMetaNotice[] {
  const once = new Map<string, QueryResultMetaNotice>();
  for (const { refId = '', meta } of data?.series ?? []) {
    for (const notice of meta?.notices ?? []) {
      const part = parts[refId];
      if (part === undefined || !once.has(notice.text)) {
        once.set(notice.text, part === undefined ? notice : { ...notice, text: `${part}: ${notice.text}` });
      }
    }
  }
  const weight = { error: 0, warning: 1, info: 2 };
  return [...once.values()].sort((a, b) => weight[a.severity] - weight[b.severity]);
}

/** The only number of a frame that a series query gave; null where there is none. */
export function oneFigure(data: PanelData | undefined, refId: string, field: string): number | null {
  const frame = data?.series.find((one) => one.refId === refId);
  const value: unknown = frame?.fields.find(({ name }) => name === field)?.values[0];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
