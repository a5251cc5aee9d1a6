import type { Clock, XAxis } from './model/xaxis';

export const CHARTS = ['goal', 'les', 'tokens', 'cost'] as const;
export type ChartId = (typeof CHARTS)[number];

export interface ConvergenceOptions {
  axis: XAxis;
  clock: Clock;
  charts: ChartId[];
  /** `auto` draws the band from nine loops on. */
  band: 'auto' | 'on' | 'off';
  /** Most single loops drawn; those that miss their target come first. */
  maxLoops: number;
  /** Fewest iterations of a plateau. */
  plateauLength: number;
  /** Most that the best score may rise over a plateau. */
  plateauEpsilon: number;
  legend: 'auto' | 'list' | 'hidden';
}

export const DEFAULT_OPTIONS: ConvergenceOptions = {
  axis: 'iteration',
  clock: 'auto',
  charts: ['goal', 'les', 'tokens'],
  band: 'auto',
  maxLoops: 200,
  plateauLength: 3,
  plateauEpsilon: 0.01,
  legend: 'auto',
};

/** Saved options over the defaults; what was cleared in the editor counts as not saved. */
export function withDefaults(saved: Partial<ConvergenceOptions> | undefined): ConvergenceOptions {
  const known = Object.entries(saved ?? {}).filter(
    ([, value]) => value !== undefined && value !== null && value === value
  );
  return { ...DEFAULT_OPTIONS, ...Object.fromEntries(known) };
}
