import fc from 'fast-check';
import type { Entry, RangeQuery } from './lokiApi';
import { DEFAULT_LIMITS, readPages } from './lokiPages';

const storage =
  (entries: Entry[]) =>
  async ({ from, to, limit }: RangeQuery) =>
    entries
      .filter(({ time }) => time >= from && time < to)
      .sort((a, b) => Number(b.time - a.time))
      .slice(0, limit);

async function readAll(entries: Entry[], lines: number) {
  const found: string[] = [];
  let incomplete = false;
  const query = { query: '{job="a"}', from: 0n, to: 1_000_000n };
  const limits = { ...DEFAULT_LIMITS, lines };
  for await (const page of readPages({ lines: storage(entries) }, query, limits, new AbortController().signal)) {
    found.push(...page.entries.map(({ line }) => line));
    incomplete ||= page.incomplete;
  }
  return { found, incomplete };
}

describe('pages of Loki', () => {
  it('reads each line once, newest first, however many share a time below the limit', async () => {
    const times = fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 200 });
    await fc.assert(
      fc.asyncProperty(times, fc.integer({ min: 20, max: 60 }), async (all, limit) => {
        const entries = all.map((time, i) => ({ time: BigInt(time), line: `${time} ${i}` }));
        const most = Math.max(0, ...all.map((time) => all.filter((other) => other === time).length));
        fc.pre(most < limit);
        const { found, incomplete } = await readAll(entries, limit);
        expect(incomplete).toBe(false);
        expect([...found].sort()).toEqual(entries.map(({ line }) => line).sort());
        const order = found.map((line) => Number(line.split(' ')[0]));
        expect(order).toEqual([...order].sort((a, b) => b - a));
      }),
      { numRuns: 100 }
    );
  });

  it('goes on, and says so, where more lines share a time than one page holds', async () => {
    const entries = Array.from({ length: 50 }, (_, i) => ({ time: 7n, line: `same ${i}` }));
    const { found, incomplete } = await readAll([...entries, { time: 3n, line: 'older' }], 20);
    expect(incomplete).toBe(true);
    expect(found).toContain('older');
  });
});
