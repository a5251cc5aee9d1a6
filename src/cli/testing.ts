import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lastValueFrom } from 'rxjs';
import { completeQuery } from '../core/query/defaults';
import type { LoopQuery, TimeRange } from '../core/query/query';
import type { QueryAnswer, QueryEngine } from '../engine/engine';
import type { Frame } from '../frames/frame';

/** The real stores that tests share. */
export const TESTDATA = join(__dirname, '..', '..', 'testdata');

export const readTestdata = (name: string): unknown => JSON.parse(readFileSync(join(TESTDATA, name), 'utf8'));

export type Row = Record<string, unknown>;

/** A frame as a list of objects. */
export function rowsOf({ fields, length }: Frame): Row[] {
  return Array.from({ length }, (_, row) => Object.fromEntries(fields.map(({ name, values }) => [name, values[row]])));
}

/** The last answer to a query over all time. */
export function ask(
  engine: QueryEngine,
  query: Partial<LoopQuery>,
  range: TimeRange = { from: null, to: null }
): Promise<QueryAnswer> {
  return lastValueFrom(
    engine.query(completeQuery({ limit: Infinity, ...query }), {
      range,
      intervalMs: 1000,
      maxDataPoints: 100,
      requestedAt: Date.now(),
    })
  );
}
