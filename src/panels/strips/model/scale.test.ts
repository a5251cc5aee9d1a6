import { place, scaleOf } from './scale';

describe('scaleOf', () => {
  it('runs from 0 to the target for effectiveness, whatever the data', () => {
    expect(scaleOf('effectiveness', Float64Array.of(0.2, 0.3))).toMatchObject({ low: 0, high: 1, clipped: false });
  });

  it('is not led by one huge amount', () => {
    const scale = scaleOf(
      'tokens',
      Float64Array.from({ length: 100 }, (_, i) => (i === 7 ? 1e9 : 100))
    );
    expect(scale).toMatchObject({ high: 100, clipped: true });
    expect(place(scale, 1e9)).toBe(1);
  });

  it('leaves out what is not known', () => {
    expect(scaleOf('costUsd', Float64Array.of(NaN, NaN))).toMatchObject({ empty: true });
    expect(place(scaleOf('costUsd', Float64Array.of(NaN, 4)), NaN)).toBeNaN();
  });

  it('copes with amounts that are all 0', () => {
    expect(place(scaleOf('tokens', Float64Array.of(0, 0)), 0)).toBe(0);
  });

  it('shows scores beyond 0 and 1', () => {
    expect(scaleOf('goalScore', Float64Array.of(-0.5, 1.4))).toMatchObject({ low: -0.5, high: 1.4 });
  });
});
