import fc from 'fast-check';
import type { SpanRecord } from '../../core/formats/otlp/span';
import { TooLarge } from '../remote/refusal';
import { searchService } from './searchService';

const span = (id: number, startTime: number): SpanRecord => ({
  traceId: id.toString(16).padStart(32, '0'),
  spanId: '1'.padStart(16, '0'),
  parentSpanId: null,
  name: 'run',
  startTime: startTime as SpanRecord['startTime'],
  endTime: startTime as SpanRecord['endTime'],
  status: 'unset',
  statusMessage: null,
  attributes: {},
  events: [],
  resource: {},
  scope: null,
});

/** A storage that answers the traces of a range in an order of its own. */
const storage = (times: number[]) => {
  const traces = times.map((time, i) => span(i + 1, time));
  const asked: Array<[number, number, number]> = [];
  return {
    asked,
    search: async ({ from, to, limit }: { from: number; to: number; limit: number }) => {
      asked.push([from, to, limit]);
      return traces.filter(({ startTime }) => Number(startTime) >= from && Number(startTime) <= to).slice(0, limit);
    },
  };
};

const run = async (times: number[], limit: number) => {
  const api = storage(times);
  const found = new Map<string, number>();
  const since = await searchService(
    api,
    {
      service: 'a',
      tags: {},
      from: 0,
      to: 1_000_000,
      limit,
      add: (spans) => spans.forEach(({ traceId, startTime }) => found.set(traceId, Number(startTime))),
    },
    new AbortController().signal
  );
  return { since, found: [...found.values()], asked: api.asked };
};

describe('searching a service', () => {
  it('asks once where all fit', async () => {
    const { since, found, asked } = await run([5, 1, 9], 200);
    expect({ since, found, asked }).toEqual({ since: null, found: [5, 1, 9], asked: [[0, 1_000_000, 200]] });
  });

  it('says where it stopped at the limit', async () => {
    const { since, found } = await run([1, 2, 3, 4, 5], 3);
    expect(found).toHaveLength(3);
    expect(since).toBe(1_000_000);
  });

  it('loses no trace since the time it tells, in whatever order the storage answers', async () => {
    const times = fc.uniqueArray(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 0, maxLength: 1500 });
    await fc.assert(
      fc.asyncProperty(times, fc.integer({ min: 1, max: 1200 }), async (all, limit) => {
        const { since, found } = await run(all, limit);
        const held = new Set(found);
        expect(all.filter((time) => time >= (since ?? 0)).every((time) => held.has(time) || time === since)).toBe(true);
      }),
      { numRuns: 60 }
    );
  });

  it('does not fetch a trace that is too large for others again and again', async () => {
    let requests = 0;
    const huge = [span(1, 10), span(1, 999_990)];
    const api = {
      search: async ({ limit }: { limit: number }) => {
        requests++;
        if (limit > 1) {
          throw new TooLarge('Jaeger', 1);
        }
        return huge;
      },
    };
    const asked = { service: 'a', tags: {}, from: 0, to: 1_000_000, limit: 200, add: () => undefined };
    expect(await searchService(api, asked, new AbortController().signal)).toBe(1_000_000);
    expect(requests).toBeLessThan(8);
  });
});
