import type { IterationRow } from '../loop/readIterations';
import type { MessageRow } from '../loop/readMessages';
import type { StepRow } from '../loop/readSteps';
import { differencesOf, type Difference } from './differences';

/** One loop with what happened in it. */
export interface Side {
  iterations: readonly IterationRow[];
  steps: readonly StepRow[];
  messages: readonly MessageRow[];
}

/** One iteration of one loop with what happened in it. */
export interface Pass {
  iteration: IterationRow;
  /** Model and tool calls, by start. */
  calls: StepRow[];
  messages: MessageRow[];
}

/** The n-th iteration of both loops; null where one has ended. */
export interface Pair {
  /** From 0. */
  index: number;
  a: Pass | null;
  b: Pass | null;
  differences: Difference[];
}

const isCall = ({ kind }: StepRow) => kind === 'llm' || kind === 'tool' || kind === 'handoff';

function passesOf({ iterations, steps, messages }: Side): Pass[] {
  const passes = iterations.map((iteration): Pass => ({ iteration, calls: [], messages: [] }));
  // A number that an emitter wrote twice is taken for the first of them: steps do not say which one is meant.
  const byNumber = new Map<number, Pass>();
  for (const pass of passes) {
    if (!byNumber.has(pass.iteration.iteration)) {
      byNumber.set(pass.iteration.iteration, pass);
    }
  }
  for (const step of steps) {
    if (step.iteration !== null && isCall(step)) {
      byNumber.get(step.iteration)?.calls.push(step);
    }
  }
  for (const message of messages) {
    if (message.iteration !== null) {
      byNumber.get(message.iteration)?.messages.push(message);
    }
  }
  return passes;
}

/** The first iteration of one beside the first of the other, and so on: one may count from 0 and the other from 1. */
export function alignSides(a: Side, b: Side): Pair[] {
  const [left, right] = [passesOf(a), passesOf(b)];
  return Array.from({ length: Math.max(left.length, right.length) }, (_, index) => {
    const pair = { a: left[index] ?? null, b: right[index] ?? null };
    return { index, ...pair, differences: differencesOf(pair.a, pair.b) };
  });
}

/** A stretch of pairs that are shown alike: those that are equal are folded into one. */
export interface Stretch {
  equal: boolean;
  pairs: Pair[];
}

export function foldEqual(pairs: readonly Pair[]): Stretch[] {
  const stretches: Stretch[] = [];
  for (const pair of pairs) {
    const equal = pair.differences.length === 0;
    const last = stretches.at(-1);
    if (equal && last?.equal === true) {
      last.pairs.push(pair);
    } else {
      stretches.push({ equal, pairs: [pair] });
    }
  }
  return stretches;
}

/** Where the loops part: the first pair that differs; null where none does. */
export const firstDifference = (pairs: readonly Pair[]): Pair | null =>
  pairs.find(({ differences }) => differences.length > 0) ?? null;
