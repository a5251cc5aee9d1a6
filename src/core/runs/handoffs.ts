import { textField } from '../conventions';
import type { Handoff } from '../model/loop';
import { compareSpans, nearest } from './tree';
import type { RunStep } from './step';

/** Names by which frameworks call their handoff tools. */
const HANDOFF_TOOL = /^(?:transfer|handoff)(?:_back)?_to_(.+)$/i;

/** A tool that is called just so names its target only in its arguments. */
const PLAIN_HANDOFF = 'handoff';

function transferType(mode: string | null): Handoff['type'] {
  return mode === 'return_to_caller' ? 'delegation' : 'transfer';
}

const isAgent = (step: RunStep) => step.kind === 'agent';

/** The agent that a step is part of. */
export function agentOf(step: RunStep): string | null {
  return (isAgent(step) ? step.agent : null) ?? nearest(step, (above) => isAgent(above) && above.agent !== null)?.agent ?? step.agent;
}

/**
 * Hops from agent to agent, in order: by what spans say of a transfer, by the names of handoff tools, and where a
 * plain `handoff` tool ends one agent's run, by the run that follows it under the same step. A handoff that failed is none.
 */
export function readHandoffs(steps: RunStep[]): Handoff[] {
  const handoffs: Handoff[] = [];
  for (const step of steps) {
    const { span } = step;
    if (step.failed || !step.counts) {
      continue;
    }
    const explicit = textField(span, 'handoffTarget');
    const named = step.tool === null ? null : (HANDOFF_TOOL.exec(step.tool)?.[1] ?? null);
    const target = explicit ?? named ?? (step.tool === PLAIN_HANDOFF ? followingAgent(step) : null);
    if (target === null) {
      continue;
    }
    step.kind = step.kind === 'tool' ? 'handoff' : step.kind;
    handoffs.push({
      from: textField(span, 'handoffSource') ?? agentOf(step),
      to: target,
      time: span.startTime,
      type: transferType(textField(span, 'handoffMode')),
    });
  }
  return handoffs;
}

/** The agent of the run that comes after the one of this step, side by side with it. */
function followingAgent(step: RunStep): string | null {
  const run = nearest(step, isAgent);
  const siblings = run?.parent?.children.filter(isAgent).sort((a, b) => compareSpans(a.span, b.span)) ?? [];
  const next = run === null ? undefined : siblings[siblings.indexOf(run) + 1];
  // Of several handoff tools in one run the last one hands over.
  const isLast = run !== null && lastHandoff(run) === step;
  return next === undefined || !isLast ? null : (next.agent ?? sessionAgent(next));
}

function lastHandoff(run: RunStep): RunStep | null {
  let last: RunStep | null = null;
  const waiting = [...run.children];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next.tool === PLAIN_HANDOFF && !next.failed && (last === null || compareSpans(next.span, last.span) > 0)) {
      last = next;
    }
    waiting.push(...next.children.filter((child) => !isAgent(child)));
  }
  return last;
}

/** loomflow before 0.20 names a swarm's agent only at the end of its session id. */
function sessionAgent(run: RunStep): string | null {
  const session = textField(run.span, 'session') ?? '';
  return /__swarm_(.+?)_\d+$/.exec(session)?.[1] ?? null;
}
