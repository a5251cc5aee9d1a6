import fc from 'fast-check';
import { cellAt, cellSpan, isSqueezed, spanOf, stripGeometry } from './geometry';

const auto = { align: 'left', cellWidth: 'auto' } as const;

describe('strip geometry', () => {
  it('fits the longest loop', () => {
    const geometry = stripGeometry([100, 5], 400, auto);
    expect(geometry.cellWidth).toBe(4);
    expect(spanOf(geometry, 100)).toEqual({ x: 0, width: 400 });
  });

  it('does not narrow all loops for one that is far too long', () => {
    const geometry = stripGeometry([...Array.from({ length: 20 }, () => 10), 10_000], 400, auto);
    expect(geometry.cellWidth).toBeGreaterThan(8);
    expect(isSqueezed(geometry, 10_000)).toBe(true);
    expect(isSqueezed(geometry, 10)).toBe(false);
  });

  it('stands at the end, or stretches', () => {
    const right = stripGeometry([4, 2], 40, { align: 'right', cellWidth: '8' });
    expect(spanOf(right, 2)).toEqual({ x: 24, width: 16 });
    const even = stripGeometry([4, 2], 40, { align: 'normalised', cellWidth: 'auto' });
    expect(spanOf(even, 2)).toEqual({ x: 0, width: 40 });
  });

  it('finds each cell in its own middle, and nothing beside the strip', () => {
    const cells = fc.record({
      length: fc.integer({ min: 1, max: 200 }),
      area: fc.integer({ min: 200, max: 900 }),
      align: fc.constantFrom('left' as const, 'right' as const, 'normalised' as const),
      at: fc.double({ min: 0, max: 0.999, noNaN: true }),
    });
    fc.assert(
      fc.property(cells, ({ length, area, align, at }) => {
        const geometry = stripGeometry([length, 7], area, { align, cellWidth: 'auto' });
        const index = Math.floor(at * length);
        const { x } = cellSpan(geometry, length, index);
        const { width } = spanOf(geometry, length);
        expect(cellAt(geometry, length, x + width / length / 2)).toBe(index);
        expect(cellAt(geometry, length, area + 1)).toBe(-1);
        expect(cellAt(geometry, 0, 1)).toBe(-1);
      })
    );
  });
});
