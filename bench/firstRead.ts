import { lastValueFrom } from 'rxjs';
import { completeQuery } from '../src/core/query/defaults';
import type { QueryEngine } from '../src/engine/engine';

const LF = 10;

/** What any reader of JSON lines has to pay: decode and parse each line, and let it go. */
export function parseAllLines(bytes: Uint8Array): number {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let spans = 0;
  for (let from = 0; from < bytes.length;) {
    const found = bytes.indexOf(LF, from);
    const end = found < 0 ? bytes.length : found;
    const document = JSON.parse(decoder.decode(bytes.subarray(from, end))) as { spans: unknown[] };
    spans += document.spans.length;
    from = end + 1;
  }
  return spans;
}

/** The answer to one query over all time. */
export function readOnce(engine: QueryEngine, queryType: 'loops' | 'iterations' = 'loops') {
  return lastValueFrom(
    engine.query(completeQuery({ queryType }), {
      range: { from: null, to: null },
      intervalMs: 1000,
      maxDataPoints: 1000,
      requestedAt: Date.now(),
    })
  );
}

export const median = (values: number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** Runs two jobs in turns, so that both meet the same machine; medians in ms. */
export async function inTurns(rounds: number, jobs: Record<string, () => unknown>): Promise<Record<string, number>> {
  const times: Record<string, number[]> = {};
  for (let round = 0; round <= rounds; round++) {
    for (const [name, job] of Object.entries(jobs)) {
      const began = performance.now();
      await job();
      // The first round warms up.
      if (round > 0) {
        (times[name] ??= []).push(performance.now() - began);
      }
    }
  }
  return Object.fromEntries(Object.entries(times).map(([name, values]) => [name, median(values)]));
}
