import { QueryError } from '../core/query/queryError';
import type { Aggregation, LoopQuery, TimeRange } from '../core/query/query';
import { breakDown, breakdownKey } from '../core/query/breakdown';
import { bucketsFor, type Buckets } from '../core/query/interval';
import { checkKey } from '../core/query/filter';
import { aggregateSeries, NATURAL_AGGREGATION, needsSteps, type SeriesGroup } from '../core/query/series';
import { select, type Selection } from '../core/query/select';
import { FAULTS } from '../core/model/fault';
import type { Notice } from '../core/model/notice';
import { readFaults } from '../core/table/batch';
import type { LoopTable } from '../core/table/loopTable';
import { curveFrames } from './curves';
import { breakdownFrame } from './breakdown';
import { eventsFrame } from './events';
import type { Frame } from './frame';
import { seriesFrames } from './series';
import { iterationsFrame, loopsFrame } from './tables';
import { warningsFrame } from './warnings';

export interface FrameContext {
  range: TimeRange;
  intervalMs: number;
  maxDataPoints: number;
  /** When the request was made (ms since the epoch): as of then, open loops are judged to be silent. */
  requestedAt?: number;
}

export interface FrameAnswer {
  frames: Frame[];
  notices: Notice[];
}

/**
 * Answers a query from a table of loops: all query types but those that need the documents.
 * @param where names the place of a row, for notices
 * @param priceVersion of the table by which costs were estimated, if any
 * Throws a QueryError where the query makes no sense.
 */
export function answerFromTable(
  table: LoopTable,
  query: LoopQuery,
  context: FrameContext,
  includes: (row: number) => boolean,
  where: (row: number) => string,
  priceVersion: string | null = null
): FrameAnswer {
  table.asOf = context.requestedAt ?? NaN;
  const selection = select(table, query, context.range, includes);
  const cut = [...limitNotices(selection, query), ...estimateNotices(table, selection.rows, priceVersion)];
  const faults = faultNotices(table, selection.rows, where);
  const notices = [...cut, ...faults];
  const { rows } = selection;
  switch (query.queryType) {
    case 'loops':
      return { frames: [loopsFrame(table, rows)], notices };
    case 'iterations':
      return { frames: [iterationsFrame(table, rows)], notices };
    case 'goal':
    case 'les':
    case 'tokens':
      return { frames: curveFrames(table, rows, query.queryType, query.axis), notices };
    case 'events':
      return { frames: [eventsFrame(table, rows)], notices };
    case 'breakdown': {
      const key = breakdownKey(query.groupBy);
      return { frames: [breakdownFrame(breakDown(table, rows, key), key)], notices };
    }
    case 'warnings':
      return { frames: [warningsFrame(table, rows)], notices };
    case 'series':
      // an aggregate has no use for each harmless oddity of its loops; those that list loops say it
      return answerSeries(table, rows, query, context, [
        ...cut,
        ...faults.filter(({ severity }) => severity !== 'info'),
      ]);
    default:
      throw new QueryError(
        `This store does not answer ${query.queryType} queries; choose loops, iterations, goal, les, tokens, series, trace, steps, handoffs, breakdown, warnings, messages or events.`
      );
  }
}

function answerSeries(
  table: LoopTable,
  rows: number[],
  query: LoopQuery,
  context: FrameContext,
  notices: Notice[]
): FrameAnswer {
  const [from, to] = closedRange(table, rows, context.range);
  const untold = needsSteps(query.metric) && rows.length > 0 && rows.every((row) => !hasSteps(table, row));
  if (untold) {
    const text = `${query.metric} is not reported for these loops: they carry no model or tool calls.`;
    return { frames: [], notices: [...notices, { severity: 'info', text, count: 1, where: null }] };
  }
  if (!(to >= from)) {
    return { frames: [], notices };
  }
  if (query.groupBy !== '') {
    checkKey(query.groupBy, 'group by');
  }
  const aggregation = query.aggregation ?? NATURAL_AGGREGATION[query.metric];
  const buckets = bucketsFor(from, to, query.interval, context.intervalMs, context.maxDataPoints);
  const all = aggregateSeries(table, rows, query.metric, aggregation, query.groupBy, buckets);
  const answer = seriesAnswer(all, query, aggregation, buckets);
  return { frames: answer.frames, notices: [...notices, ...answer.notices] };
}

/** The frames of groups that were worked out, here or by a backend. */
export function seriesAnswer(
  all: SeriesGroup[],
  { metric, groupBy, interval }: LoopQuery,
  aggregation: Aggregation,
  buckets: Buckets
): FrameAnswer {
  const notices: Notice[] = [];
  const groups = largestGroups(all);
  if (groups.length < all.length) {
    const text = `${groups.length} of ${all.length.toLocaleString('en-US')} groups are shown, those with the largest values; filter, or group by a key with fewer values.`;
    notices.push({ severity: 'warning', text, count: all.length - groups.length, where: null });
  }
  if (buckets.coarsened) {
    const text = `The interval ${interval} is too fine for this time range; ${buckets.step / 1000} s is used.`;
    notices.push({ severity: 'warning', text, count: 1, where: null });
  }
  return { frames: seriesFrames(groups, metric, aggregation, groupBy, buckets), notices };
}

/** Nobody reads more series than this in one panel; grouped by trace id there would be thousands. */
const MAX_GROUPS = 200;

/** The groups with the largest values, in their order. */
function largestGroups(groups: SeriesGroup[]): SeriesGroup[] {
  if (groups.length <= MAX_GROUPS) {
    return groups;
  }
  const size = new Map(
    groups.map((group) => [group, group.values.reduce<number>((sum, value) => sum + Math.abs(value ?? 0), 0)])
  );
  const sizeOf = (group: SeriesGroup) => size.get(group) ?? 0;
  const kept = new Set([...groups].sort((a, b) => sizeOf(b) - sizeOf(a)).slice(0, MAX_GROUPS));
  return groups.filter((group) => kept.has(group));
}

/** True where the format of a loop carries its calls. */
function hasSteps(table: LoopTable, row: number): boolean {
  const calls = table.loops.llmCalls.get(row);
  return calls === calls;
}

/** The asked range; where it is open, the time that the loops span. */
function closedRange(table: LoopTable, rows: number[], range: TimeRange): [from: number, to: number] {
  if (range.from !== null && range.to !== null) {
    return [range.from, range.to];
  }
  let from = Infinity;
  let to = -Infinity;
  for (const row of rows) {
    for (const time of [table.loops.startTime.get(row), table.loops.endTime.get(row)]) {
      from = time < from ? time : from;
      to = time > to ? time : to;
    }
  }
  return [range.from ?? from, range.to ?? to];
}

/** Costs that nobody reported are told apart. */
function estimateNotices(table: LoopTable, rows: number[], priceVersion: string | null): Notice[] {
  const count = rows.reduce((sum, row) => sum + table.loops.costBasis.get(row), 0);
  if (count === 0 || priceVersion === null) {
    return [];
  }
  const text = `The cost of ${count === 1 ? '1 loop is' : `${count.toLocaleString('en-US')} loops is`} estimated from tokens, by the prices of ${priceVersion}.`;
  return [{ severity: 'info', text, count, where: null }];
}

/** What a limit left out. */
export function limitNotices({ rows, matched }: Selection, query: LoopQuery): Notice[] {
  if (rows.length === matched) {
    return [];
  }
  const text = `The newest ${rows.length.toLocaleString('en-US')} of ${matched.toLocaleString('en-US')} loops are shown; raise the limit, narrow the time range or filter to see others.`;
  return [{ severity: query.limit === null ? 'info' : 'warning', text, count: matched - rows.length, where: null }];
}

/** What is odd about the loops shown, one notice a kind of fault. */
function faultNotices(table: LoopTable, rows: number[], where: (row: number) => string): Notice[] {
  const found = new Map<string, Notice>();
  for (const row of rows) {
    for (const { code, detail } of readFaults(table.text(row, 'faults'))) {
      const notice = found.get(code);
      if (notice !== undefined) {
        notice.count++;
      } else {
        const [severity, text] = FAULTS[code];
        found.set(code, {
          severity,
          text: detail === '' ? text : `${text} (first: ${detail})`,
          count: 1,
          where: where(row),
        });
      }
    }
  }
  return [...found.values()];
}
