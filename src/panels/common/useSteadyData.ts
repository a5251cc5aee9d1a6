import { useEffect, useMemo, useRef } from 'react';
import { LoadingState, type PanelData } from '@grafana/data';

type Replace = (text: string) => string;

/**
 * While the same queries are read again, what was there stays until all has come: an answer that comes in parts would
 * take rows away to give them back a moment later. What fails then stays as well, beside the error.
 * @param replace fills in variables, where queries have them
 */
export function useSteadyData(data: PanelData, replace?: Replace): PanelData;
export function useSteadyData(data: PanelData | undefined, replace?: Replace): PanelData | undefined;
export function useSteadyData(data: PanelData | undefined, replace?: Replace): PanelData | undefined {
  const whole = useRef<{ question: string; data: PanelData } | null>(null);
  const question = useMemo(() => questionOf(data, replace), [data, replace]);
  const last = whole.current?.question === question ? whole.current.data : undefined;
  const steady = useMemo(() => steadyOf(data, last), [data, last]);
  useEffect(() => {
    if (steady?.state === LoadingState.Done || steady?.state === LoadingState.Error) {
      whole.current = question === null ? null : { question, data: steady };
    }
  }, [steady, question]);
  return steady;
}

function steadyOf(data: PanelData | undefined, last: PanelData | undefined): PanelData | undefined {
  if (data === undefined || last === undefined || data === last) {
    return data;
  }
  if (data.state === LoadingState.Streaming) {
    return { ...data, series: last.series };
  }
  if (data.state !== LoadingState.Error) {
    return data;
  }
  const came = new Set(data.series.map(({ refId }) => refId));
  const failed = (data.errors ?? (data.error ? [data.error] : [])).map(({ refId }) => refId);
  const lost = ({ refId }: PanelData['series'][number]) =>
    !came.has(refId) && (failed.includes(refId) || failed.includes(undefined));
  const kept = last.series.filter(lost);
  return kept.length === 0 ? data : { ...data, series: [...data.series, ...kept] };
}

/** What is asked, in one text; null where it is not known. */
function questionOf(data: PanelData | undefined, replace: Replace = (text) => text): string | null {
  const request = data?.request;
  return request === undefined
    ? null
    : replace(JSON.stringify([request.targets, request.filters ?? [], data?.timeRange.raw]));
}
