import { change, count, duration, score, smallChange, tokens, usd } from './figures';

describe('figures', () => {
  it.each([
    [score(0.9234), '0.92'],
    [score(0.9234, 3), '0.923'],
    [score(-0.0001), '0.00'],
    [score(NaN), 'not reported'],
    [change(0.0062), '+0.01'],
    [change(-0.478), '−0.48'],
    [change(-0.001), '+0.00'],
    [smallChange(0.0134), '+0.013'],
    [smallChange(-0.00321), '−0.0032'],
    [smallChange(0.00000001), 'under 0.0001'],
    [tokens(950), '950'],
    [tokens(12_345), '12.3k'],
    [tokens(999_999), '1M'],
    [tokens(-1500), '−1.5k'],
    [tokens(NaN), 'not reported'],
    [usd(0.02143), '$0.021'],
    [usd(0.2143), '$0.21'],
    [usd(0.000341), '$0.00034'],
    [usd(12.4), '$12.40'],
    [usd(12345.6), '$12,346'],
    [usd(0), '$0'],
    [duration(840), '840 ms'],
    [duration(2345), '2.3 s'],
    [duration(95_000), '1.6 min'],
    [count(1, 'loop'), '1 loop'],
    [count(1234, 'loop'), '1,234 loops'],
  ])('writes %s', (written, wanted) => {
    expect(written).toBe(wanted);
  });
});
