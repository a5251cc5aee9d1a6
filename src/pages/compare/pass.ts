import type { IterationRow } from '../loop/readIterations';
import type { MessageRow } from '../loop/readMessages';
import type { StepRow } from '../loop/readSteps';

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

const isCall = ({ kind }: StepRow) => kind === 'llm' || kind === 'tool' || kind === 'handoff';

/** The iterations of a loop, each with its calls and messages. */
export function passesOf({ iterations, steps, messages }: Side): Pass[] {
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
