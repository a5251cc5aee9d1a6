import { healthOf, type LoopWarning, type WarningType } from '../model/warning';
import { NONE } from '../table/columns';
import type { LoopTable } from '../table/loopTable';
import { decodeFindings, typeBits, typesOf } from './encode';
import { toWarning } from './index';
import { findStale } from './staleRunning';
import type { Finding } from './detector';

const NO_TYPES: WarningType[] = [];

/** What depends on the moment of asking; null where no moment was named or the loop has ended. */
function staleAt(table: LoopTable, row: number): Finding | null {
  const { asOf } = table;
  if (asOf !== asOf || table.outcome(row) !== 'running') {
    return null;
  }
  const { iterations, loops } = table;
  const start = loops.iterationStart.get(row);
  const rows = Array.from({ length: loops.iterationCount.get(row) }, (_, i) => start + i);
  const pace = {
    startTime: loops.startTime.get(row),
    times: rows.map((at) => iterations.time.get(at)),
    latencies: rows.map((at) => iterations.latencyMs.get(at)),
    lastIteration: rows.length === 0 ? null : iterations.iteration.get(rows[rows.length - 1]),
  };
  return findStale(pace, asOf, table.warningOptions);
}

/** A bit for each type of warning of a loop, as of the table's moment: cheap enough to filter by. */
export function warningBits(table: LoopTable, row: number): number {
  const stored = table.loops.warningTypes.get(row);
  const stale = staleAt(table, row);
  return (stored === NONE ? 0 : stored) | (stale === null ? 0 : typeBits([stale]));
}

/** The types of a loop's warnings, in the order in which they are told. */
export function warningTypes(table: LoopTable, row: number): WarningType[] {
  const bits = warningBits(table, row);
  return bits === 0 ? NO_TYPES : typesOf(bits);
}

/** Health from 0 to 100. */
export const loopHealth = (table: LoopTable, row: number): number => healthOf(warningTypes(table, row));

/** The warnings of a loop in words. */
export function loopWarnings(table: LoopTable, row: number): LoopWarning[] {
  const stored = table.text(row, 'warnings');
  const stale = staleAt(table, row);
  const found = [...(stored === null ? [] : decodeFindings(stored)), ...(stale === null ? [] : [stale])];
  const order = typesOf(typeBits(found));
  return found.sort((a, b) => order.indexOf(a.type) - order.indexOf(b.type)).map(toWarning);
}
