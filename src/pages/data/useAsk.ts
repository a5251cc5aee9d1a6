import { LoadingState, dateTime, type DataQueryResponse, type PanelData, type TimeRange } from '@grafana/data';
import { useCallback, useEffect, useState } from 'react';
import type { LoopscopeQuery } from '../../datasource/types';
import { ask, type AskedRange } from './ask';

export interface Asked {
  /** What has come so far; what came before stays until something new does. */
  data: PanelData | undefined;
  reading: boolean;
  retry: () => void;
}

/** Runs queries outside of a scene. `key` says when they are others; null asks nothing. */
export function useAsk(uid: string, queries: LoopscopeQuery[] | null, range: TimeRange): Asked {
  const key = queries === null ? null : JSON.stringify([uid, queries, range.from.valueOf(), range.to.valueOf()]);
  const [turn, setTurn] = useState(0);
  const [answer, setAnswer] = useState<{ key: string; data: PanelData; done: boolean }>();
  const retry = useCallback(() => setTurn((last) => last + 1), []);
  useEffect(() => {
    if (key === null) {
      return undefined;
    }
    const [source, asked, from, to]: [string, LoopscopeQuery[], number, number] = JSON.parse(key);
    const settle = (response: DataQueryResponse) =>
      setAnswer({ key, data: toPanelData(response, { from, to }), done: response.state !== LoadingState.Streaming });
    const subscription = ask(source, asked, { from, to }).subscribe({
      next: settle,
      error: (error: unknown) =>
        settle({ data: [], errors: [{ message: error instanceof Error ? error.message : 'The query failed.' }] }),
    });
    return () => subscription.unsubscribe();
  }, [key, turn]);
  return { data: answer?.data, reading: key !== null && !(answer?.key === key && answer.done), retry };
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
