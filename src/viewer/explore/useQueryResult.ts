import {
  CoreApp,
  LoadingState,
  dateMath,
  dateTime,
  rangeUtil,
  toDataFrame,
  type DataSourceApi,
  type PanelData,
  type TimeRange,
} from '@grafana/data';
import type { DataQuery } from '@grafana/schema';
import { useEffect, useState } from 'react';
import { runRequest } from '../host/runRequest';
import type { ExploreState } from './state';

const MAX_DATA_POINTS = 1000;

let requests = 0;

/** Runs the queries whenever they, the range or the turn change; keeps the last answer while a new one is awaited. */
export function useQueryResult(
  datasource: DataSourceApi | undefined,
  state: ExploreState,
  turn: number
): PanelData | undefined {
  const [data, setData] = useState<PanelData>();
  const { queries, range } = state;

  useEffect(() => {
    if (!datasource || queries.length === 0) {
      setData(undefined);
      return undefined;
    }
    const timeRange = toTimeRange(range);
    const { interval, intervalMs } = rangeUtil.calculateInterval(timeRange, MAX_DATA_POINTS, '1s');
    const subscription = runRequest(datasource, {
      requestId: `explore-${++requests}`,
      app: CoreApp.Explore,
      targets: queries.filter((query) => isRun(datasource, query)),
      range: timeRange,
      rangeRaw: timeRange.raw,
      interval,
      intervalMs,
      maxDataPoints: MAX_DATA_POINTS,
      scopedVars: { __interval: { value: interval }, __interval_ms: { value: intervalMs } },
      timezone: 'browser',
      startTime: Date.now(),
    }).subscribe((next) => {
      const series = next.series.map((frame) => toDataFrame(frame));
      setData((before) =>
        next.state === LoadingState.Loading && before ? { ...before, state: next.state } : { ...next, series }
      );
    });
    return () => subscription.unsubscribe();
  }, [datasource, queries, range, turn]);
  return data;
}

function isRun(datasource: DataSourceApi, query: DataQuery): boolean {
  return !query.hide && (datasource.filterQuery?.(query) ?? true);
}

/** Bounds are relative (`now-1h`), an ISO date or milliseconds since the epoch. */
export function toTimeRange(raw: ExploreState['range']): TimeRange {
  const [from, to] = [toBound(raw.from, false), toBound(raw.to, true)];
  return {
    from,
    to,
    raw: { from: raw.from.includes('now') ? raw.from : from, to: raw.to.includes('now') ? raw.to : to },
  };
}

function toBound(text: string, roundUp: boolean) {
  const value = /^\d+$/.test(text) ? dateTime(Number(text)) : dateMath.toDateTime(text, { roundUp });
  return value?.isValid() ? value : dateTime();
}
