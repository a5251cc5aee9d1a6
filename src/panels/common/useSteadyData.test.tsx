/** @jest-environment jsdom */
import { LoadingState, createDataFrame, getDefaultTimeRange, type PanelData } from '@grafana/data';
import { renderHook } from '@testing-library/react';
import { useSteadyData } from './useSteadyData';

const frame = (refId: string, rows: number) =>
  createDataFrame({ refId, fields: [{ name: 'traceId', values: Array.from({ length: rows }, (_, i) => `t${i}`) }] });

const packet = (
  state: LoadingState,
  rows: Record<string, number>,
  part: Partial<PanelData> = {},
  limit = 10
): PanelData => {
  const timeRange = getDefaultTimeRange();
  const targets = Object.keys({ A: 0, B: 0 }).map((refId) => ({ refId, limit }));
  return {
    state,
    series: Object.entries(rows).map(([refId, count]) => frame(refId, count)),
    timeRange,
    request: {
      requestId: 'R',
      interval: '1m',
      intervalMs: 60_000,
      range: timeRange,
      scopedVars: {},
      targets,
      timezone: 'utc',
      app: 'panel',
      startTime: 0,
    },
    ...part,
  };
};
const { Streaming, Done, Error: Failed } = LoadingState;

const show = (first: PanelData) => {
  const { result, rerender } = renderHook((data: PanelData) => useSteadyData(data), { initialProps: first });
  const rows = () => result.current.series.map(({ refId, length }) => `${refId} ${length}`);
  return { rows, state: () => result.current.state, next: rerender };
};

describe('an answer that comes in parts', () => {
  it('is shown as it comes the first time', () => {
    const shown = show(packet(Streaming, { A: 2 }));
    expect(shown.rows()).toEqual(['A 2']);
    shown.next(packet(Streaming, { A: 5 }));
    expect(shown.rows()).toEqual(['A 5']);
  });

  it('takes the place of what was there once it is whole, where the same is read again', () => {
    const shown = show(packet(Done, { A: 5, B: 20 }));
    shown.next(packet(Streaming, { A: 2 }));
    expect(shown.rows()).toEqual(['A 5', 'B 20']);
    expect(shown.state()).toBe(Streaming);
    shown.next(packet(Done, { A: 6, B: 22 }));
    expect(shown.rows()).toEqual(['A 6', 'B 22']);
    expect(shown.state()).toBe(Done);
  });

  it('is shown as it comes where something else is asked', () => {
    const shown = show(packet(Done, { A: 5, B: 20 }));
    shown.next(packet(Streaming, { A: 2 }, {}, 500));
    expect(shown.rows()).toEqual(['A 2']);
  });
});

describe('a query that fails when it is read again', () => {
  const errors = [{ refId: 'B', message: 'It is down.' }];

  it('leaves what was there', () => {
    const shown = show(packet(Done, { A: 5, B: 20 }));
    shown.next(packet(Failed, { A: 6 }, { errors }));
    expect(shown.rows()).toEqual(['A 6', 'B 20']);
    expect(shown.state()).toBe(Failed);
    // and again, and for the next whole answer
    shown.next(packet(Failed, { A: 7 }, { errors }));
    expect(shown.rows()).toEqual(['A 7', 'B 20']);
    shown.next(packet(Done, { A: 8, B: 0 }));
    expect(shown.rows()).toEqual(['A 8', 'B 0']);
  });

  it('leaves nothing of another question', () => {
    const shown = show(packet(Done, { A: 5, B: 20 }));
    shown.next(packet(Failed, {}, { errors: [{ message: 'It is down.' }] }, 500));
    expect(shown.rows()).toEqual([]);
  });
});
