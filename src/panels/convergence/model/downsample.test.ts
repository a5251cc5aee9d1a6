import fc from 'fast-check';
import { toBars, toPath } from './downsample';

const same = (value: number) => value;
const ys = (path: Float64Array) => [...path].filter((_, i) => i % 2 === 1);

describe('toPath', () => {
  it('lifts the pen at gaps, once, and never draws them as 0', () => {
    const path = toPath(Float64Array.of(0, 1, 2, 3, 4), Float64Array.of(NaN, 5, NaN, NaN, 7), {
      toX: same,
      toY: same,
      width: 100,
    });
    expect([...path]).toEqual([1, 5, NaN, NaN, 4, 7]);
  });

  it('keeps the lowest and the highest value of every pixel column, and the ends', () => {
    const curve = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 500, maxLength: 3000 });
    fc.assert(
      fc.property(curve, (values) => {
        const width = 50;
        const x = Float64Array.from(values, (_, i) => i);
        const toX = (value: number) => (value / values.length) * width;
        const path = toPath(x, Float64Array.from(values), { toX, toY: same, width });
        expect(path.length / 2).toBeLessThanOrEqual(width * 4 + 4);
        expect(path[1]).toBe(values[0]);
        expect(path[path.length - 1]).toBe(values[values.length - 1]);
        for (let column = 0; column < width; column++) {
          const own = values.filter((_, i) => Math.floor(toX(i)) === column);
          const drawn = ys(path).filter((_, i) => Math.floor(path[i * 2]) === column);
          // -0 and 0 are drawn alike.
          expect(Math.min(...drawn) + 0).toBe(Math.min(...own) + 0);
          expect(Math.max(...drawn) + 0).toBe(Math.max(...own) + 0);
        }
      }),
      { numRuns: 20 }
    );
  });

  it('keeps a gap as wide as a column when thinning', () => {
    const values = Float64Array.from({ length: 1000 }, (_, i) => (i >= 400 && i < 600 ? NaN : 1));
    const path = toPath(
      Float64Array.from(values, (_, i) => i),
      values,
      { toX: (v) => v / 20, toY: same, width: 50 }
    );
    expect(ys(path).filter(Number.isNaN)).toHaveLength(1);
  });
});

describe('toBars', () => {
  const options = { toX: same, toY: (v: number) => 100 - v, width: 100, gap: 10 };
  it('draws no bar for an absent amount, one for 0', () => {
    const bars = toBars(Float64Array.of(10, 20, 30), Float64Array.of(0, NaN, 40), options);
    expect(bars.map(({ y }) => y)).toEqual([100, 60]);
  });
  it('shows the tallest of a pixel column and never hides a negative amount', () => {
    const bars = toBars(Float64Array.of(10, 10.1, 10.2), Float64Array.of(5, 50, -20), options);
    expect(bars.map(({ y }) => y)).toEqual([50, 120]);
  });
});
