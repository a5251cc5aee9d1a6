/** @jest-environment jsdom */
import { dateTime, type DataQueryRequest, type DataFrame } from '@grafana/data';
import { act, renderHook } from '@testing-library/react';
import { Subject } from 'rxjs';
import { useAnswers } from './useAnswers';

const mockGet = jest.fn();
jest.mock('@grafana/runtime', () => ({ getDataSourceSrv: () => ({ get: mockGet }) }));

const SOURCE = { uid: 'own', type: 'loopscope-datasource' };
const range = { from: dateTime(0), to: dateTime(1000), raw: { from: 'now-1h', to: 'now' } };
const requestOf = (startTime: number): DataQueryRequest => ({
  requestId: 'R',
  startTime,
  range,
  targets: [{ refId: 'A', datasource: SOURCE }],
  interval: '1m',
  intervalMs: 60_000,
  scopedVars: {},
  timezone: 'utc',
  app: 'panel',
});
const countFrames = (frames: DataFrame[]) => frames.length;
const settle = () => act(() => new Promise<void>((resolve) => setTimeout(resolve, 5)));

/** What the data source is asked, to be answered by hand. */
function start() {
  const asked: Array<Subject<{ data: unknown[] }>> = [];
  mockGet.mockResolvedValue({
    type: SOURCE.type,
    query: () => {
      const answer = new Subject<{ data: unknown[] }>();
      asked.push(answer);
      return answer;
    },
  });
  const { result, rerender } = renderHook(({ at, loop }) => useAnswers('trace', countFrames, at, SOURCE, loop), {
    initialProps: { at: requestOf(1), loop: 't' },
  });
  const answer = async (which: number, frames: number) => {
    act(() => {
      asked[which].next({ data: Array.from({ length: frames }, () => ({ fields: [], length: 0 })) });
      asked[which].complete();
    });
    await settle();
  };
  const ask = async () => {
    act(() => result.current.ask(1));
    await settle();
  };
  return { asked, answer, ask, rerender, known: () => result.current.answers.get(1) };
}

describe('what is asked of an iteration', () => {
  it('stays while it is asked again after a refresh', async () => {
    const { asked, answer, ask, rerender, known } = start();
    await ask();
    expect(known()).toEqual({ status: 'loading' });
    await answer(0, 2);
    rerender({ at: requestOf(2), loop: 't' });
    expect(known()).toEqual({ status: 'done', value: 2 });
    await ask();
    expect(asked).toHaveLength(2);
    expect(known()).toEqual({ status: 'done', value: 2 });
    await answer(1, 3);
    expect(known()).toEqual({ status: 'done', value: 3 });
  });

  it('comes although it takes longer than refreshes take turns', async () => {
    const { asked, answer, ask, rerender, known } = start();
    await ask();
    rerender({ at: requestOf(2), loop: 't' });
    await ask();
    expect(asked).toHaveLength(1);
    await answer(0, 2);
    expect(known()).toEqual({ status: 'done', value: 2 });
  });

  it('is let go of with the loop', async () => {
    const { asked, answer, ask, rerender, known } = start();
    await ask();
    await answer(0, 2);
    rerender({ at: requestOf(1), loop: 'other' });
    expect(known()).toBeUndefined();
    await ask();
    expect(asked).toHaveLength(2);
  });
});
