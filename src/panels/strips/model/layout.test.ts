import { DEFAULT_OPTIONS, type ColumnId } from '../options';
import { layoutRows } from './layout';

const ids = (width: number) => layoutRows(width, DEFAULT_OPTIONS.columns).columns.map(({ id }) => id);

describe('layoutRows', () => {
  it('shows all columns where there is room', () => {
    expect(ids(1200)).toEqual(['env', 'iterations', 'lesCumulative', 'tokens', 'reason']);
  });

  it('keeps LES longest in a narrow panel', () => {
    expect(ids(340)).toEqual(['lesCumulative']);
  });

  it.each([320, 390, 600, 900, 1200, 2400])('keeps everything within %i pixels, nothing over another', (width) => {
    const all: ColumnId[] = [...DEFAULT_OPTIONS.columns, 'costUsd', 'startTime'];
    const { columns, strip, name, area } = layoutRows(width, all);
    const parts = [{ x: 0, width: name }, strip, ...columns].sort((a, b) => a.x - b.x);
    parts.forEach((part, i) => {
      expect(part.x).toBeGreaterThanOrEqual(i === 0 ? 0 : parts[i - 1].x + parts[i - 1].width);
      expect(part.x + part.width).toBeLessThanOrEqual(width + 1);
    });
    expect(area).toBeGreaterThan(20);
  });
});
