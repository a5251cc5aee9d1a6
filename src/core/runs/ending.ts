import { numberField } from '../conventions';
import type { Iteration, Outcome } from '../model/loop';
import type { RunTold } from './runningTotals';
import { tokensOf, type RunStep } from './step';

/** How a run of loomflow ended that did not fail. */
export interface Ending {
  outcome: Outcome;
  reason: string | null;
}

/**
 * loomflow tells that a run was cut short only in its metrics. Where these tell nothing of it, a run whose last turn
 * called tools had not answered: at its limit of turns that was why, otherwise how it ended is not known.
 */
export function readEnding(
  root: RunStep | null,
  steps: readonly RunStep[],
  iterations: readonly Iteration[],
  told: RunTold
): Ending | null {
  if (root === null || root.kind !== 'agent') {
    return null;
  }
  if (isBrokenOff(steps)) {
    return { outcome: 'partial', reason: 'cancelled' };
  }
  const limit = numberField(root.span, 'maxIterations');
  const isAtLimit = limit !== null && iterations.length >= limit;
  const { interrupted = told.interrupted ?? (hasFinalPeer(root) || undefined), reason = told.reason } =
    root.span.told ?? {};
  if (interrupted === false) {
    return { outcome: 'success', reason: null };
  }
  const isOpen = interrupted === true || endsInTools(root);
  if (!isOpen) {
    return null;
  }
  if (interrupted !== true && !isAtLimit) {
    return { outcome: 'unknown', reason: null };
  }
  const budget = reason === undefined || reason === '' ? null : `budget:${reason}`;
  return { outcome: 'partial', reason: budget ?? (isAtLimit ? 'max_turns_exceeded' : 'interrupted') };
}

/** Whether the last turn of a ReAct run itself called tools. */
function endsInTools({ span, children }: RunStep): boolean {
  const turns = children.filter(({ kind }) => kind === 'iteration');
  const last = turns.at(-1);
  const isPlain = span.attributes.architecture === undefined || span.attributes.architecture === 'react';
  return isPlain && last !== undefined && last.children.some(({ kind }) => kind === 'tool' || kind === 'handoff');
}

/**
 * Whether the last model call was broken off from outside: it ended without an error, and without the usage that
 * loomflow writes on every call that was answered.
 */
function isBrokenOff(steps: readonly RunStep[]): boolean {
  const calls = steps.filter(
    ({ kind, span }) => kind === 'llm' && span.attributes['gen_ai.operation.name'] !== undefined
  );
  const last = calls.at(-1);
  const tellUsage = calls.some((call) => tokensOf(call) !== null);
  return last !== undefined && !last.failed && tokensOf(last) === null && tellUsage;
}

/** Whether a swarm was cut short: the peer that had the conversation is then run once more, so named. */
function hasFinalPeer({ children }: RunStep): boolean {
  return children.some(({ span }) => /__swarm_.+_final$/.test(String(span.attributes.session_id)));
}
