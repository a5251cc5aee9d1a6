import type { CostBasis, StepKind } from '../model/loop';
import type { LoopPart } from '../model/part';
import { hidesFailure } from './accounting';
import { agentOf } from './handoffs';
import type { RunTold } from './runningTotals';
import { tokensOf, type RunStep } from './step';

/** Steps that are calls of something; of others only tokens and cost are taken. */
const CALLS: ReadonlySet<StepKind> = new Set(['llm', 'tool', 'handoff', 'embedding', 'retrieval', 'memory']);
/** Steps that stand for others; what only they tell is told by the columns of iterations. */
const FRAMES: ReadonlySet<StepKind> = new Set(['loop', 'iteration']);

/** Parts of one loop that are kept apart; a hostile run may name a million agents. */
export const MAX_PARTS = 500;

const add = (sum: number | null, value: number | null) => (value === null ? sum : (sum ?? 0) + value);

const blank = (kind: StepKind, agent: string | null, model: string | null, tool: string | null): LoopPart => ({
  kind,
  agent,
  model,
  tool,
  calls: 0,
  failed: 0,
  inputTokens: null,
  outputTokens: null,
  tokens: null,
  costUsd: null,
  costBasis: null,
  durationMs: null,
  maxMs: null,
});

export interface WholeRun {
  inputTokens: number | null;
  outputTokens: number | null;
  tokens: number | null;
  costUsd: number | null;
  costBasis: CostBasis | null;
}

/** What each agent did with which model and tool. What no step tells of the whole is a part without a name. */
export function readParts(steps: readonly RunStep[], whole: WholeRun, told: RunTold = {}): LoopPart[] {
  const parts = new Map<string, LoopPart>();
  for (const step of steps) {
    const isCall = CALLS.has(step.kind) && step.counts;
    if (isCall || step.bearsTokens || step.bearsCost) {
      const part = partOf(parts, step);
      if (isCall) {
        addCall(part, step);
      }
      addCost(part, step);
    }
  }
  const all = [...parts.values()];
  if (all.every(({ kind }) => FRAMES.has(kind))) {
    return [];
  }
  addTold(all, told);
  const rest = restOf(all, whole);
  return rest === null ? all : [...all, rest];
}

function partOf(parts: Map<string, LoopPart>, step: RunStep): LoopPart {
  const agent = agentOf(step);
  const own = JSON.stringify([step.kind, agent, step.model, step.tool]);
  const key = parts.has(own) || parts.size < MAX_PARTS ? own : step.kind;
  let part = parts.get(key);
  if (part === undefined) {
    part = key === own ? blank(step.kind, agent, step.model, step.tool) : blank(step.kind, null, null, null);
    parts.set(key, part);
  }
  return part;
}

function addCall(part: LoopPart, step: RunStep): void {
  const { startTime, endTime } = step.span;
  part.calls++;
  part.failed = part.failed === null || hidesFailure(step) ? null : part.failed + (step.failed ? 1 : 0);
  if (startTime !== null && endTime !== null) {
    const duration = Math.max(0, endTime - startTime);
    part.durationMs = add(part.durationMs, duration);
    part.maxMs = Math.max(part.maxMs ?? 0, duration);
  }
}

function addCost(part: LoopPart, step: RunStep): void {
  const reported = step.bearsCost ? step.costUsd : null;
  const estimated = step.bearsTokens ? step.estimatedUsd : null;
  if (step.bearsTokens) {
    part.inputTokens = add(part.inputTokens, step.inputTokens);
    part.outputTokens = add(part.outputTokens, step.outputTokens);
    part.tokens = add(part.tokens, tokensOf(step));
  }
  part.costUsd = add(add(part.costUsd, reported), estimated);
  part.costBasis = part.costUsd === null ? null : estimated !== null ? 'estimated' : (part.costBasis ?? 'reported');
}

/** What metrics tell by model and by tool, where one part alone can be meant. */
function addTold(parts: LoopPart[], { byModel, failedByTool }: RunTold): void {
  const only = (fits: (part: LoopPart) => boolean) => {
    const [part, ...others] = parts.filter(fits);
    return part === undefined || others.length > 0 ? null : part;
  };
  failedByTool?.forEach((failed, tool) => {
    const part = only((each) => each.kind === 'tool' && each.tool === tool);
    if (part !== null && part.failed === null) {
      part.failed = failed;
    }
  });
  const isTokenless = parts.every(({ tokens }) => tokens === null);
  const isFree = parts.every(({ costUsd }) => costUsd === null);
  byModel?.forEach(({ inputTokens = null, outputTokens = null, costUsd = null }, model) => {
    const part = only((each) => each.kind === 'llm' && each.model === model) ?? blank('llm', null, model, null);
    if (isTokenless && (inputTokens !== null || outputTokens !== null)) {
      Object.assign(part, { inputTokens, outputTokens, tokens: (inputTokens ?? 0) + (outputTokens ?? 0) });
    }
    if (isFree && costUsd !== null) {
      Object.assign(part, { costUsd, costBasis: 'reported' });
    }
    if (!parts.includes(part) && (part.tokens !== null || part.costUsd !== null)) {
      parts.push(part);
    }
  });
}

/** Below this a difference is a matter of the order of additions. */
const ROUNDING = 1e-9;

/** The rest of a total that no step tells of: of what metrics, or the root alone, say. */
function restOf(parts: LoopPart[], whole: WholeRun): LoopPart | null {
  const missing = (name: 'inputTokens' | 'outputTokens' | 'tokens' | 'costUsd') => {
    const told = parts.reduce<number | null>((sum, part) => add(sum, part[name]), null);
    const rest = (whole[name] ?? 0) - (told ?? 0);
    return whole[name] !== null && rest > ROUNDING ? rest : null;
  };
  const inputTokens = missing('inputTokens');
  const outputTokens = missing('outputTokens');
  const tokens = missing('tokens');
  const costUsd = missing('costUsd');
  if (inputTokens === null && outputTokens === null && tokens === null && costUsd === null) {
    return null;
  }
  const costBasis = costUsd === null ? null : whole.costBasis;
  const models = new Set(parts.flatMap(({ kind, model }) => (kind === 'llm' && model !== null ? [model] : [])));
  const agents = new Set(parts.flatMap(({ kind, agent }) => (kind === 'llm' ? [agent] : [])));
  // With one model and one agent there is nobody else whose it could be.
  const [model] = models.size === 1 ? models : [null];
  const [agent] = agents.size === 1 ? agents : [null];
  return { ...blank('llm', agent, model, null), inputTokens, outputTokens, tokens, costUsd, costBasis };
}
