import { OUTCOMES } from '../../core/model/loop';
import { paletteOf } from './colours';

type Triple = [number, number, number];

function linear(hex: string): Triple {
  const channel = (at: number) => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

const times = (matrix: number[][], [a, b, c]: Triple): Triple => {
  const [x, y, z] = matrix.map(([p, q, r]) => p * a + q * b + r * c);
  return [x, y, z];
};

// Machado, Oliveira and Fernandes 2009, full severity.
const SIGHT: Record<string, number[][]> = {
  common: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

function lab(rgb: Triple): Triple {
  const [x, y, z] = times(
    [
      [0.4124 / 0.9505, 0.3576 / 0.9505, 0.1805 / 0.9505],
      [0.2126, 0.7152, 0.0722],
      [0.0193 / 1.089, 0.1192 / 1.089, 0.9505 / 1.089],
    ],
    rgb
  ).map((value) => (value > 0.008856 ? Math.cbrt(value) : 7.787 * value + 16 / 116));
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

const luminance = (hex: string) =>
  times(
    [
      [0.2126, 0.7152, 0.0722],
      [0, 0, 0],
      [0, 0, 0],
    ],
    linear(hex)
  )[0];
const contrast = (a: string, b: string) => {
  const [low, high] = [luminance(a), luminance(b)].sort((p, q) => p - q);
  return (high + 0.05) / (low + 0.05);
};

const theme = (isDark: boolean) => ({
  isDark,
  colors: {
    text: { primary: '#ccccdc', secondary: '#ccccdca6' },
    border: { weak: '#ccccdc12', medium: '#ccccdc26' },
    background: { primary: isDark ? '#181b1f' : '#ffffff' },
  },
  typography: { fontFamily: 'Inter' },
});

describe.each([
  ['dark', true],
  ['light', false],
])('outcome colours, %s', (_, isDark) => {
  const { outcome, effectiveness, background } = paletteOf(theme(isDark));

  it.each(Object.keys(SIGHT))('differ for %s sight', (sight) => {
    for (const a of OUTCOMES) {
      for (const b of OUTCOMES) {
        if (a < b) {
          const [p, q] = [outcome[a], outcome[b]].map((hex) => lab(times(SIGHT[sight], linear(hex))));
          const distance = Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
          expect({ a, b, apart: distance > 15 }).toEqual({ a, b, apart: true });
        }
      }
    }
  });

  it('stand off the background by 3 to 1', () => {
    for (const colour of [...Object.values(outcome), ...effectiveness]) {
      expect(contrast(colour, background)).toBeGreaterThan(3);
    }
  });
});
