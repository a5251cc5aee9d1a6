import type { StepKind } from '../model/loop';
import type { RunStep } from '../runs/step';
import type { Detector, Finding } from './detector';
import { median } from './scores';
import type { WarningSubject } from './subject';
import { say } from './words';

/** Fewer others give no measure of what is usual. */
const FEWEST = 3;

/** Kinds of steps that do work themselves; others only hold it. */
const WORKING = new Set<StepKind>(['llm', 'tool', 'worker', 'evaluator', 'retrieval', 'embedding', 'memory']);

interface Timed {
  kind: string;
  /** What it is compared with first: steps of the same tool or model. */
  name: string;
  ms: number;
  iteration: number | null;
  evidence: string | number;
}

const lengthOf = ({ span: { startTime, endTime } }: RunStep) =>
  startTime === null || endTime === null ? NaN : endTime - startTime;

function timedSteps({ loop, run }: WarningSubject): Timed[] {
  if (run !== null && run.steps.some(({ kind, children }) => WORKING.has(kind) && children.length === 0)) {
    return run.steps.flatMap((step) => {
      const ms = lengthOf(step);
      const isLeaf = WORKING.has(step.kind) && step.children.length === 0 && step.counts;
      return isLeaf && ms === ms
        ? [
            {
              kind: step.kind,
              name: step.tool ?? step.model ?? step.span.name,
              ms,
              iteration: step.iteration,
              evidence: step.spanId,
            },
          ]
        : [];
    });
  }
  return loop.iterations.flatMap(({ iteration, latencyMs }) =>
    latencyMs === null ? [] : [{ kind: 'iteration', name: 'iteration', ms: latencyMs, iteration, evidence: iteration }]
  );
}

/** Whether any step can be over the limit at all: most loops are done with here. */
function hasLong({ loop, run }: WarningSubject, limitMs: number): boolean {
  for (let i = 0; i < loop.iterations.length; i++) {
    if ((loop.iterations[i].latencyMs ?? 0) > limitMs) {
      return true;
    }
  }
  return run !== null && run.steps.some((step) => WORKING.has(step.kind) && lengthOf(step) > limitMs);
}

/** One step takes far longer than others of its kind. The first of a kind may start something up, and is left alone. */
export const longRunningStep: Detector = {
  type: 'long_running_step',
  detect(subject, { longRunning: { limitMs, factor } }): Finding | null {
    if (!hasLong(subject, limitMs)) {
      return null;
    }
    const steps = timedSteps(subject);
    let worst: { step: Timed; usual: number } | null = null;
    let count = 0;
    const seen = new Set<string>();
    for (const step of steps) {
      const isFirst = !seen.has(step.kind);
      seen.add(step.kind);
      if (isFirst || step.ms <= limitMs) {
        continue;
      }
      const others = steps.filter((other) => other !== step && other.kind === step.kind);
      const likes = others.filter(({ name }) => name === step.name);
      const compared = likes.length >= FEWEST ? likes : others;
      const usual = median(compared.map(({ ms }) => ms));
      if (compared.length >= FEWEST && step.ms > factor * usual) {
        count++;
        worst = worst === null || step.ms > worst.step.ms ? { step, usual } : worst;
      }
    }
    if (worst === null) {
      return null;
    }
    return {
      type: 'long_running_step',
      firstIteration: worst.step.iteration,
      lastIteration: worst.step.iteration,
      count,
      confidence: 0.7,
      figures: [worst.step.kind, worst.step.name, worst.step.ms, worst.usual],
      evidence: [worst.step.evidence],
    };
  },
  words(finding) {
    const [kind, name, ms, usual] = finding.figures;
    const who = kind === 'iteration' ? `Iteration ${finding.firstIteration}` : `${name}`;
    const more = finding.count > 1 ? ` ${finding.count - 1} more took as unusually long.` : '';
    return {
      title: 'A step took unusually long',
      what: `${who} took ${say.seconds(ms)}${kind === 'iteration' ? '' : say.where(finding)}; others of its kind take ${say.seconds(usual)} (median).${more}`,
      why: 'Whoever waits for the loop waits for this step; a call without a time limit can hold it forever.',
      try: 'Set a time limit for the call, and look at what it was asked: a far larger input is the usual cause.',
    };
  },
};
