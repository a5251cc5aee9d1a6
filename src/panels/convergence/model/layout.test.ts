import fc from 'fast-check';
import { layoutCharts, spread } from './layout';

const ALL = [
  { id: 'goal' as const, reported: true },
  { id: 'les' as const, reported: true },
  { id: 'tokens' as const, reported: true },
];

describe('layoutCharts', () => {
  it('gives the goal score most of the height and keeps all above the axis', () => {
    const { rows, axisTop, footerTop } = layoutCharts({ width: 800, height: 400, charts: ALL, rightGutter: 10 });
    const sizes = rows.map(({ plotTop, plotBottom }) => plotBottom - plotTop);
    expect(sizes[0]).toBeGreaterThan(sizes[1] * 1.5);
    expect(rows[2].plotBottom).toBeLessThan(axisTop);
    expect(axisTop).toBeLessThan(footerTop);
  });
  it('leaves out LES, then tokens, in a low panel', () => {
    const at = (height: number) => layoutCharts({ width: 800, height, charts: ALL, rightGutter: 10 });
    expect(at(180).hidden).toEqual(['les']);
    expect(at(130).rows.map(({ id }) => id)).toEqual(['goal']);
  });
  it('shrinks a chart that reports nothing to its head', () => {
    const charts = [{ id: 'goal' as const, reported: false }, ALL[2]];
    const { rows } = layoutCharts({ width: 800, height: 300, charts, rightGutter: 10 });
    expect(rows[0].plotBottom).toBe(rows[0].plotTop);
    expect(rows[1].plotBottom - rows[1].plotTop).toBeGreaterThan(150);
  });
});

describe('layoutCharts, where only some charts have a plot', () => {
  it.each([
    ['goal', [true, false, false]],
    ['les', [false, true, false]],
    ['tokens', [false, false, true]],
  ])('keeps the axis under the plot of %s clear of the heads below', (_, plotted) => {
    const charts = ALL.map(({ id }, i) => ({ id, reported: plotted[i] }));
    const { rows, axisTop, footerTop } = layoutCharts({ width: 800, height: 400, charts, rightGutter: 10 });
    const below = rows.filter(({ top }) => top > axisTop);
    expect(below).toHaveLength(2 - plotted.indexOf(true));
    below.forEach(({ top, plotBottom }) => {
      expect(top - axisTop).toBeGreaterThanOrEqual(16);
      expect(plotBottom).toBeLessThanOrEqual(footerTop);
    });
  });
});

describe('spread', () => {
  it('keeps labels apart, in order and inside where they fit', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 180 }), { maxLength: 12 }), (places) => {
        const out = spread(places, 14, 0, 186);
        const sorted = [...out].sort((a, b) => a - b);
        sorted.forEach((place, i) => {
          expect(place).toBeGreaterThanOrEqual(0);
          expect(place).toBeLessThanOrEqual(186);
          if (i > 0) {
            expect(place - sorted[i - 1]).toBeGreaterThanOrEqual(14);
          }
        });
      })
    );
  });
  it('leaves labels in peace that do not overlap', () => {
    expect(spread([10, 100], 14, 0, 186)).toEqual([10, 100]);
  });
});
