import fc from 'fast-check';
import { nearestIndex, nearestLoop } from './hit';

describe('nearestIndex', () => {
  it('agrees with a plain search, gaps and repeats included', () => {
    const places = fc.array(fc.option(fc.integer({ min: 0, max: 50 }), { nil: NaN, freq: 4 }), { maxLength: 40 });
    fc.assert(
      fc.property(places, fc.integer({ min: -10, max: 60 }), (list, at) => {
        const known = list.filter(Number.isFinite).sort((a, b) => a - b);
        let next = 0;
        const x = Float64Array.from(list, (value) => (Number.isFinite(value) ? known[next++] : NaN));
        const found = nearestIndex(x, at);
        if (known.length === 0) {
          expect(found).toBe(-1);
        } else {
          expect(Math.abs(x[found] - at)).toBe(Math.min(...known.map((value) => Math.abs(value - at))));
        }
      })
    );
  });
});

describe('nearestLoop', () => {
  const flat = (loop: number, y: number, x = [0, 50, 100]) => ({
    loop,
    x: Float64Array.from(x),
    y: Float64Array.from(x, () => y),
  });
  it('lifts the curve under the pointer, between its points too', () => {
    expect(nearestLoop([flat(0, 10), flat(1, 40)], 26, 37)).toBe(1);
    expect(nearestLoop([flat(0, 10), flat(1, 40)], 26, 12)).toBe(0);
  });
  it('lifts none that is out of reach or has no value there', () => {
    expect(nearestLoop([flat(0, 10)], 50, 90, 28)).toBeNull();
    expect(nearestLoop([{ loop: 0, x: Float64Array.of(0, 100), y: Float64Array.of(NaN, NaN) }], 50, 0)).toBeNull();
  });
});
