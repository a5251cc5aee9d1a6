import { firstValueFrom, last } from 'rxjs';
import type { TimeRange } from '../../core/query/query';
import type { SYSTEMS } from '../../core/model/loop';
import type { LoopReading, LoopStore, StoreHealth } from '../loopStore';
import { StoreError } from '../storeError';
import { isTemplate } from './patterns';

const MONTH = 30 * 86_400_000;

const SYSTEM_NAMES: Partial<Record<(typeof SYSTEMS)[number], string>> = { ltf: 'LTF 0.1' };

const count = (n: number, one: string, many = `${one}s`) => `${n.toLocaleString('en-US')} ${n === 1 ? one : many}`;

/** Reads the store and says what is in it. */
export async function describeHealth(read: LoopStore['read'], patterns: string[]): Promise<StoreHealth> {
  const open: TimeRange = { from: null, to: null };
  try {
    return describe(await firstValueFrom(read(open, Date.now()).pipe(last())));
  } catch (error) {
    // A server that cannot list its folder is no fault where dates name the files.
    if (error instanceof StoreError && patterns.some(isTemplate)) {
      const now = Date.now();
      try {
        return describe(
          await firstValueFrom(read({ from: now - MONTH, to: now }, now).pipe(last())),
          ' of the last 30 days'
        );
      } catch (second) {
        return failed(second);
      }
    }
    return failed(error);
  }
}

function failed(error: unknown): StoreHealth {
  if (error instanceof StoreError) {
    return { ok: false, message: error.message, details: error.advice };
  }
  return { ok: false, message: error instanceof Error ? error.message : String(error), details: [] };
}

function describe({ table, includes, notices }: LoopReading, when = ''): StoreHealth {
  const systems = new Map<string, number>();
  let iterations = 0;
  let newest = -Infinity;
  const rows = table.liveRows().filter(includes);
  for (const row of rows) {
    const system = table.system(row);
    systems.set(system, (systems.get(system) ?? 0) + 1);
    iterations += table.loops.iterationCount.get(row);
    const end = table.loops.endTime.get(row);
    newest = end > newest ? end : newest;
  }
  const details = notices.map(({ text }) => text);
  const faults = notices.reduce((sum, notice) => (notice.severity === 'info' ? sum : sum + notice.count), 0);
  if (rows.length === 0) {
    return faults > 0
      ? { ok: false, message: `The files${when} were read, but hold no loops that can be shown.`, details }
      : { ok: true, message: `The files${when} were read; they hold no loops yet.`, details };
  }
  const names = [...systems]
    .map(([system, n]) => `${SYSTEM_NAMES[system as (typeof SYSTEMS)[number]] ?? system}: ${n.toLocaleString('en-US')}`)
    .join(', ');
  const latest = Number.isFinite(newest) ? ` The latest ended at ${new Date(newest).toISOString()}.` : '';
  const trouble = faults === 0 ? 'No faults.' : `${count(faults, 'fault')}, see details.`;
  return {
    ok: true,
    message: `${count(rows.length, 'loop')} with ${count(iterations, 'iteration')}${when} (${names}). ${trouble}${latest}`,
    details,
  };
}
