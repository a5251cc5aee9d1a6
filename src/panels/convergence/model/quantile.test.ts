import fc from 'fast-check';
import { bandOver, quantileSorted } from './quantile';

const values = fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 1, maxLength: 40 });

describe('quantileSorted', () => {
  it('interpolates linearly', () => {
    expect(quantileSorted([0, 1, 2, 3], 4, 0.5)).toBe(1.5);
    expect(quantileSorted([5], 1, 0.9)).toBe(5);
    expect(quantileSorted([], 0, 0.5)).toBeNaN();
  });

  it('lies between the smallest and the largest and rises with q', () => {
    fc.assert(
      fc.property(values, (list) => {
        const sorted = Float64Array.from(list).sort();
        const [low, mid, high] = [0.1, 0.5, 0.9].map((q) => quantileSorted(sorted, sorted.length, q));
        const slack = 1e-12;
        expect(low).toBeGreaterThanOrEqual(sorted[0] - slack);
        expect(high).toBeLessThanOrEqual(sorted[sorted.length - 1] + slack);
        expect(low).toBeLessThanOrEqual(mid + slack);
        expect(mid).toBeLessThanOrEqual(high + slack);
      })
    );
  });
});

describe('bandOver', () => {
  const loop = (ys: number[], carries = true) => ({
    x: Float64Array.from(ys, (_, i) => i + 1),
    y: Float64Array.from(ys),
    carries,
  });

  it('lets a loop that ended keep its last value, and drops one that still runs', () => {
    const grid = Float64Array.of(1, 2, 3);
    const ended = bandOver([loop([0.9]), loop([0.1, 0.2, 0.3])], grid);
    expect([...ended.count]).toEqual([2, 2, 2]);
    expect(ended.median[2]).toBeCloseTo(0.6);
    const running = bandOver([loop([0.9], false), loop([0.1, 0.2, 0.3])], grid);
    expect([...running.count]).toEqual([2, 1, 1]);
    expect(running.median[2]).toBeCloseTo(0.3);
  });

  it('never takes a gap for 0', () => {
    const band = bandOver([loop([0.5, NaN, 0.7])], Float64Array.of(1, 2, 3));
    expect([...band.median]).toEqual([0.5, 0.5, 0.7]);
    expect(bandOver([loop([NaN])], Float64Array.of(1)).median[0]).toBeNaN();
  });

  it('stays within what the loops reached', () => {
    fc.assert(
      fc.property(fc.array(values, { minLength: 1, maxLength: 12 }), (loops) => {
        const grid = Float64Array.from({ length: 42 }, (_, i) => i);
        const band = bandOver(
          loops.map((ys) => loop(ys)),
          grid
        );
        const all = loops.flat();
        for (let g = 1; g < grid.length; g++) {
          expect(band.count[g]).toBe(loops.length);
          expect(band.low[g]).toBeGreaterThanOrEqual(Math.min(...all) - 1e-12);
          expect(band.high[g]).toBeLessThanOrEqual(Math.max(...all) + 1e-12);
          expect(band.low[g]).toBeLessThanOrEqual(band.high[g] + 1e-12);
        }
      })
    );
  });
});
