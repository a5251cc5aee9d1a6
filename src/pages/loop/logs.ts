import { getDataSourceSrv } from '@grafana/runtime';
import { DEFAULT_LOGS_QUERY, isRecord } from '../../datasource/config';
import { explorePanePath, explorePath, type RawRange } from './paths';

interface LoopTimes {
  traceId: string;
  /** Milliseconds since the epoch. */
  startTime: number | null;
  durationMs: number | null;
}

const LOKI = 'loki';
/** Programs log a little before a loop begins and after it ends (ms). */
const AROUND = 5 * 60_000;

/**
 * Explore with what was logged while a loop ran: in the Loki of the data source's settings where one is chosen, else its
 * transcript. `title` says which.
 */
export function logsLink(ds: string, loop: LoopTimes, range: RawRange): { path: string; title: string } {
  const options: unknown = getDataSourceSrv().getInstanceSettings(ds)?.jsonData;
  const { logsUid, logsQuery }: Record<string, unknown> = isRecord(options) ? options : {};
  const loki =
    typeof logsUid === 'string' && logsUid !== '' ? getDataSourceSrv().getInstanceSettings(logsUid) : undefined;
  if (loki?.type !== LOKI) {
    return { path: explorePath(ds, loop.traceId, range, 'messages'), title: 'The transcript as log lines in Explore' };
  }
  const template = typeof logsQuery === 'string' && logsQuery.trim() !== '' ? logsQuery : DEFAULT_LOGS_QUERY;
  const query = { refId: 'A', queryType: 'range', expr: logsQueryOf(template, loop.traceId) };
  return {
    path: explorePanePath({ uid: loki.uid, type: LOKI }, query, around(loop, range)),
    title: `What ${loki.name} has of this loop`,
  };
}

/** A trace id is another program's text: within the quotes of LogQL it stays one string. */
export function logsQueryOf(template: string, traceId: string): string {
  const quoted = JSON.stringify(traceId).slice(1, -1);
  return template.replaceAll('${traceId}', () => quoted);
}

function around({ startTime, durationMs }: LoopTimes, range: RawRange): RawRange {
  if (startTime === null) {
    return range;
  }
  const end = durationMs === null ? null : startTime + durationMs + AROUND;
  return { from: String(Math.floor(startTime - AROUND)), to: end === null ? 'now' : String(Math.ceil(end)) };
}
