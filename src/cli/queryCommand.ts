import { lastValueFrom, tap } from 'rxjs';
import { completeQuery } from '../core/query/defaults';
import {
  AGGREGATIONS,
  FILTER_OPS,
  QUERY_TYPES,
  SERIES_METRICS,
  type LoopFilter,
  type LoopQuery,
  type TimeRange,
} from '../core/query/query';
import { parseDuration } from '../core/query/interval';
import { readTimeText } from '../core/query/times';
import { formatFrames, OUTPUT_FORMATS } from './formatFrames';
import { plain } from './plain';
import { engineOf, oneOf, type StoreArguments } from './storeArguments';
import { UsageError } from './usageError';

export interface QueryOptions extends StoreArguments {
  type: string;
  filter: string[];
  from?: string;
  to?: string;
  axis: string;
  limit?: string;
  trace: string;
  metric: string;
  agg?: string;
  by: string;
  interval: string;
  iteration?: string;
  expr: string;
  format: string;
}

/** `env = prod/agent`, `lesCumulative>=0.5` */
export function parseFilter(text: string): LoopFilter {
  const match = /^\s*([^=!<>~]+?)\s*(=~|!~|!=|>=|<=|==|=|>|<)\s*([\s\S]*?)\s*$/.exec(text);
  const op = FILTER_OPS.find((known) => known === match?.[2]);
  if (match === null || op === undefined) {
    throw new UsageError(
      `The filter '${text}' is not of the form 'key op value', with op one of ${FILTER_OPS.join(' ')}.`
    );
  }
  return { key: match[1], op, value: match[3].replace(/^(["'])(.*)\1$/s, '$2') };
}

const RELATIVE = /^now(?:\s*([-+])\s*(\d.*))?$/;

/** `now-6h`, an RFC 3339 time (UTC where no zone is named), or milliseconds since the epoch; null where nothing was given. */
export function parseTime(text: string | undefined, option: string, now: number): number | null {
  if (text === undefined) {
    return null;
  }
  const time = readTime(text.trim(), now);
  if (Number.isNaN(time)) {
    const hint = /^\d{10}$/.test(text.trim()) ? ' (these look like seconds: add three zeros)' : '';
    throw new UsageError(
      `${option} ${text} is no time${hint}; write it as now-6h, 2026-11-18T08:00:00Z or milliseconds.`
    );
  }
  return time;
}

function readTime(text: string, now: number): number {
  const relative = RELATIVE.exec(text);
  if (relative === null) {
    return readTimeText(text);
  }
  const [, sign, amount] = relative;
  try {
    return amount === undefined ? now : now + (sign === '-' ? -1 : 1) * parseDuration(amount);
  } catch {
    return NaN;
  }
}

/** `--limit`: all where it was not given. */
export function parseLimit(text: string | undefined): number {
  if (text === undefined) {
    return Infinity;
  }
  if (!/^\d+$/.test(text.trim()) || Number(text) === 0) {
    throw new UsageError(`--limit ${text} is not a whole number above 0; leave it out for all loops.`);
  }
  return Number(text);
}

function parseIteration(text: string | undefined): number | null {
  if (text === undefined) {
    return null;
  }
  if (!/^-?\d+$/.test(text.trim())) {
    throw new UsageError(`--iteration ${text} is no whole number; leave it out for all iterations.`);
  }
  return Number(text);
}

function toQuery(options: QueryOptions): LoopQuery {
  return completeQuery({
    queryType: oneOf(options.type, QUERY_TYPES, '--type'),
    filters: options.filter.map(parseFilter),
    axis: oneOf(options.axis, ['iteration', 'time'] as const, '--axis'),
    limit: parseLimit(options.limit),
    traceId: options.trace,
    iteration: parseIteration(options.iteration),
    expr: options.expr,
    metric: oneOf(options.metric, SERIES_METRICS, '--metric'),
    aggregation: options.agg === undefined ? null : oneOf(options.agg, AGGREGATIONS, '--agg'),
    groupBy: options.by,
    interval: options.interval,
  });
}

/** Points of a series where neither interval nor range say otherwise. */
const POINTS = 60;

/** Runs one query and prints its answer; notices go to standard error unless the format carries them. */
export async function runQuery(options: QueryOptions): Promise<number> {
  const format = oneOf(options.format, OUTPUT_FORMATS, '--format');
  const query = toQuery(options);
  const now = Date.now();
  const range: TimeRange = {
    from: parseTime(options.from, '--from', now),
    to: parseTime(options.to, '--to', now),
  };
  if (range.from !== null && range.to !== null && range.from > range.to) {
    throw new UsageError(`--from ${options.from ?? ''} lies after --to ${options.to ?? ''}; swap them.`);
  }
  if (options.interval !== '' && options.interval !== 'range') {
    parseDuration(options.interval);
  }
  const engine = engineOf(options);
  const progress = createProgress();
  const answer = await lastValueFrom(
    engine
      .query(query, { range, intervalMs: 1, maxDataPoints: POINTS, requestedAt: now })
      .pipe(tap(({ frames, state }) => progress(state === 'streaming' ? frames : null)))
  );
  process.stdout.write(`${formatFrames(answer.frames, answer.notices, format)}\n`);
  if (format !== 'json') {
    for (const { severity, text, count, where } of answer.notices) {
      const times = count > 1 && where !== null ? ` (${count.toLocaleString('en-US')} times)` : '';
      const place = where === null || text.startsWith(where.split(':')[0]) ? '' : ` [${where}]`;
      process.stderr.write(`${plain(`${severity}: ${text}${times}${place}`)}\n`);
    }
  }
  return 0;
}

/** Tells on a terminal that reading goes on. */
function createProgress(): (frames: Array<{ length: number }> | null) => void {
  let shown = false;
  return (frames) => {
    if (!process.stderr.isTTY) {
      return;
    }
    if (frames === null) {
      if (shown) {
        process.stderr.write('\r\u001b[K');
      }
      return;
    }
    shown = true;
    const rows = frames.reduce((sum, { length }) => sum + length, 0);
    process.stderr.write(`\rreading ... ${rows.toLocaleString('en-US')} rows so far\u001b[K`);
  };
}
