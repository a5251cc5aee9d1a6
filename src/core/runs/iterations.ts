import { numberField, textField } from '../conventions';
import type { Iteration } from '../model/loop';
import { millis, score, tokens, usd, type EpochMs } from '../model/units';
import { countCalls, sumTokens } from './accounting';
import type { RunStep } from './step';
import { nearest } from './tree';

interface Pass {
  /** The emitter's number; null where it is to be counted. */
  number: number | null;
  steps: RunStep[];
  /** The span that stands for the iteration, if there is one. */
  own: RunStep | null;
}

const isIteration = (step: RunStep) => step.kind === 'iteration';
const isRun = (step: RunStep) => step.kind === 'agent' || step.kind === 'loop' || step.kind === 'workflow';

/** Spans that stand for iterations: those of the outermost run that has any; a nested run's turns are not its caller's. */
function iterationSpans(steps: RunStep[], root: RunStep | null): RunStep[] {
  const all = steps.filter(isIteration);
  const own = all.filter((step) => nearest(step, isRun) === root || nearest(step, isRun) === null);
  return own.length > 0 ? own : all.filter((step) => nearest(step, isIteration) === null);
}

/**
 * The iterations of a run: spans that stand for them; else indices written on its calls;
 * else derived, one for each model call that is not part of a nested iteration.
 */
export function readIterations(steps: RunStep[], root: RunStep | null): Iteration[] {
  const spans = iterationSpans(steps, root);
  const passes = spans.length > 0 ? passesOfSpans(spans, steps, root) : passesOfCalls(steps);
  let previous = 0;
  return passes.map((pass) => {
    const number = pass.number ?? previous + 1;
    previous = number;
    for (const step of pass.steps) {
      step.iteration ??= number;
    }
    return toIteration(pass, number);
  });
}

function passesOfSpans(spans: RunStep[], steps: RunStep[], root: RunStep | null): Pass[] {
  const passes = new Map<RunStep, Pass>();
  // Turns of several runs side by side repeat their numbers: then they are counted through.
  const runs = new Set(spans.map((span) => nearest(span, isRun)));
  const counted = runs.size > 1 || (root !== null && !runs.has(root) && !runs.has(null));
  for (const span of spans) {
    passes.set(span, { number: counted ? null : span.ownIteration, steps: [span], own: span });
  }
  for (const step of steps) {
    const span = nearest(step, (above) => passes.has(above));
    if (span !== null) {
      passes.get(span)?.steps.push(step);
    }
  }
  return [...passes.values()].sort((a, b) => (a.number ?? 0) - (b.number ?? 0));
}

function passesOfCalls(steps: RunStep[]): Pass[] {
  const passes: Pass[] = [];
  let end = -Infinity;
  for (const step of steps) {
    const start = step.span.startTime ?? Infinity;
    if (step.kind === 'llm' && step.counts) {
      // Calls that run at the same time are one iteration.
      if (passes.length === 0 || start >= end) {
        passes.push({ number: null, steps: [], own: null });
      }
      end = Math.max(end, step.span.endTime ?? start);
    }
    if (passes.length > 0 && !isRun(step)) {
      passes[passes.length - 1].steps.push(step);
    }
  }
  return passes;
}

function endOf(steps: RunStep[]): EpochMs | null {
  let latest: EpochMs | null = null;
  for (const { span } of steps) {
    const end = span.endTime ?? span.startTime;
    latest = end !== null && (latest === null || end > latest) ? end : latest;
  }
  return latest;
}

function startOf(steps: RunStep[]): number {
  return steps.reduce((first, { span }) => Math.min(first, span.startTime ?? Infinity), Infinity);
}

function firstNumber(steps: RunStep[], field: Parameters<typeof numberField>[1]): number | null {
  for (const { span } of steps) {
    const value = numberField(span, field);
    if (value !== null) {
      return value;
    }
  }
  return null;
}

function firstText(steps: RunStep[], field: Parameters<typeof textField>[1]): string | null {
  for (const { span } of steps) {
    const value = textField(span, field);
    if (value !== null) {
      return value;
    }
  }
  return null;
}

function countViolations(steps: RunStep[]): number {
  return steps.reduce((sum, { span }) => sum + span.events.filter(({ name }) => name === 'loop.safety.violation').length, 0);
}

function toIteration({ steps, own, number }: Pass, index: number): Iteration {
  const sums = sumTokens(steps);
  // What the iteration says of itself goes before what its parts add up to; parts come after it in `steps`.
  const time = own?.span.endTime ?? endOf(steps);
  const goal = own === null ? firstNumber(steps, 'goalScore') : (numberField(own.span, 'goalScore') ?? firstNumber(steps, 'goalScore'));
  const target = firstNumber(steps, 'goalTarget');
  const reported = firstNumber(steps, 'lesReported');
  const delta = own === null ? null : numberField(own.span, 'tokensDelta');
  const cost = own === null ? null : numberField(own.span, 'costUsd');
  const latency = (own === null ? null : numberField(own.span, 'latencyMs')) ?? spanLength(steps);
  const tokenCount = delta ?? sums.tokens;
  const costUsd = cost ?? sums.costUsd;
  return {
    iteration: index,
    derived: number === null,
    time,
    goalScore: goal === null ? null : score(goal),
    goalTarget: target === null ? null : score(target),
    lesReported: reported === null ? null : score(reported),
    tokens: tokenCount === null ? null : tokens(tokenCount),
    costUsd: costUsd === null ? null : usd(costUsd),
    latencyMs: latency === null ? null : millis(latency),
    worker: firstText(steps, 'worker'),
    evaluator: firstText(steps, 'evaluator'),
    violations: countViolations(steps),
    calls: countCalls(steps),
  };
}

function spanLength(steps: RunStep[]): number | null {
  const start = startOf(steps);
  const end = endOf(steps);
  return end === null || start === Infinity ? null : Math.max(0, Math.round((end - start) * 1000) / 1000);
}
