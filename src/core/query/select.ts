import type { LoopTable } from '../table/loopTable';
import { compileFilter, type RowTest } from './filter';
import type { LoopQuery, QueryType, TimeRange } from './query';

/** Loops that an answer holds where a query sets no limit. */
const DEFAULT_LIMITS: Partial<Record<QueryType, number>> = {
  loops: 1000,
  iterations: 200,
  goal: 50,
  les: 50,
  tokens: 50,
  events: 1000,
  warnings: 1000,
  steps: 20,
  handoffs: 20,
  messages: 5,
};

/** How many loops a query asks for at most. */
export const wantedLoops = ({ limit, queryType }: LoopQuery) => limit ?? DEFAULT_LIMITS[queryType] ?? Infinity;

export interface Selection {
  /** Newest first. */
  rows: number[];
  /** Loops that match, before the limit. */
  matched: number;
}

/** True where a loop was at work within the range; a loop without any time lies in every range. */
export function inRange(table: LoopTable, range: TimeRange): RowTest {
  const { startTime, endTime } = table.loops;
  const from = range.from ?? -Infinity;
  const to = range.to ?? Infinity;
  return (row) => {
    const start = startTime.get(row);
    const end = endTime.get(row);
    // A clock that was set back makes the end the earlier one; no end at all is still at work.
    const first = end < start ? end : start === start ? start : end;
    const last = end < start ? start : end === end ? end : Infinity;
    return !(first > to) && !(last < from);
  };
}

/**
 * Of loops that start together the later line is the newer. Their rows do not tell: loops of spans get theirs when a piece
 * of the file was read, and how large that is depends on the host.
 */
function compareLines({ loops: { source, offset }, traceIds }: LoopTable, a: number, b: number): number {
  const lines = source.get(b) - source.get(a) || offset.get(b) - offset.get(a);
  return lines !== 0 ? lines : traceIds[a] < traceIds[b] ? 1 : traceIds[a] > traceIds[b] ? -1 : b - a;
}

/** The rows that a query asks for. Throws a QueryError for a filter that makes no sense. */
export function select(
  table: LoopTable,
  query: LoopQuery,
  range: TimeRange,
  includes: RowTest = () => true
): Selection {
  const limit = wantedLoops(query);
  const tests = query.filters.filter(({ key }) => key !== '').map((filter) => compileFilter(table, filter));
  let rows: number[];
  if (query.traceId !== '') {
    // A loop that was asked for by its id is shown whatever the range.
    const row = table.find(query.traceId);
    rows = row === undefined ? [] : [row];
  } else {
    const isIn = inRange(table, range);
    const { live } = table.loops;
    rows = [];
    for (let row = 0; row < table.rowCount; row++) {
      if (live.get(row) === 1 && isIn(row) && includes(row) && tests.every((test) => test(row))) {
        rows.push(row);
      }
    }
  }
  const { startTime } = table.loops;
  const startOf = (row: number) => {
    const start = startTime.get(row);
    return start === start ? start : -Infinity;
  };
  rows.sort((a, b) => {
    const left = startOf(a);
    const right = startOf(b);
    return left === right ? compareLines(table, a, b) : right > left ? 1 : -1;
  });
  return { rows: rows.length > limit ? rows.slice(0, Math.max(0, limit)) : rows, matched: rows.length };
}
