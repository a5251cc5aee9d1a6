/** Thresholds of the detectors; counts are of calls or iterations, shares and scores lie between 0 and 1. */
export interface WarningOptions {
  /** The target of loops that name none. */
  goalTarget: number;
  repeatedToolCall: {
    count: number;
    window: number;
    /** Only where every call came back with the same result; otherwise also where nothing is known of the results. */
    sameResult: boolean;
  };
  similarInput: { count: number; similarity: number };
  exactInput: { count: number };
  noProgress: { count: number; epsilon: number };
  emptyResult: { count: number };
  retryStorm: { count: number };
  longRunning: { limitMs: number; factor: number };
  costSpike: { floorUsd: number; share: number; factor: number };
  /** Null: no budget is set. */
  costBudgetUsd: number | null;
  tokenBudget: number | null;
  handoffBounce: { hops: number };
  regression: { drop: number };
  oscillation: { flips: number; steps: number; swing: number };
  plateau: { count: number; epsilon: number };
  /** `floorTokens`: a context below it is small, however it grew. */
  contextGrowth: { factor: number; floorTokens: number };
  doubleCounted: { tolerance: number };
  /** Silent for so many times the median iteration, and for at least `floorMs`. */
  staleRunning: { factor: number; floorMs: number };
}

export const DEFAULT_WARNING_OPTIONS: WarningOptions = {
  goalTarget: 0.8,
  repeatedToolCall: { count: 3, window: 8, sameResult: true },
  similarInput: { count: 3, similarity: 0.85 },
  exactInput: { count: 3 },
  noProgress: { count: 5, epsilon: 0.01 },
  emptyResult: { count: 3 },
  retryStorm: { count: 3 },
  longRunning: { limitMs: 30_000, factor: 5 },
  costSpike: { floorUsd: 0.05, share: 0.5, factor: 5 },
  costBudgetUsd: null,
  tokenBudget: null,
  handoffBounce: { hops: 3 },
  regression: { drop: 0.1 },
  oscillation: { flips: 4, steps: 6, swing: 0.05 },
  plateau: { count: 4, epsilon: 0.02 },
  contextGrowth: { factor: 4, floorTokens: 2000 },
  doubleCounted: { tolerance: 0.05 },
  staleRunning: { factor: 10, floorMs: 60_000 },
};

/** Options in which only some things are said. */
export type PartialWarningOptions = {
  [K in keyof WarningOptions]?: WarningOptions[K] extends object ? Partial<WarningOptions[K]> : WarningOptions[K];
};

/** The defaults with what was given put in their place. */
export function completeWarningOptions(given: PartialWarningOptions = {}): WarningOptions {
  const d = DEFAULT_WARNING_OPTIONS;
  return {
    goalTarget: given.goalTarget ?? d.goalTarget,
    repeatedToolCall: { ...d.repeatedToolCall, ...given.repeatedToolCall },
    similarInput: { ...d.similarInput, ...given.similarInput },
    exactInput: { ...d.exactInput, ...given.exactInput },
    noProgress: { ...d.noProgress, ...given.noProgress },
    emptyResult: { ...d.emptyResult, ...given.emptyResult },
    retryStorm: { ...d.retryStorm, ...given.retryStorm },
    longRunning: { ...d.longRunning, ...given.longRunning },
    costSpike: { ...d.costSpike, ...given.costSpike },
    costBudgetUsd: given.costBudgetUsd ?? d.costBudgetUsd,
    tokenBudget: given.tokenBudget ?? d.tokenBudget,
    handoffBounce: { ...d.handoffBounce, ...given.handoffBounce },
    regression: { ...d.regression, ...given.regression },
    oscillation: { ...d.oscillation, ...given.oscillation },
    plateau: { ...d.plateau, ...given.plateau },
    contextGrowth: { ...d.contextGrowth, ...given.contextGrowth },
    doubleCounted: { ...d.doubleCounted, ...given.doubleCounted },
    staleRunning: { ...d.staleRunning, ...given.staleRunning },
  };
}
