import { withDeadline } from '../deadline';
import { pause, type TempoClient } from './client';
import { isUnwieldy, TempoError } from './errors';
import type { TempoSearch } from './search';
import { createSharedWork } from './shared';
import { readTrace, type WholeTrace } from './traceById';
import { inTraces } from './traceql';

/** Panels that ask side by side ask for the same traces (ms). */
const TRACE_FRESH_MS = 5_000;
/** After this time without an answer it is looked up how many spans a trace has (ms): servers try long, and refuse then. */
const PATIENCE = 3_000;
/** A trace of more spans is not waited for any longer. */
const MOST_SPANS = 50_000;
/** For so long a trace that was refused is not asked for in one piece again (ms), and so many of them. */
const REFUSED_MS = 600_000;
const MOST_REFUSED = 100;
/** Where traces are searched (s). */
const REACH = 7 * 86_400;

export type ReadWhole = (traceId: string, signal: AbortSignal) => Promise<WholeTrace | null>;

/** Traces in one piece, each asked for once at a time. Throws what `isUnwieldy` is true of where one is too large. */
export function createWholeTraces(client: TempoClient, search: TempoSearch): ReadWhole {
  const traces = createSharedWork(TRACE_FRESH_MS, 4);
  const refused = new Map<string, { error: TempoError; at: number }>();

  const read: ReadWhole = async (traceId, signal) => {
    const known = refused.get(traceId);
    if (known !== undefined && Date.now() - known.at < REFUSED_MS) {
      throw known.error;
    }
    try {
      return await readUnlessLarge(client, search, traceId, signal);
    } catch (error) {
      if (isUnwieldy(error)) {
        refused.delete(traceId);
        refused.set(traceId, { error, at: Date.now() });
        [...refused.keys()].slice(0, -MOST_REFUSED).forEach((id) => refused.delete(id));
      }
      throw error;
    }
  };
  return (traceId, signal) => traces.get(traceId, signal, (own) => read(traceId, own));
}

/** The trace, unless it is long in coming and turns out to have too many spans. */
async function readUnlessLarge(client: TempoClient, search: TempoSearch, traceId: string, signal: AbortSignal) {
  const { signal: own, abort, end } = withDeadline(signal);
  const whole = readTrace(client, traceId, own);
  try {
    return await Promise.race([whole, refuseLarge(search, traceId, own)]);
  } finally {
    end();
    abort();
    whole.catch(() => undefined);
  }
}

/** Throws after a while where a trace has too many spans; else it never comes to an end. */
async function refuseLarge(search: TempoSearch, traceId: string, signal: AbortSignal): Promise<never> {
  const never = () => new Promise<never>(() => undefined);
  let spans: number;
  try {
    await pause(PATIENCE, signal);
    const now = Math.ceil(Date.now() / 1000);
    const window = { start: now - REACH, end: now + 60 };
    const found = await search.traces(`{${inTraces([traceId])}}|by(trace:duration)`, window, 2, signal);
    spans = found.reduce((sum, { matched }) => sum + matched, 0);
  } catch {
    return never();
  }
  if (spans <= MOST_SPANS) {
    return never();
  }
  const told = `it has ${spans.toLocaleString('en-US')} spans`;
  throw new TempoError(
    `Tempo does not give the trace in time: ${told}.`,
    ['Ask for one iteration of the loop.'],
    0,
    'too-slow',
    told
  );
}
