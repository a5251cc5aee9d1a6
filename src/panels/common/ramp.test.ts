import { paletteOf } from './colours';
import { amountRamp, colourAt, effectivenessRamp, ramp } from './ramp';

const luminance = (hex: string) => {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const contrast = (a: string, b: string) => {
  const [low, high] = [luminance(a), luminance(b)].sort((p, q) => p - q);
  return (high + 0.05) / (low + 0.05);
};

const paletteFor = (isDark: boolean) =>
  paletteOf({
    isDark,
    colors: {
      text: { primary: '#ccccdc', secondary: '#ccccdc' },
      border: { weak: '#ccccdc', medium: '#ccccdc' },
      background: { primary: isDark ? '#181b1f' : '#ffffff' },
    },
    typography: { fontFamily: 'Inter' },
  });

describe('ramp', () => {
  it('begins and ends with the colours given', () => {
    expect(ramp(['#102030', '#a0b0c0'], 5)).toEqual(expect.arrayContaining(['#102030', '#a0b0c0']));
    expect(colourAt(ramp(['#102030', '#ffffff', '#a0b0c0'], 3), 0.5)).toBe('#ffffff');
  });

  it.each([true, false])('of effectiveness stands off the background by 3 to 1 all along, dark: %s', (isDark) => {
    const palette = paletteFor(isDark);
    for (const colour of effectivenessRamp(palette, isDark)) {
      expect(contrast(colour, palette.background)).toBeGreaterThan(3);
    }
  });

  it.each([true, false])('of amounts tells more by lightness alone, dark: %s', (isDark) => {
    const steps = amountRamp(isDark).map(luminance);
    const sorted = [...steps].sort((a, b) => (isDark ? a - b : b - a));
    expect(steps).toEqual(sorted);
    expect(contrast(amountRamp(isDark)[0], amountRamp(isDark)[63])).toBeGreaterThan(7);
  });
});
