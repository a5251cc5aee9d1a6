/** Paths of the app's pages inside Grafana, without its sub-path: what links lead to, and what the pages read. */

export const APP_ROOT = '/a/loopscope-app';

export interface LoopAddress {
  /** Uid of the Loopscope data source. */
  dataSource: string;
  traceId: string;
  /** The iteration to open. */
  iteration?: number | null;
  /** Of the page: `overview`, `iterations`, `agents`, `transcript`, `document`. */
  tab?: string;
  /** Grafana's time range, such as `now-6h` and `now`, or milliseconds. */
  from?: string;
  to?: string;
}

function query(pairs: Record<string, string | null | undefined>): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(pairs)) {
    if (value !== undefined && value !== null && value !== '') {
      search.set(key, value);
    }
  }
  const text = search.toString();
  return text === '' ? '' : `?${text}`;
}

export const loopsPath = (dataSource?: string): string => `${APP_ROOT}${query({ ds: dataSource })}`;

/** The page of one loop. */
export function loopPath({ dataSource, traceId, iteration, tab, from, to }: LoopAddress): string {
  const chosen = iteration === undefined || iteration === null ? null : String(iteration);
  return `${APP_ROOT}/loop${query({ ds: dataSource, id: traceId, iteration: chosen, tab, from, to })}`;
}

/** Two loops side by side; `b` empty compares with the median of the loops of the same name. */
export function comparePath(dataSource: string, a: string, b: string): string {
  return `${APP_ROOT}/compare${query({ ds: dataSource, a, b })}`;
}

export const sourcesPath = (): string => `${APP_ROOT}/sources`;
