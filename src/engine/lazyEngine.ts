import { defer, switchMap } from 'rxjs';
import { QueryError } from '../core/query/queryError';
import type { QueryEngine } from './engine';

/** An engine that is loaded when it is first asked something. Loading that failed is tried again with the next question. */
export function createLazyEngine(load: () => Promise<QueryEngine>): QueryEngine {
  let loading: Promise<QueryEngine> | null = null;
  const engine = (): Promise<QueryEngine> => {
    loading ??= load().catch((error: unknown) => {
      loading = null;
      throw error;
    });
    return loading;
  };
  return {
    query: (query, context) => defer(engine).pipe(switchMap((loaded) => loaded.query(query, context))),
    tagKeys: async (...asked) => (await engine()).tagKeys(...asked),
    tagValues: async (...asked) => (await engine()).tagValues(...asked),
    health: async () => (await engine()).health(),
    async document(...asked) {
      const loaded = await engine();
      if (loaded.document === undefined) {
        throw new QueryError('This store does not give the documents of its loops.');
      }
      return loaded.document(...asked);
    },
  };
}
