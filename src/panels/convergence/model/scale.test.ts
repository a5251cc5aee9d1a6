import fc from 'fast-check';
import { amountDomain, invert, niceDomain, project, scoreDomain, ticks } from './scale';

describe('domains', () => {
  it('holds scores between 0 and 1 and grows where they leave it', () => {
    expect(scoreDomain({ min: 0.4, max: 0.5 })).toEqual({ min: 0, max: 1 });
    const grown = scoreDomain({ min: -0.25, max: 1.75 });
    expect(grown).toEqual({ min: -0.5, max: 2 });
  });
  it('does not move for small arrivals', () => {
    expect(amountDomain({ min: 100, max: 4100 })).toEqual(amountDomain({ min: 100, max: 5900 }));
    expect(amountDomain(null)).toEqual({ min: 0, max: 1 });
  });
  it('always contains what it was made for', () => {
    const number = fc.integer({ min: -1e9, max: 1e9 }).map((value) => value / 1000);
    fc.assert(
      fc.property(number, number, (a, b) => {
        const [min, max] = [Math.min(a, b), Math.max(a, b)];
        const nice = niceDomain({ min, max }, 4);
        const slack = (Math.abs(min) + Math.abs(max)) * 1e-9;
        expect(nice.min).toBeLessThanOrEqual(min + slack);
        expect(nice.max).toBeGreaterThanOrEqual(max - slack);
        expect(nice.max).toBeGreaterThan(nice.min);
      })
    );
  });
});

describe('ticks', () => {
  it('are round numbers inside the domain', () => {
    expect(ticks({ min: 0, max: 1 }, 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(ticks({ min: -0.5, max: 2 }, 5)).toEqual([-0.5, 0, 0.5, 1, 1.5, 2]);
  });
  it('are whole where asked', () => {
    expect(ticks({ min: 1, max: 3 }, 10, true)).toEqual([1, 2, 3]);
  });
});

describe('project', () => {
  it('is undone by invert', () => {
    const scale = { domain: { min: 2, max: 12 }, from: 100, to: 0 };
    expect(project(scale, 7)).toBe(50);
    expect(invert(scale, 50)).toBe(7);
  });
});
