import type { StepCounts } from '../model/loop';
import { textField } from '../conventions';
import { tokensOf, type RunStep } from './step';
import { markTwins } from './twins';
import { withBelow } from './tree';

export interface TokenSums {
  tokens: number | null;
  inputTokens: number | null;
  outputTokens: number | null;
  cacheReadTokens: number | null;
  costUsd: number | null;
}

export const isModelCall = (step: RunStep) => step.kind === 'llm';
export const isToolCall = (step: RunStep) => step.kind === 'tool' || step.kind === 'handoff';
const isAgent = (step: RunStep) => step.kind === 'agent';
const hasTokens = (step: RunStep) => tokensOf(step) !== null;

/**
 * Marks what must not be counted twice: a model call around another one of the same agent (the inner one counts),
 * a call that two instrumentations recorded side by side (the one that says more counts),
 * and an MCP request inside the tool call that it carries out.
 */
export function markRepeats(topDown: RunStep[]): void {
  const aroundCalls = withBelow(topDown, isModelCall, isAgent);
  const toolAbove = new Map<RunStep, RunStep>();
  for (const step of topDown) {
    const { parent } = step;
    // Transport spans between a tool call and its request do not part them.
    const above =
      parent === null
        ? undefined
        : isToolCall(parent)
          ? parent
          : parent.kind === 'other'
            ? toolAbove.get(parent)
            : undefined;
    if (above !== undefined) {
      toolAbove.set(step, above);
    }
    if (isModelCall(step)) {
      step.counts = !aroundCalls.has(step);
    } else if (isToolCall(step) && above !== undefined) {
      step.counts = !isSameToolCall(step, above);
    }
  }
  const twins = markTwins(topDown.filter((step) => isModelCall(step) && step.counts));
  markBearers(topDown, twins);
}

/** True where a tool call below another one is the same call, told by another layer. */
function isSameToolCall(step: RunStep, outer: RunStep): boolean {
  const id = textField(step.span, 'toolCallId');
  const outerId = textField(outer.span, 'toolCallId');
  if (id !== null && outerId !== null) {
    return id === outerId;
  }
  const isRequest = step.span.attributes['mcp.method.name'] !== undefined;
  const name = textField(step.span, 'tool');
  if (!isRequest) {
    return id === outerId && step.parent === outer && step.tool !== null && step.tool === outer.tool;
  }
  return name === null || outer.tool === null || outer.tool === name || endsInWord(outer.tool, name);
}

/** Frameworks put the server's name before that of the tool: `docs__search`. */
const endsInWord = (text: string, word: string) =>
  text.endsWith(word) && /[^a-z0-9]$/i.test(text.slice(0, -word.length));

/**
 * Marks whose tokens and cost are to be added up. Model calls bear theirs, unless a call inside them does; what an
 * agent says of itself counts only where no step below it carries tokens, each agent for itself.
 */
function markBearers(topDown: RunStep[], twins: ReadonlySet<RunStep>): void {
  const carries = (step: RunStep) => hasTokens(step) && !twins.has(step);
  const aroundTokens = withBelow(topDown, carries);
  const aroundCallTokens = withBelow(topDown, (step) => isModelCall(step) && carries(step), isAgent);
  const aroundCost = withBelow(topDown, (step) => step.costUsd !== null && !twins.has(step));
  for (const step of topDown) {
    const isOwn = isModelCall(step)
      ? !aroundCallTokens.has(step)
      : step.kind === 'embedding' || !aroundTokens.has(step);
    step.bearsTokens = carries(step) && isOwn;
    step.bearsCost = step.costUsd !== null && !twins.has(step) && !aroundCost.has(step);
  }
}

/** loomflow before 0.20 writes a tool that failed just as one that worked; it writes none of GenAI's names either. */
export const hidesFailure = ({ span, failed }: RunStep) =>
  !failed &&
  span.told?.ok === undefined &&
  span.name === 'loom.tool' &&
  span.attributes['gen_ai.tool.name'] === undefined;

/** Calls of models and tools, each once. */
export function countCalls(steps: Iterable<RunStep>): StepCounts {
  const counts = { llmCalls: 0, llmFailed: 0, toolCalls: 0, toolFailed: 0 };
  let hidden = false;
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
      hidden ||= hidesFailure(step);
    }
  }
  return hidden ? { ...counts, toolFailed: null } : counts;
}

const add = (sum: number | null, value: number | null) => (value === null ? sum : (sum ?? 0) + value);

/** Tokens and cost (reported, or estimated where a run reports none) of some steps, as `markRepeats` says whose count. */
export function sumTokens(steps: Iterable<RunStep>): TokenSums {
  const sums: TokenSums = { tokens: null, inputTokens: null, outputTokens: null, cacheReadTokens: null, costUsd: null };
  for (const step of steps) {
    if (step.bearsTokens) {
      sums.tokens = add(sums.tokens, tokensOf(step));
      sums.inputTokens = add(sums.inputTokens, step.inputTokens);
      sums.outputTokens = add(sums.outputTokens, step.outputTokens);
      sums.cacheReadTokens = add(sums.cacheReadTokens, step.cacheReadTokens);
      sums.costUsd = add(sums.costUsd, step.estimatedUsd);
    }
    if (step.bearsCost) {
      sums.costUsd = add(sums.costUsd, step.costUsd);
    }
  }
  return sums;
}
