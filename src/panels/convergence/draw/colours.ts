import type { Outcome } from '../../../core/model/loop';

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
  outcome: { success: '#2ec4ae', failure: '#ff9a3d', partial: '#c9a6ff', running: '#5c9dff', unknown: '#a3a9b5' },
  effectiveness: ['#8797b2', '#eba743', '#2ec4ae'],
  bars: '#5d7299',
  median: '#f2f4f8',
} as const;

const LIGHT = {
  outcome: { success: '#00776b', failure: '#b84a00', partial: '#8a4fd3', running: '#1a5fd6', unknown: '#646b78' },
  effectiveness: ['#66768f', '#b26d00', '#00776b'],
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
