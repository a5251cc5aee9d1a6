import type { EpochMs } from '../../core/model/units';
import { pagesOf } from './pages';
import type { Window } from './search';
import type { FoundTrace } from './foundTrace';

const RANGE = { start: 0, end: 1000 };

/** Traces that began one a second, the newest first: `held` of them before the end of the range. */
function server(held: number) {
  const asked: Array<{ window: Window; limit: number; signal: AbortSignal }> = [];
  const ask = async (window: Window, limit: number, signal: AbortSignal): Promise<FoundTrace[]> => {
    asked.push({ window, limit, signal });
    signal.throwIfAborted();
    const oldest = Math.max(window.start, RANGE.end - held);
    return Array.from({ length: Math.max(0, Math.min(limit, window.end - oldest)) }, (_, i) => ({
      traceId: String(window.end - 1 - i),
      start: ((window.end - 1 - i) * 1000) as EpochMs,
      rootService: null,
      matched: 1,
      spans: [],
      loose: 0,
    }));
  };
  return { asked, ask };
}

const signal = new AbortController().signal;

it('gives every trace once, newest first, whether pages are asked for ahead or not', async () => {
  for (const wanted of [0, 25]) {
    const { ask } = server(35);
    const ids: string[] = [];
    for await (const { traces } of pagesOf(RANGE, ask, { limit: 10, wanted }, signal)) {
      ids.push(...traces.map(({ traceId }) => traceId));
    }
    expect(ids).toEqual(Array.from({ length: 35 }, (_, i) => String(999 - i)));
  }
});

it('asks for the next page while one is worked on, as long as more are wanted', async () => {
  const { asked, ask } = server(100);
  const counts: number[] = [];
  for await (const page of pagesOf(RANGE, ask, { limit: 10, wanted: 25 }, signal)) {
    expect(page.traces).toHaveLength(10);
    counts.push(asked.length);
    if (counts.length === 3) {
      break;
    }
  }
  expect(counts).toEqual([2, 3, 3]);
});

it('gives up what was asked for ahead when nobody wants it any more', async () => {
  const { asked, ask } = server(100);
  for await (const page of pagesOf(RANGE, ask, { limit: 10, wanted: 100 }, signal)) {
    expect(page.traces).toHaveLength(10);
    break;
  }
  expect(asked).toHaveLength(2);
  expect(asked[1].signal.aborted).toBe(true);
});

it('is cancelled with the query, before and in the midst of it', async () => {
  const query = new AbortController();
  const { ask } = server(100);
  const read = async (): Promise<number> => {
    let pages = 0;
    for await (const page of pagesOf(RANGE, ask, { limit: 10 }, query.signal)) {
      pages += page.traces.length / 10;
      query.abort(new Error('stopped'));
    }
    return pages;
  };
  await expect(read()).rejects.toThrow('stopped');
  await expect(read()).rejects.toThrow('stopped');
});

it('tells that it stopped where it would have to ask without end', async () => {
  const { asked, ask } = server(1000);
  let last = null;
  for await (const page of pagesOf(RANGE, ask, { limit: 1 }, signal)) {
    last = page;
  }
  expect(last).toEqual({ traces: [], cut: true });
  expect(asked.length).toBeLessThanOrEqual(200);
});
