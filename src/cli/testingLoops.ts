import { lastValueFrom } from 'rxjs';
import type { TimeRange } from '../core/query/query';
export { line, ltf } from '../core/testing';
import type { LoopReading, LoopStore } from '../stores/loopStore';

export const OPEN: TimeRange = { from: null, to: null };

/** Reads a store anew, whatever was read just before. */
export const refresh = (store: LoopStore, range: TimeRange = OPEN): Promise<LoopReading> =>
  lastValueFrom(store.read(range, Date.now() + 3_600_000));

/** Trace ids and goal scores that an answer may hold, sorted by id. */
export function shown({ table, includes }: LoopReading): string[] {
  return table
    .liveRows()
    .filter(includes)
    .map((row) => `${table.traceIds[row]} ${table.loops.goalScore.get(row)}`)
    .sort();
}

/** Only the ids. */
export const idsOf = (reading: LoopReading) => shown(reading).map((text) => text.slice(0, text.lastIndexOf(' ')));

export const noticesOf = ({ notices }: LoopReading) => notices.map(({ text }) => text);
