import { valueText } from '../conventions';
import { isToolCall } from '../runs/accounting';
import { canonicalText } from '../runs/fingerprint';
import type { RunStep } from '../runs/step';

/** A tool call that ran, with what was asked and what came back where that was recorded. */
export interface ToolCall {
  step: RunStep;
  tool: string;
  isHandoff: boolean;
  failed: boolean;
  /** Canonical; null is not known and equals nothing. */
  input: string | null;
  /** Canonical; of a failed call its error. Null is not known and equals nothing. */
  result: string | null;
  iteration: number | null;
}

/** Longer values are compared by their start: nobody asks the same in a text of this length by chance. */
const MAX_COMPARED = 16_384;

const canonicalOf = (text: string | null) => (text === null ? null : canonicalText(text.slice(0, MAX_COMPARED)));

export function readToolCalls(steps: RunStep[]): ToolCall[] {
  const calls: ToolCall[] = [];
  for (const step of steps) {
    if (step.tool !== null && step.counts && isToolCall(step)) {
      calls.push({
        step,
        tool: step.tool,
        isHandoff: step.kind === 'handoff',
        failed: step.failed,
        input: canonicalOf(step.toolArguments),
        result: step.failed ? errorOf(step) : canonicalOf(valueText(step.span, 'toolResult')),
        iteration: step.iteration,
      });
    }
  }
  return calls;
}

const errorOf = ({ error }: RunStep) => (error === null ? null : `error ${error}`);
