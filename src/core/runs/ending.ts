import { numberField } from '../conventions';
import type { Iteration, Outcome } from '../model/loop';
import type { RunTold } from './runningTotals';
import type { RunStep } from './step';

/** How a run of loomflow ended that did not fail. */
export interface Ending {
  outcome: Outcome;
  reason: string | null;
}

/**
 * loomflow tells that a run was cut short only in its metrics. Where these tell nothing of it, a run whose last turn
 * called tools had not answered: at its limit of turns that was why, otherwise how it ended is not known.
 */
export function readEnding(root: RunStep | null, iterations: readonly Iteration[], told: RunTold): Ending | null {
  if (root === null || root.kind !== 'agent') {
    return null;
  }
  const limit = numberField(root.span, 'maxIterations');
  const isAtLimit = limit !== null && iterations.length >= limit;
  const { interrupted = told.interrupted, reason = told.reason } = root.span.told ?? {};
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
