import type { Loop } from '../model/loop';
import { WARNING_SEVERITY, WARNING_TYPES, type LoopWarning, type WarningType } from '../model/warning';
import { budgets } from './budgets';
import { contextGrowth } from './contextGrowth';
import { costSpike } from './costSpike';
import type { Detector, Finding } from './detector';
import { doubleCountedTokens } from './doubleCountedTokens';
import { emptyResultLoop } from './emptyResultLoop';
import { failedLoop } from './failedLoop';
import { handoffBounce } from './handoffBounce';
import { longRunningStep } from './longRunningStep';
import { maxIterations } from './maxIterations';
import { noProgress } from './noProgress';
import { DEFAULT_WARNING_OPTIONS, type WarningOptions } from './options';
import { oscillation } from './oscillation';
import { plateau } from './plateau';
import { regression } from './regression';
import { repeatedToolCall } from './repeatedToolCall';
import { repeatedToolCallExactInput } from './repeatedToolCallExactInput';
import { repeatedToolCallSimilarInput } from './repeatedToolCallSimilarInput';
import { retryStorm } from './retryStorm';
import { safetyViolation } from './safetyViolation';
import { staleRunning } from './staleRunning';
import { createSubject, type SubjectRun } from './subject';

/** By type, in the order in which warnings are told. */
const DETECTORS: Record<WarningType, Detector> = {
  safety_violation: safetyViolation,
  failed_loop: failedLoop,
  no_progress: noProgress,
  stale_running: staleRunning,
  cost_budget_exceeded: budgets.cost,
  token_budget_exceeded: budgets.tokens,
  handoff_bounce: handoffBounce,
  regression,
  oscillation,
  retry_storm: retryStorm,
  repeated_tool_call_exact_input: repeatedToolCallExactInput,
  repeated_tool_call_similar_input: repeatedToolCallSimilarInput,
  empty_result_loop: emptyResultLoop,
  cost_spike: costSpike,
  max_iterations: maxIterations,
  context_growth: contextGrowth,
  repeated_tool_call: repeatedToolCall,
  plateau,
  long_running_step: longRunningStep,
  double_counted_tokens: doubleCountedTokens,
};

const NOTHING: readonly Finding[] = [];
const IN_ORDER = WARNING_TYPES.map((type) => DETECTORS[type]);

/** What says the same in stronger words; the weaker one is left out. */
const STRONGER: Partial<Record<WarningType, readonly WarningType[]>> = {
  plateau: ['no_progress'],
  repeated_tool_call: [
    'repeated_tool_call_exact_input',
    'repeated_tool_call_similar_input',
    'empty_result_loop',
    'retry_storm',
  ],
};

/**
 * What looks wrong in a loop, at most one finding a type, in a fixed order. `run` has its steps where it was made of spans.
 * A silent loop costs no allocation beyond its subject.
 */
export function findWarnings(
  loop: Loop,
  run: SubjectRun | null,
  options: WarningOptions = DEFAULT_WARNING_OPTIONS
): readonly Finding[] {
  const subject = createSubject(loop, run);
  let found: Finding[] | null = null;
  for (const detector of IN_ORDER) {
    const finding = detector.detect(subject, options);
    if (finding !== null) {
      (found ??= []).push(finding);
    }
  }
  return found === null ? NOTHING : found.filter((finding) => !isSaidStronger(finding, found));
}

function isSaidStronger({ type, figures }: Finding, found: Finding[]): boolean {
  const stronger = STRONGER[type];
  return (
    stronger !== undefined &&
    // Of tools the first figure is the name: another tool is another matter.
    found.some((other) => stronger.includes(other.type) && (type === 'plateau' || other.figures[0] === figures[0]))
  );
}

/** A finding in words. */
export function toWarning(finding: Finding): LoopWarning {
  const { type, firstIteration, lastIteration, count, confidence, evidence } = finding;
  return {
    type,
    severity: WARNING_SEVERITY[type],
    ...DETECTORS[type].words(finding),
    firstIteration,
    lastIteration,
    count,
    confidence,
    evidence,
  };
}
