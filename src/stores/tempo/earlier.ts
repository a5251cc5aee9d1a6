import { StoreError } from '../storeError';
import type { TempoClient } from './client';
import { TempoError } from './errors';
import type { FoundTrace } from './foundTrace';
import { readTrace } from './traceById';

/** What is said of servers whose searches cannot tell loops. */
export const OLD_TEMPO =
  'This Tempo is older than 2.8: its searches do not tell how spans belong together, so that lists read whole traces.';

/** Loops that one list reads there. */
export const MOST_WHOLE = 200;

/** All spans of traces that a search found, for servers whose searches do not tell them. */
export function readWhole(client: TempoClient, found: FoundTrace[], signal: AbortSignal): Promise<FoundTrace[]> {
  return Promise.all(
    found.map(async (trace) => {
      try {
        const spans = (await readTrace(client, trace.traceId, signal))?.spans ?? [];
        return { ...trace, spans, matched: spans.length };
      } catch (error) {
        if (error instanceof TempoError && (error.refusal === 'too-large' || error.refusal === 'too-slow')) {
          // It counts as cut.
          return { ...trace, spans: [], matched: 1 };
        }
        throw error;
      }
    })
  );
}

/** A trace of such a server that it does not give in one piece cannot be had in parts. */
export const cannotTellParts = (traceId: string) =>
  new StoreError(`Tempo does not give the trace ${traceId} in one piece, and before 2.8 it cannot tell parts of it.`, [
    'Update Tempo, or raise max_bytes_per_trace and the message sizes of its servers.',
  ]);
