import fc from 'fast-check';
import { quantileOf, quantileSorted } from './aggregate';

it('finds the quantile of numbers in any order', () => {
  const numbers = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }), {
    maxLength: 300,
  });
  fc.assert(
    fc.property(numbers, fc.double({ min: 0, max: 1, noNaN: true }), (values, q) => {
      const sorted = Float64Array.from(values).sort();
      const expected = quantileSorted(sorted, q);
      const found = quantileOf(Float64Array.from(values), q);
      expect(Number.isNaN(found) ? found : found + 0).toBe(Number.isNaN(expected) ? expected : expected + 0);
    })
  );
});

it('finds it among many equal numbers', () => {
  expect(quantileOf(new Float64Array(10_000).fill(0.5), 0.9)).toBe(0.5);
});
