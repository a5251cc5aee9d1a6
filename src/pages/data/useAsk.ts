import { LoadingState, dateTime, type DataQueryResponse, type PanelData, type TimeRange } from '@grafana/data';
import { useCallback, useEffect, useState } from 'react';
import type { LoopscopeQuery } from '../../datasource/types';
import { ask, type AskedRange } from './ask';

export interface Asked {
  /** What has come so far; what was whole before stays until all of the same queries has come anew. */
  data: PanelData | undefined;
  reading: boolean;
  /** True once all has come, also while it is read again. */
  answered: boolean;
  retry: () => void;
}

interface Answer {
  question: string;
  range: TimeRange;
  data: PanelData;
  done: boolean;
}

/** Runs queries outside of a scene, again for each new range, be it an equal one; null asks nothing. */
export function useAsk(uid: string, queries: LoopscopeQuery[] | null, range: TimeRange): Asked {
  const question = queries === null ? null : JSON.stringify([uid, queries]);
  const [turn, setTurn] = useState(0);
  const [answer, setAnswer] = useState<Answer>();
  const retry = useCallback(() => setTurn((last) => last + 1), []);
  useEffect(() => {
    if (question === null) {
      return undefined;
    }
    const [from, to] = [range.from.valueOf(), range.to.valueOf()];
    const [source, asked]: [string, LoopscopeQuery[]] = JSON.parse(question);
    const settle = (response: DataQueryResponse) =>
      setAnswer((last) => {
        const done = response.state !== LoadingState.Streaming;
        const isRefresh = last?.question === question && last.done;
        return !done && isRefresh ? last : { question, range, data: toPanelData(response, { from, to }), done };
      });
    const subscription = ask(source, asked, { from, to }).subscribe({
      next: settle,
      error: (error: unknown) =>
        settle({ data: [], errors: [{ message: error instanceof Error ? error.message : 'The query failed.' }] }),
    });
    return () => subscription.unsubscribe();
  }, [question, range, turn]);
  const own = answer !== undefined && answer.question === question ? answer : undefined;
  return {
    data: own?.data,
    reading: question !== null && !(own?.range === range && own.done),
    answered: own?.done ?? false,
    retry,
  };
}

function toPanelData({ data, errors, error, state }: DataQueryResponse, range: AskedRange): PanelData {
  const all = errors ?? (error ? [error] : []);
  const [from, to] = [dateTime(range.from), dateTime(range.to)];
  return {
    state: state ?? (all.length > 0 ? LoadingState.Error : LoadingState.Done),
    series: data,
    timeRange: { from, to, raw: { from, to } },
    ...(all.length > 0 && { errors: all }),
  };
}
