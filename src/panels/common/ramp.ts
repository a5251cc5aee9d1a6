import type { Palette } from './colours';

type Triple = [number, number, number];

const STEPS = 64;

/** Areas may be lighter than lines and words: on white they still stand off by 3 to 1. */
const LIGHT_AREAS = ['#7387a6', '#c98310', '#0f9479'];

/** Colours of areas from nothing reached, over half way, to the target. */
export function effectivenessRamp({ effectiveness }: Palette, isDark: boolean): string[] {
  return ramp(isDark ? effectiveness : LIGHT_AREAS);
}

/** Colours of an amount, from little to much: one hue, away from the background. It says nothing of good or bad. */
export function amountRamp(isDark: boolean): string[] {
  return ramp(isDark ? ['#2a3a5c', '#5b86d6', '#d9e6ff'] : ['#d5e0f5', '#5d86cf', '#14264f']);
}

/** Even steps in OKLab between `#rrggbb` colours at equal distances. */
export function ramp(stops: readonly string[], steps = STEPS): string[] {
  const labs = stops.map(toLab);
  return Array.from({ length: steps }, (_, i) => {
    const at = (i / (steps - 1)) * (labs.length - 1);
    const left = Math.min(labs.length - 2, Math.floor(at));
    const mix = (k: 0 | 1 | 2) => labs[left][k] + (labs[left + 1][k] - labs[left][k]) * (at - left);
    return toHex([mix(0), mix(1), mix(2)]);
  });
}

/** The colour of a place 0..1. */
export function colourAt(colours: readonly string[], place: number): string {
  return colours[Math.round(place * (colours.length - 1))];
}

function toLab(hex: string): Triple {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function toHex([lightness, a, b]: Triple): string {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const channels = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ].map((value) => (value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055));
  return `#${channels
    .map((value) =>
      Math.round(Math.min(1, Math.max(0, value)) * 255)
        .toString(16)
        .padStart(2, '0')
    )
    .join('')}`;
}
