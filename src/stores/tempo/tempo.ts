import type { HttpPort } from '../port';
import { createTempoClient, type TempoClient } from './client';
import { TempoError } from './errors';
import { createTempoSearch, type Selection, type TempoSearch, type Window } from './search';
import type { FoundTrace } from './searchAnswer';
import type { WholeTrace } from './traceById';
import { createWholeTraces } from './wholeTraces';

/** One Tempo: what may be asked of it, each question once at a time. */
export interface Tempo {
  client: TempoClient;
  search: TempoSearch;
  /** As `TempoSearch.spans`; traces whose spans are too many for one answer are asked for in smaller ones. */
  spans(
    condition: string,
    selection: Selection,
    window: Window,
    limit: number,
    signal: AbortSignal
  ): Promise<FoundTrace[]>;
  /** A trace in one piece; null where there is none. */
  trace(traceId: string, signal: AbortSignal): Promise<WholeTrace | null>;
}

export function createTempo(http: HttpPort, tenant?: string): Tempo {
  const client = createTempoClient(http, tenant);
  const search = createTempoSearch(client);

  const spans: Tempo['spans'] = async (condition, selection, window, limit, signal) => {
    try {
      return await search.spans(condition, selection, window, limit, signal);
    } catch (error) {
      const isTooLarge = error instanceof TempoError && error.refusal === 'too-large';
      if (!isTooLarge || limit <= 1) {
        throw error;
      }
      return inHalves(condition, selection, window, limit, signal);
    }
  };

  /** The same traces, each asked for by its id in groups that shrink until the answer is small enough. */
  const inHalves: Tempo['spans'] = async (condition, selection, window, limit, signal) => {
    const found = await search.traces(`{${condition}}`, window, limit, signal);
    const read = async (ids: string[]): Promise<FoundTrace[]> => {
      const named = ids.map((id) => `trace:id="${id}"`).join('||');
      try {
        return await search.spans(`(${named})&&(${condition})`, selection, window, ids.length, signal);
      } catch (error) {
        const isTooLarge = error instanceof TempoError && error.refusal === 'too-large';
        if (!isTooLarge) {
          throw error;
        }
        if (ids.length === 1) {
          return found.filter(({ traceId }) => traceId === ids[0]);
        }
        const middle = Math.ceil(ids.length / 2);
        return [...(await read(ids.slice(0, middle))), ...(await read(ids.slice(middle)))];
      }
    };
    const answers: FoundTrace[] = [];
    for (let at = 0; at < found.length; at += 20) {
      answers.push(...(await read(found.slice(at, at + 20).map(({ traceId }) => traceId))));
    }
    return answers;
  };

  return {
    client,
    search,
    spans,
    trace: createWholeTraces(client, search),
  };
}
