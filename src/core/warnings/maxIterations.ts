import { numberField } from '../conventions';
import { isToolCall } from '../runs/accounting';
import type { Detector } from './detector';
import type { WarningSubject } from './subject';
import { say } from './words';

/** Words by which emitters say that a cap on iterations stopped the loop: `max_iterations (6)`, `Recursion limit of 25 reached`. */
const CAP_WORDS =
  /^max(imum)?[ _-]?(number[ _-]of[ _-])?(iter(ation)?s?|turns?|steps?|rounds?|loops?|cycles?)\b|\b(iteration|turn|step|round|recursion)[ _-]?(limit|cap)\b|\bmax(imum)?[ _-]?(iterations|turns|steps|rounds)[ _-]?(exceeded|reached|hit)\b|\bmaxturnsexceeded\b/i;

/** The cap that the root names, where the loop used it up with work left to do. */
function usedUp({ loop, run }: WarningSubject): number | null {
  const root = run?.root ?? null;
  const cap = root === null ? null : numberField(root.span, 'maxIterations');
  const last = loop.iterations.at(-1);
  if (cap === null || last === undefined || loop.outcome === 'running' || loop.iterations.length < cap) {
    return null;
  }
  const inLast = run?.steps.filter((step) => step.iteration === last.iteration) ?? [];
  // Tools were called and nobody looked at what they brought.
  const lastCall = inLast.filter((step) => step.kind === 'llm' || isToolCall(step)).at(-1);
  return lastCall !== undefined && isToolCall(lastCall) ? cap : null;
}

/** Stopped by a cap and not by the goal. */
export const maxIterations: Detector = {
  type: 'max_iterations',
  detect(subject) {
    const { loop } = subject;
    const reason = loop.terminationReason;
    const isTold = reason !== null && loop.outcome !== 'success' && CAP_WORDS.test(reason);
    const cap = isTold ? null : usedUp(subject);
    if (!isTold && cap === null) {
      return null;
    }
    const last = loop.iterations.at(-1);
    const goal = last?.goalScore ?? null;
    return {
      type: 'max_iterations',
      firstIteration: last?.iteration ?? null,
      lastIteration: last?.iteration ?? null,
      count: loop.iterations.length,
      confidence: isTold ? 1 : 0.8,
      figures: [isTold ? reason : null, cap, goal],
      evidence: last === undefined ? [] : [last.iteration],
    };
  },
  words({ figures: [reason, cap, goal], count }) {
    const score = goal === null ? '' : `, at a goal score of ${say.decimal(goal)}`;
    return {
      title: 'Stopped by its cap',
      what:
        reason === null
          ? `The loop used all of its ${cap} turns and was still calling tools in the last one${score}.`
          : `The loop was stopped after ${say.plural(count, 'iteration')} by a cap (${reason})${score}, not by reaching its goal.`,
      why: 'All of its iterations were paid for and the goal was not reached: the cap is too low, or the loop does not converge.',
      try: 'Look at the curve: if it still rises, raise the cap; if it is flat, stop earlier and change the approach.',
    };
  },
};
