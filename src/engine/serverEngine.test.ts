import { completeQuery } from '../core/query/defaults';
import type { HttpPort } from '../stores/port';
import { createServerEngine } from './serverEngine';

const context = { range: { from: null, to: null }, intervalMs: 1, maxDataPoints: 1, requestedAt: 0 };

async function* text(value: unknown): AsyncIterable<Uint8Array> {
  yield new TextEncoder().encode(JSON.stringify(value));
}

/** A server that reads its files for a while. */
function slowServer(streaming: number) {
  const bodies: string[] = [];
  const signals: AbortSignal[] = [];
  const port: HttpPort = {
    request: async ({ body = '', signal }) => {
      bodies.push(body);
      signals.push(signal);
      const state = bodies.length <= streaming ? 'streaming' : 'done';
      const json = { results: { A: { frames: [], notices: [], errors: [], state } } };
      return { status: 200, statusText: 'OK', headers: { get: () => null }, body: text(json) };
    },
  };
  return { port, bodies, signals };
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

describe('a server that is still reading', () => {
  it('is asked again until it is done', async () => {
    const { port, bodies } = slowServer(2);
    const states: string[] = [];
    let completed = false;
    createServerEngine(port, 'http://x')
      .query(completeQuery({}), context)
      .subscribe({ next: ({ state }) => states.push(state), complete: () => (completed = true) });
    await jest.advanceTimersByTimeAsync(900);
    expect(states).toEqual(['streaming']);
    await jest.advanceTimersByTimeAsync(5000);
    expect(states).toEqual(['streaming', 'streaming', 'done']);
    expect([completed, bodies.length]).toEqual([true, 3]);
  });

  it('is left alone, and what was asked cancelled, when nobody waits any more', async () => {
    const { port, bodies, signals } = slowServer(Infinity);
    const subscription = createServerEngine(port, 'http://x').query(completeQuery({}), context).subscribe();
    await jest.advanceTimersByTimeAsync(1500);
    subscription.unsubscribe();
    await jest.advanceTimersByTimeAsync(5000);
    expect(bodies).toHaveLength(2);
    expect(signals.every(({ aborted }) => aborted)).toBe(true);
  });
});

it('asks for all loops where there is no limit: JSON has no Infinity', async () => {
  const { port, bodies } = slowServer(0);
  createServerEngine(port, 'http://x')
    .query(completeQuery({ limit: Infinity }), context)
    .subscribe();
  await jest.advanceTimersByTimeAsync(1);
  expect(JSON.parse(bodies[0])).toMatchObject({ queries: [{ limit: Number.MAX_SAFE_INTEGER }] });
});
