import type { Detector } from './detector';

/** The loop ended in failure, or its root span carries an error. */
export const failedLoop: Detector = {
  type: 'failed_loop',
  detect({ loop, run }) {
    const root = run?.root ?? null;
    // An agent that went on after an error of its own wrote an outcome; that is believed.
    const rootFailed = root !== null && root.failed && loop.outcome !== 'success';
    if (loop.outcome !== 'failure' && !rootFailed) {
      return null;
    }
    const failed = run?.steps.filter((step) => step.failed && step !== root) ?? [];
    const spans = [...(root?.failed === true ? [root] : []), ...failed].map(({ spanId }) => spanId);
    const last = loop.iterations.at(-1)?.iteration ?? null;
    const iteration = failed.at(-1)?.iteration ?? last;
    return {
      type: 'failed_loop',
      firstIteration: iteration,
      lastIteration: iteration,
      count: 1,
      confidence: 1,
      figures: [root?.error ?? loop.terminationReason, last === null ? null : loop.iterations.length],
      evidence: spans.length > 0 ? spans : last === null ? [] : [last],
    };
  },
  words({ figures: [message, iterations] }) {
    const after = iterations === null ? '' : ` after ${iterations === 1 ? '1 iteration' : `${iterations} iterations`}`;
    return {
      title: 'The loop failed',
      what: `The loop ended in failure${after}: ${message ?? 'no reason was written'}.`,
      why: 'What it spent brought no result that anyone can use.',
      try: 'Open the last iteration and the step with the error; compare with a run of the same loop that succeeded.',
    };
  },
};
