import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { DataFrame, DataQueryRequest } from '@grafana/data';
import type { DataSourceRef } from '@grafana/schema';
import type { Subscription } from 'rxjs';
import type { QueryType } from '../../../core/query/query';
import { askLoop } from './ask';

export type Answer<T> = { status: 'loading' } | { status: 'done'; value: T } | { status: 'error'; message: string };

/** Iteration by its number; null for the whole loop. */
export type Asked = number | null;

interface Kept<T> {
  of: string;
  answers: ReadonlyMap<Asked, Answer<T>>;
}

/** What a query says of an iteration, asked for when it is first needed and after each refresh; `read` must not change between renders. */
export function useAnswers<T>(
  queryType: QueryType,
  read: (frames: DataFrame[]) => T,
  request: DataQueryRequest | undefined,
  source: DataSourceRef | null,
  traceId: string | null
): { answers: ReadonlyMap<Asked, Answer<T>>; ask: (iteration: Asked) => void } {
  const of = `${source?.uid ?? ''} ${traceId ?? ''}`;
  const turn = `${of} ${request?.requestId ?? ''} ${request?.startTime ?? ''}`;
  const [kept, setKept] = useState<Kept<T>>({ of, answers: new Map() });
  const running = useRef(new Map<Asked, Subscription>());
  const answers = useMemo(() => (kept.of === of ? kept.answers : new Map<Asked, Answer<T>>()), [kept, of]);

  // A refresh asks again for what is needed; what was answered stays until then, and what is under way goes on:
  // an answer that takes longer than the refresh interval would never come.
  useEffect(() => {
    running.current.forEach((subscription, iteration) => {
      if (subscription.closed) {
        running.current.delete(iteration);
      }
    });
  }, [turn]);
  useEffect(() => {
    const subscriptions = running.current;
    return () => {
      subscriptions.forEach((subscription) => subscription.unsubscribe());
      subscriptions.clear();
    };
  }, [of]);

  const ask = useCallback(
    (iteration: Asked) => {
      if (running.current.has(iteration)) {
        return;
      }
      const set = (answer: Answer<T>) =>
        setKept((before) => withAnswer(before.of === of ? before : { of, answers: new Map() }, iteration, answer));
      if (request === undefined || source === null || traceId === null) {
        set({ status: 'error', message: 'There is no data source to ask for more: add a Trace query to this panel.' });
        return;
      }
      set({ status: 'loading' });
      running.current.set(
        iteration,
        askLoop(request, source, { queryType, traceId, iteration }).subscribe({
          next: (frames) => set({ status: 'done', value: read(frames) }),
          error: (error: unknown) => {
            running.current.delete(iteration);
            set({ status: 'error', message: error instanceof Error ? error.message : String(error) });
          },
        })
      );
    },
    [of, queryType, read, request, source, traceId]
  );
  return { answers, ask };
}

function withAnswer<T>(before: Kept<T>, iteration: Asked, answer: Answer<T>): Kept<T> {
  const known = before.answers.get(iteration);
  if (known?.status === 'done' && answer.status !== 'done') {
    return before;
  }
  return { of: before.of, answers: new Map(before.answers).set(iteration, answer) };
}
