import { tableOf } from '../../common/testing';
import { rowsOf, seriesOf } from '../testing';
import { readLoops } from './read';
import { bandGrid, xColumn, xDomain, xMeasure, xTicks } from './xaxis';

const withTimes = (times: Array<number | null>, latencyMs: number | null = null) =>
  readLoops([
    tableOf(
      rowsOf(
        't1',
        times.map(() => 0.5)
      ).map((row, i) => ({ ...row, time: times[i], latencyMs }))
    ),
  ]).loops[0];

describe('xColumn', () => {
  it('never runs backwards when a clock does', () => {
    expect([...xColumn(withTimes([1000, 5000, 2000, 6000]), 'clock')]).toEqual([1000, 5000, 5000, 6000]);
  });
  it('gives a point without a time no place', () => {
    expect([...xColumn(withTimes([1000, null, 3000]), 'clock')]).toEqual([1000, NaN, 3000]);
  });
  it('counts from the start of the first iteration, its latency before its stamp', () => {
    expect([...xColumn(withTimes([10_000, 12_000], 4000), 'elapsed')]).toEqual([4000, 6000]);
    expect([...xColumn(withTimes([10_000, 12_000]), 'elapsed')]).toEqual([0, 2000]);
  });
  it('holds the place where tokens are taken back or not reported', () => {
    const series = seriesOf([0.1, 0.2, 0.3]);
    series.numbers.tokensCumulative.set([50, 20, NaN]);
    expect([...xColumn(series, 'tokens')]).toEqual([50, 50, 50]);
  });
});

describe('xMeasure', () => {
  it('shows the time of day for one loop and elapsed time for several', () => {
    expect(xMeasure('time', 'auto', 1)).toBe('clock');
    expect(xMeasure('time', 'auto', 2)).toBe('elapsed');
    expect(xMeasure('time', 'clock', 2)).toBe('clock');
  });
});

describe('xDomain', () => {
  const upTo = (last: number) => [Float64Array.of(1, last)];
  it('is exact for loops that have ended', () => {
    expect(xDomain(upTo(12), 'iteration', false)).toEqual({ min: 1, max: 12 });
  });
  it('moves rarely while a running loop adds iterations', () => {
    const ends = Array.from({ length: 100 }, (_, i) => xDomain(upTo(i + 2), 'iteration', true).max);
    expect(new Set(ends).size).toBeLessThan(25);
    ends.forEach((end, i) => expect(end).toBeGreaterThanOrEqual(i + 2));
  });
  it('has room for a single iteration', () => {
    expect(xDomain([Float64Array.of(3)], 'iteration', false)).toEqual({ min: 2.5, max: 3.5 });
  });
});

describe('xTicks', () => {
  it('names whole iterations only', () => {
    const texts = xTicks({ min: 1, max: 3 }, 'iteration', 800, String).map(({ text }) => text);
    expect(texts).toEqual(['1', '2', '3']);
  });
  it('writes elapsed time in its largest unit', () => {
    expect(xTicks({ min: 0, max: 120_000 }, 'elapsed', 400, String).map(({ text }) => text)).toEqual([
      '0',
      '30 s',
      '1 min',
      '1.5 min',
      '2 min',
    ]);
  });
});

describe('bandGrid', () => {
  it('stands on each iteration, and thins out for long loops', () => {
    expect([...bandGrid({ min: 1, max: 4 }, 'iteration')]).toEqual([1, 2, 3, 4]);
    expect(bandGrid({ min: 1, max: 10_000 }, 'iteration').length).toBeLessThanOrEqual(241);
  });
});
