/**
 * What can look wrong in a loop, in the order in which warnings are told: what harms first.
 * Batches are never kept between versions, so the list may change.
 */
export const WARNING_TYPES = [
  'safety_violation',
  'failed_loop',
  'no_progress',
  'stale_running',
  'cost_budget_exceeded',
  'token_budget_exceeded',
  'handoff_bounce',
  'regression',
  'oscillation',
  'retry_storm',
  'repeated_tool_call_exact_input',
  'repeated_tool_call_similar_input',
  'empty_result_loop',
  'cost_spike',
  'max_iterations',
  'context_growth',
  'repeated_tool_call',
  'plateau',
  'long_running_step',
  'double_counted_tokens',
] as const;
export type WarningType = (typeof WARNING_TYPES)[number];

export type WarningSeverity = 'critical' | 'warning' | 'info';

/** How bad each type is, wherever it stands. */
export const WARNING_SEVERITY: Readonly<Record<WarningType, WarningSeverity>> = {
  safety_violation: 'critical',
  failed_loop: 'warning',
  no_progress: 'critical',
  stale_running: 'warning',
  cost_budget_exceeded: 'warning',
  token_budget_exceeded: 'warning',
  handoff_bounce: 'warning',
  regression: 'warning',
  oscillation: 'warning',
  retry_storm: 'warning',
  repeated_tool_call_exact_input: 'warning',
  repeated_tool_call_similar_input: 'warning',
  empty_result_loop: 'warning',
  cost_spike: 'warning',
  max_iterations: 'warning',
  context_growth: 'warning',
  repeated_tool_call: 'info',
  plateau: 'info',
  long_running_step: 'info',
  double_counted_tokens: 'info',
};

/** What a warning of each severity takes off a loop's health of 100. */
export const HEALTH_PENALTY: Readonly<Record<WarningSeverity, number>> = { critical: 40, warning: 15, info: 3 };

/** Health from 0 to 100: each type counts once. */
export function healthOf(types: Iterable<WarningType>): number {
  let health = 100;
  for (const type of types) {
    health -= HEALTH_PENALTY[WARNING_SEVERITY[type]];
  }
  return Math.max(0, health);
}

/** One thing that looks wrong in a loop, with its proof. */
export interface LoopWarning {
  type: WarningType;
  severity: WarningSeverity;
  title: string;
  /** What happened, with the figures. */
  what: string;
  /** Why it matters. */
  why: string;
  /** What to try. */
  try: string;
  firstIteration: number | null;
  lastIteration: number | null;
  /** How often it happened: calls, hops, iterations, whatever the type counts. */
  count: number;
  /** From 0 to 1. */
  confidence: number;
  /** Ids of spans, or numbers of iterations where a loop has no spans. */
  evidence: Array<string | number>;
}
