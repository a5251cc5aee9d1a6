import type { StepCounts } from '../model/loop';
import { textField } from '../conventions';
import { tokensOf, type RunStep } from './step';

export interface TokenSums {
  tokens: number | null;
  inputTokens: number | null;
  outputTokens: number | null;
  cacheReadTokens: number | null;
  costUsd: number | null;
}

const isModelCall = (step: RunStep) => step.kind === 'llm';
const isToolCall = (step: RunStep) => step.kind === 'tool' || step.kind === 'handoff';

function hasBelow(step: RunStep, test: (step: RunStep) => boolean): boolean {
  const waiting = [...step.children];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (test(next)) {
      return true;
    }
    waiting.push(...next.children);
  }
  return false;
}

/**
 * True for two records of one call: by two instrumentations, side by side. A response id alone does not tell:
 * servers have been seen to give one id to calls that ran at the same time.
 */
function isTwin(a: RunStep, b: RunStep): boolean {
  const same = (left: number | null, right: number | null) => left === null || right === null || left === right;
  return (
    a.span.scope !== b.span.scope &&
    a.span.parentSpanId === b.span.parentSpanId &&
    same(a.inputTokens, b.inputTokens) &&
    same(a.outputTokens, b.outputTokens)
  );
}

/**
 * Marks what must not be counted twice: a model call around another model call (the inner one counts),
 * a call that two instrumentations recorded side by side under one response id (the one that says more counts),
 * and an MCP request inside the tool call that it carries out.
 */
export function markRepeats(steps: RunStep[]): void {
  const byResponse = new Map<string, RunStep>();
  for (const step of steps) {
    if (isModelCall(step) && hasBelow(step, isModelCall)) {
      step.counts = false;
    } else if (isModelCall(step)) {
      const id = textField(step.span, 'responseId');
      const twin = id === null ? undefined : byResponse.get(id);
      if (id !== null && twin === undefined) {
        byResponse.set(id, step);
      } else if (id !== null && twin !== undefined && isTwin(step, twin)) {
        const better = Object.keys(step.span.attributes).length > Object.keys(twin.span.attributes).length;
        (better ? twin : step).counts = false;
        byResponse.set(id, better ? step : twin);
      }
    } else if (isToolCall(step) && step.parent !== null && isToolCall(step.parent)) {
      const isRequest = step.span.attributes['mcp.method.name'] !== undefined;
      const sameCall = step.tool !== null && step.tool === step.parent.tool;
      step.counts = !(isRequest || (sameCall && textField(step.span, 'toolCallId') === textField(step.parent.span, 'toolCallId')));
    }
  }
}

/** Calls of models and tools, each once. */
export function countCalls(steps: Iterable<RunStep>): StepCounts {
  const counts: StepCounts = { llmCalls: 0, llmFailed: 0, toolCalls: 0, toolFailed: 0 };
  for (const step of steps) {
    if (!step.counts) {
      continue;
    }
    if (isModelCall(step)) {
      counts.llmCalls++;
      counts.llmFailed += step.failed ? 1 : 0;
    } else if (isToolCall(step)) {
      counts.toolCalls++;
      counts.toolFailed += step.failed ? 1 : 0;
    }
  }
  return counts;
}

const add = (sum: number | null, value: number | null) => (value === null ? sum : (sum ?? 0) + value);

/**
 * Tokens and reported cost of some steps. Model calls count; what an agent says of itself counts only
 * where no model call below it carries tokens, so that nothing is counted twice.
 */
export function sumTokens(steps: Iterable<RunStep>): TokenSums {
  const sums: TokenSums = { tokens: null, inputTokens: null, outputTokens: null, cacheReadTokens: null, costUsd: null };
  for (const step of steps) {
    if (!step.counts || !bears(step)) {
      continue;
    }
    sums.tokens = add(sums.tokens, tokensOf(step));
    sums.inputTokens = add(sums.inputTokens, step.inputTokens);
    sums.outputTokens = add(sums.outputTokens, step.outputTokens);
    sums.cacheReadTokens = add(sums.cacheReadTokens, step.cacheReadTokens);
  }
  for (const step of steps) {
    if (step.counts && step.costUsd !== null && !hasBelow(step, ({ costUsd }) => costUsd !== null)) {
      sums.costUsd = add(sums.costUsd, step.costUsd);
    }
  }
  return sums;
}

/** True where the tokens of a step are not those of steps below it. */
function bears(step: RunStep): boolean {
  if (tokensOf(step) === null) {
    return false;
  }
  return isModelCall(step) || step.kind === 'embedding' || !hasBelow(step, (below) => below.counts && tokensOf(below) !== null);
}
