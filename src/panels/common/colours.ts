import type { Outcome } from '../../core/model/loop';

/** Colours of what is drawn. Outcomes differ in hue and lightness for each kind of colour blindness (see the test). */
export interface Palette {
  outcome: Record<Outcome, string>;
  /** From nothing reached, over half way, to the target. */
  effectiveness: [none: string, half: string, target: string];
  text: string;
  weak: string;
  grid: string;
  axis: string;
  /** The line of many loops together. */
  median: string;
  band: string;
  bars: string;
  /** Behind marks, so that they stand off the line. */
  background: string;
  font: string;
}

const DARK = {
  outcome: {
    success: '#2fd6b4',
    failure: '#f28a2e',
    partial: '#bf6ef5',
    running: '#8ec2ff',
    unknown: '#878d98',
  },
  effectiveness: ['#8797b2', '#eba743', '#2fd6b4'],
  bars: '#5d7299',
  median: '#f2f4f8',
} as const;

const LIGHT = {
  outcome: {
    success: '#0d8f73',
    failure: '#a84300',
    partial: '#a12be6',
    running: '#0b3a8f',
    unknown: '#4a4e57',
  },
  effectiveness: ['#66768f', '#b26d00', '#0d8f73'],
  bars: '#93a5c4',
  median: '#1c2330',
} as const;

/** The parts of Grafana's theme that the palette takes over. */
export interface ThemeParts {
  isDark: boolean;
  colors: {
    text: { primary: string; secondary: string };
    border: { weak: string; medium: string };
    background: { primary: string };
  };
  typography: { fontFamily: string };
}

export function paletteOf(theme: ThemeParts): Palette {
  const own = theme.isDark ? DARK : LIGHT;
  return {
    outcome: { ...own.outcome },
    effectiveness: [...own.effectiveness],
    bars: own.bars,
    median: own.median,
    band: own.effectiveness[0],
    text: theme.colors.text.primary,
    weak: theme.colors.text.secondary,
    grid: theme.colors.border.weak,
    axis: theme.colors.border.medium,
    background: theme.colors.background.primary,
    font: `11px ${theme.typography.fontFamily}`,
  };
}
