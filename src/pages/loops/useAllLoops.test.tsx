/** @jest-environment jsdom */
import { LoadingState, getDefaultTimeRange, type PanelData } from '@grafana/data';
import { renderHook } from '@testing-library/react';
import { loopRow } from '../testing';
import { useAllLoops } from './useAllLoops';

const answer = (state: LoadingState, names: string, isNarrow = false) => {
  const filters = isNarrow ? [{ key: 'outcome', op: '=', value: 'failure' }] : [];
  const timeRange = getDefaultTimeRange();
  const targets = [{ refId: 'loops', filters }];
  const request = { requestId: 'R', interval: '1m', intervalMs: 60_000, range: timeRange, scopedVars: {}, targets };
  const data: PanelData = {
    state,
    series: [],
    timeRange,
    request: { ...request, timezone: 'utc', app: 'panel', startTime: 0 },
  };
  return { data, rows: [...names].map((traceId) => loopRow({ traceId })) };
};
const { Done, Loading, Streaming } = LoadingState;
const none = { data: undefined, rows: [] };

function start(...first: Parameters<typeof useAllLoops>) {
  const { result, rerender } = renderHook((args: Parameters<typeof useAllLoops>) => useAllLoops(...args), {
    initialProps: first,
  });
  return {
    names: () => result.current?.map(({ traceId }) => traceId).join('') ?? null,
    next: (...args: Parameters<typeof useAllLoops>) => rerender(args),
  };
}

describe('all loops of a range', () => {
  it('are those that were known until they have been read beside those that are chosen', () => {
    const all = start('24h', false, answer(Done, 'abc'), none);
    expect(all.names()).toBe('abc');
    all.next('24h', true, answer(Loading, 'abc', true), answer(Loading, ''));
    all.next('24h', true, answer(Done, 'b', true), answer(Loading, ''));
    expect(all.names()).toBe('abc');
    all.next('24h', true, answer(Done, 'b', true), answer(Done, 'abcd'));
    expect(all.names()).toBe('abcd');
  });

  it('stay when the choice is taken back, before the page has heard of it and after', () => {
    const all = start('24h', true, answer(Done, 'b', true), answer(Done, 'abcd'));
    all.next('24h', false, answer(Done, 'b', true), answer(Done, 'abcd'));
    all.next('24h', false, answer(Loading, 'b'), answer(Done, ''));
    expect(all.names()).toBe('abcd');
    all.next('24h', false, answer(Done, 'abcde'), answer(Done, ''));
    expect(all.names()).toBe('abcde');
  });

  it('are not known while only those that are chosen are, and are those where the rest cannot be read', () => {
    const all = start('24h', true, answer(Done, 'b', true), answer(Loading, ''));
    expect(all.names()).toBeNull();
    all.next('24h', true, answer(Done, 'b', true), answer(LoadingState.Error, ''));
    expect(all.names()).toBe('b');
  });

  it('come as they are read the first time and in another range', () => {
    const all = start('24h', false, answer(Streaming, 'a'), none);
    expect(all.names()).toBe('a');
    all.next('24h', false, answer(Done, 'abc'), none);
    all.next('7d', false, answer(Streaming, 'd'), none);
    expect(all.names()).toBe('d');
  });
});
