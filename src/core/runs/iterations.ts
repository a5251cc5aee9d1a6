import { numberField, textField } from '../conventions';
import type { Iteration } from '../model/loop';
import { millis, score, tokens, usd, type EpochMs } from '../model/units';
import { countCalls, isModelCall, sumTokens } from './accounting';
import type { Evaluation } from './evaluations';
import { sharesOfPasses } from './spread';
import type { RunStep } from './step';
import { nearestAbove, withBelow, type StepTree } from './tree';

interface Pass {
  /** The emitter's number; null where it is to be counted. */
  number: number | null;
  steps: RunStep[];
  /** The span that stands for the iteration, if there is one. */
  own: RunStep | null;
}

type Above = Map<RunStep, RunStep | null>;

const isIteration = (step: RunStep) => step.kind === 'iteration';
const isRun = (step: RunStep) => step.kind === 'agent' || step.kind === 'loop' || step.kind === 'workflow';

/** Spans that stand for iterations: those of the outermost run that has any; a nested run's turns are not its caller's. */
function iterationSpans({ steps, topDown }: StepTree, root: RunStep | null, runAbove: Above): RunStep[] {
  const all = steps.filter(isIteration);
  const own = all.filter((step) => (runAbove.get(step) ?? root) === root);
  if (own.length > 0 || all.length === 0) {
    return own;
  }
  const outer = nearestAbove(topDown, isIteration);
  return all.filter((step) => outer.get(step) === null);
}

/**
 * The iterations of a run: spans that stand for them; else one for each model call, numbered as the calls say,
 * else counted. `goals` are the judgements that serve as goal scores.
 */
export function readIterations(tree: StepTree, root: RunStep | null, goals: Evaluation[] = []): Iteration[] {
  const runAbove = nearestAbove(tree.topDown, isRun);
  const spans = iterationSpans(tree, root, runAbove);
  const passes = spans.length > 0 ? passesOfSpans(spans, tree, root, runAbove) : passesOfCalls(tree, runAbove);
  let previous = 0;
  const numbers = passes.map((pass) => {
    const number = pass.number ?? previous + 1;
    previous = number;
    for (const step of pass.steps) {
      step.iteration = number;
      step.countsIn = number;
    }
    return number;
  });
  const shares = sharesOfPasses(passes, tree.topDown, (step) => isModelCall(step) && step.counts);
  const judged = goalsOfPasses(passes, goals);
  return passes.map((pass, i) => {
    const around = shares.get(pass) ?? [];
    around.forEach((step) => (step.countsIn = numbers[i]));
    return toIteration(pass, around, numbers[i], judged.get(pass) ?? null);
  });
}

function passesOfSpans(spans: RunStep[], tree: StepTree, root: RunStep | null, runAbove: Above): Pass[] {
  const passes = new Map<RunStep, Pass>();
  // Turns of several runs side by side repeat their numbers: then they are counted through.
  const runs = new Set(spans.map((span) => runAbove.get(span) ?? null));
  const counted = runs.size > 1 || (root !== null && !runs.has(root) && !runs.has(null)) || restarts(spans);
  for (const span of spans) {
    passes.set(span, { number: counted ? null : span.ownIteration, steps: [span], own: span });
  }
  if (!counted && root !== null && root.span.parentSpanId !== null) {
    addOpenTurns(passes, spans, tree);
  }
  const passAbove = nearestAbove(tree.topDown, (step) => passes.has(step));
  for (const step of tree.steps) {
    const span = passAbove.get(step) ?? null;
    if (span !== null && !passes.has(step)) {
      passes.get(span)?.steps.push(step);
    }
  }
  return [...new Set(passes.values())].sort((a, b) => (a.number ?? 0) - (b.number ?? 0));
}

/** Whether the turns of a run begin anew, as in loomflow's Reflexion, where each attempt counts from 1. */
function restarts(spans: RunStep[]): boolean {
  const turns = spans.filter(({ span }) => span.name === 'loom.turn');
  return turns.some(
    ({ ownIteration }, i) => i > 0 && ownIteration !== null && ownIteration <= (turns[i - 1].ownIteration ?? 0)
  );
}

/** Turns of a run that goes on, whose own span comes only when they are over, by the model calls within them. */
function addOpenTurns(passes: Map<RunStep, Pass>, spans: RunStep[], { steps }: StepTree): void {
  const sessions = new Set(spans.map(({ span }) => textField(span, 'session')));
  const last = spans.reduce((most, { ownIteration }) => Math.max(most, ownIteration ?? 0), 0);
  const orphans = steps.filter(({ parent, span }) => parent === null && span.parentSpanId !== null);
  const turns = new Map<string | null, Pass>();
  for (const { ownIteration: number, span } of orphans.filter(isModelCall)) {
    if (number !== null && number > last && sessions.has(textField(span, 'session'))) {
      turns.set(span.parentSpanId, turns.get(span.parentSpanId) ?? { number, steps: [], own: null });
    }
  }
  for (const step of orphans) {
    const pass = turns.get(step.span.parentSpanId);
    if (pass !== undefined) {
      passes.set(step, pass);
      pass.steps.push(step);
    }
  }
}

/** Passes by model calls; every other step goes with the pass that it began in, unless it holds passes itself. */
function passesOfCalls({ steps, topDown }: StepTree, runAbove: Above): Pass[] {
  const isCall = (step: RunStep) => isModelCall(step) && step.counts;
  const aroundCalls = withBelow(topDown, isCall);
  const passes: Pass[] = [];
  const early: RunStep[] = [];
  let end = -Infinity;
  let last: RunStep | null = null;
  for (const step of steps) {
    if (isCall(step)) {
      const start = step.span.startTime ?? Infinity;
      // Calls that run at the same time are one iteration, and so are those of one turn.
      const sameRun = last !== null && runAbove.get(step) === runAbove.get(last);
      const sameTurn = sameRun && step.ownIteration !== null && step.ownIteration === last?.ownIteration;
      if (passes.length === 0 || (start >= end && !sameTurn)) {
        const before = passes.at(-1)?.number ?? passes.length;
        const number = step.ownIteration !== null && step.ownIteration > before ? step.ownIteration : null;
        passes.push({ number, steps: [], own: null });
      }
      end = Math.max(end, step.span.endTime ?? start);
      last = step;
    }
    if (isRun(step) && aroundCalls.has(step)) {
      continue;
    }
    (passes.at(-1)?.steps ?? early).push(step);
  }
  passes[0]?.steps.unshift(...early);
  return passes;
}

/** The last judgement within each pass; what is judged outside of any is the state at the end. */
function goalsOfPasses(passes: Pass[], goals: Evaluation[]): Map<Pass, number> {
  const judged = new Map<Pass, number>();
  if (goals.length === 0) {
    return judged;
  }
  const passOf = new Map(passes.flatMap((pass) => pass.steps.map((step) => [step, pass] as const)));
  const ofRun = ({ step, scope }: Evaluation) => scope === 'run' || !passOf.has(step);
  const last = passes.at(-1);
  for (const goal of goals.filter((each) => !ofRun(each))) {
    const pass = passOf.get(goal.step);
    if (pass !== undefined) {
      judged.set(pass, goal.score);
    }
  }
  const whole = goals.filter(ofRun).at(-1);
  if (whole !== undefined && last !== undefined) {
    judged.set(last, whole.score);
  }
  return judged;
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
  return steps.reduce(
    (sum, { span }) => sum + span.events.filter(({ name }) => name === 'loop.safety.violation').length,
    0
  );
}

function toIteration({ steps, own, number }: Pass, around: RunStep[], index: number, judged: number | null): Iteration {
  const sums = sumTokens([...steps, ...around]);
  // What the iteration says of itself goes before what its parts add up to; parts come after it in `steps`.
  const time = own?.span.endTime ?? endOf(steps);
  const goal = firstNumber(steps, 'goalScore') ?? judged;
  const target = firstNumber(steps, 'goalTarget');
  const reported = firstNumber(steps, 'lesReported');
  const delta = own === null ? null : numberField(own.span, 'tokensDelta');
  const latency = (own === null ? null : numberField(own.span, 'latencyMs')) ?? spanLength(steps);
  const tokenCount = delta ?? sums.tokens;
  const costUsd = own?.costUsd ?? sums.costUsd;
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
