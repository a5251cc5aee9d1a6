import { textField, textsField } from '../conventions';
import type { Handoff } from '../model/loop';
import { nearestAbove } from './tree';
import type { RunStep } from './step';

/** A handoff with the step that tells of it. */
export interface Hop extends Handoff {
  step: RunStep;
}

/** Names by which frameworks call their handoff tools. */
const HANDOFF_TOOL = /^(?:transfer|handoff)(?:[_ ]back)?[_ ]to[_ ](.+)$/i;

/** A tool that is called just so names its target only in its arguments. */
const PLAIN_HANDOFF = 'handoff';

/** Where a graph begins and ends; nobody is handed over to there. */
const GRAPH_ENDS = new Set(['__start__', '__end__']);

function transferType(mode: string | null): Handoff['type'] {
  return mode === 'return_to_caller' ? 'delegation' : 'transfer';
}

const isAgent = (step: RunStep) => step.kind === 'agent';

/** Tells each step which named agent it is part of. */
export function markAgents(topDown: RunStep[]): void {
  for (const step of topDown) {
    const { parent } = step;
    step.agentAbove =
      parent === null ? null : isAgent(parent) ? (parent.agent ?? parent.agentAbove) : parent.agentAbove;
  }
}

/** The agent that a step is part of. */
export function agentOf(step: RunStep): string | null {
  return (isAgent(step) ? step.agent : null) ?? step.agentAbove ?? step.agent;
}

/**
 * Hops from agent to agent, in order: by what spans say of a transfer, by the names of handoff tools, and where a
 * plain `handoff` tool ends one agent's run, by the run that follows it under the same step. A handoff that failed is none.
 */
export function readHandoffs(steps: RunStep[], topDown: RunStep[]): Hop[] {
  const handoffs: Hop[] = [];
  let followers: Map<RunStep, string | null> | undefined;
  for (const step of steps) {
    const { span } = step;
    if (step.failed || !step.counts) {
      continue;
    }
    let targets = explicitTargets(step);
    if (targets.length === 0 && step.tool !== null) {
      followers ??= step.tool === PLAIN_HANDOFF ? followingAgents(steps, topDown) : undefined;
      const named = HANDOFF_TOOL.exec(step.tool)?.[1] ?? followers?.get(step) ?? null;
      targets = named === null ? [] : [named];
    }
    if (targets.length > 0 && step.kind === 'tool') {
      step.kind = 'handoff';
    }
    for (const to of targets) {
      handoffs.push({
        from: textField(span, 'handoffSource') ?? agentOf(step),
        to,
        time: span.startTime,
        type: isAgent(step) ? 'delegation' : transferType(textField(span, 'handoffMode')),
        step,
      });
    }
  }
  return handoffs;
}

/** Whom the span itself names: as the target of a transfer, or as the agent that another one called. */
function explicitTargets(step: RunStep): string[] {
  const targets = textsField(step.span, 'handoffTarget').filter((target) => !GRAPH_ENDS.has(target));
  if (targets.length > 0 || !isAgent(step) || step.agent === null) {
    return targets;
  }
  const caller = textField(step.span, 'handoffSource');
  const isTold = caller === null || caller === step.agent || step.parent?.kind === 'handoff';
  return isTold ? [] : [step.agent];
}

/** For the last plain handoff tool of each agent's run the agent whose run comes next, side by side with it. */
function followingAgents(steps: RunStep[], topDown: RunStep[]): Map<RunStep, string | null> {
  const runAbove = nearestAbove(topDown, isAgent);
  const lastOfRun = new Map<RunStep, RunStep>();
  for (const step of steps) {
    const run = runAbove.get(step) ?? null;
    if (step.tool === PLAIN_HANDOFF && !step.failed && run !== null) {
      lastOfRun.set(run, step);
    }
  }
  const following = new Map<RunStep, string | null>();
  const latest = new Map<RunStep, RunStep>();
  for (const run of steps.filter(isAgent)) {
    const { parent } = run;
    if (parent === null) {
      continue;
    }
    const handoff = lastOfRun.get(latest.get(parent) ?? run);
    if (latest.has(parent) && handoff !== undefined) {
      following.set(handoff, run.agent);
    }
    latest.set(parent, run);
  }
  return following;
}
