import type { Notice } from '../../core/model/notice';
import type { LoopQuery, TimeRange } from '../../core/query/query';
import { select } from '../../core/query/select';
import type { LoopTable } from '../../core/table/loopTable';
import { isAboutWarnings, TOOL_SPANS } from './marks';
import type { Parts } from './parts';
import type { Selection, Window } from './search';
import type { Tempo } from './tempo';
import { inTraces } from './traceql';

/** Tool calls whose contents one list reads: at 2 KB of arguments and 2 KB of result each, 8 MB at the very most. */
const MOST_CALLS = 2_000;
/** Tool calls, loops of one search. */
const CALLS = 500;
const NAMED = 40;

interface Group {
  ids: string[];
  calls: number;
}

/** Loops with enough tool calls to repeat one, the newest first, in groups of a search each; how many are left over. */
function groupsOf(table: LoopTable, rows: number[], least: number): { groups: Group[]; left: number } {
  const groups: Group[] = [];
  let calls = 0;
  let left = 0;
  for (const row of rows) {
    const own = table.loops.toolCalls.get(row);
    if (!(own >= least)) {
      continue;
    }
    if (left > 0 || calls + own > MOST_CALLS) {
      left++;
      continue;
    }
    calls += own;
    const last = groups.at(-1);
    if (last === undefined || last.ids.length === NAMED || last.calls + own > CALLS) {
      groups.push({ ids: [table.traceIds[row]], calls: own });
    } else {
      last.ids.push(table.traceIds[row]);
      last.calls += own;
    }
  }
  return { groups, left };
}

/**
 * Reads what tools were asked and what they answered, of loops in which a call may have been repeated: lists are read
 * without it.
 * @param least tool calls from which on a warning can be about them
 * @param selection with the contents
 */
export async function readToolContents(
  tempo: Tempo,
  table: LoopTable,
  parts: Parts,
  { query, range }: { query: LoopQuery; range: TimeRange },
  limit: number,
  least: number,
  selection: Selection,
  window: Window,
  signal: AbortSignal
): Promise<Notice[]> {
  // What is filtered by warnings is not known yet.
  const filters = query.filters.filter(({ key }) => !isAboutWarnings(key));
  const { rows } = select(table, { ...query, filters, limit }, range, parts.isLoop);
  const { groups, left } = groupsOf(table, rows, least);
  await Promise.all(
    groups.map(async ({ ids }) => {
      const condition = `(${inTraces(ids)})&&(${TOOL_SPANS})`;
      // An answer that reaches its limit may lack the older part of a trace.
      parts.add(await tempo.spans(condition, selection, window, ids.length + 1, signal));
    })
  );
  return left === 0
    ? []
    : [
        {
          severity: 'info',
          text: `Warnings about repeated tool calls are missing for ${left === 1 ? 'a loop' : `${left.toLocaleString('en-US')} loops`} of this list: arguments and results of ${MOST_CALLS.toLocaleString('en-US')} tool calls are read, those of the newest loops. Narrow the time range, filter, or open the loop.`,
          count: left,
          where: null,
        },
      ];
}
