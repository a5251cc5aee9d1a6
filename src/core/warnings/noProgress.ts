import type { Detector, Finding } from './detector';
import type { WarningOptions } from './options';
import { finalTarget, LAST_BIT, numbersBetween, tokensBetween } from './scores';
import type { WarningSubject } from './subject';
import { say } from './words';

/** Stuck at its end: the score no longer rises above its best, or without scores the same calls bring the same results. */
export const noProgress: Detector = {
  type: 'no_progress',
  detect(subject, options) {
    const { iterations } = subject.loop;
    let hasScores = false;
    let best = NaN;
    /** The best score when it last rose, so that a slow climb counts as one. */
    let anchor = NaN;
    let anchorAt = 0;
    let lastAt = 0;
    let since = 0;
    for (let i = 0; i < iterations.length; i++) {
      const { goalScore } = iterations[i];
      if (goalScore === null) {
        continue;
      }
      best = goalScore > best || !hasScores ? goalScore : best;
      if (!hasScores || goalScore > anchor + options.noProgress.epsilon + LAST_BIT) {
        anchor = goalScore;
        anchorAt = i;
        since = 0;
      } else {
        since++;
        lastAt = i;
      }
      hasScores = true;
    }
    if (!hasScores) {
      return byRepeats(subject, options);
    }
    const { loop } = subject;
    const isDone = loop.outcome === 'success' || best >= finalTarget(loop, options.goalTarget) - LAST_BIT;
    if (since < options.noProgress.count || isDone) {
      return null;
    }
    return {
      type: 'no_progress',
      firstIteration: iterations[anchorAt + 1].iteration,
      lastIteration: iterations[lastAt].iteration,
      count: since,
      confidence: Math.min(0.99, 0.8 + 0.04 * (since - options.noProgress.count)),
      figures: ['score', best, finalTarget(loop, options.goalTarget), tokensBetween(loop, anchorAt + 1, lastAt)],
      evidence: numbersBetween(loop, anchorAt + 1, lastAt),
    };
  },
  words(finding) {
    const [by, first, second, tokens] = finding.figures;
    const spent = tokens === null ? '' : `; ${say.whole(tokens)} tokens went into them`;
    return {
      title: 'No progress',
      what:
        by === 'score'
          ? `The goal score has not risen above ${say.decimal(first)} for ${say.plural(finding.count, 'iteration')}${say.where(finding)} (target ${say.decimal(second)})${spent}.`
          : `The last ${say.plural(finding.count, 'tool call')}${say.where(finding)} asked what had been asked before and got the same results (${first}).`,
      why: 'The loop spends tokens without coming nearer to its goal, and nothing suggests that the next iteration will.',
      try: 'Stop it after so many iterations without a gain; change the plan, the worker or the context instead of asking again, or hand it to a person.',
    };
  },
};

/** The calls at the end that all repeat an earlier one, arguments and result alike. */
function byRepeats({ toolCalls }: WarningSubject, { noProgress: { count } }: WarningOptions): Finding | null {
  const calls = toolCalls();
  if (calls.length < count) {
    return null;
  }
  const seen = new Set<string>();
  let run: typeof calls = [];
  for (const call of calls) {
    if (call.isHandoff) {
      continue;
    }
    const key =
      call.input === null || call.result === null ? null : JSON.stringify([call.tool, call.input, call.result]);
    const isRepeat = key !== null && seen.has(key);
    run = isRepeat ? [...run, call] : [call];
    if (key !== null) {
      seen.add(key);
    }
  }
  if (run.length < count) {
    return null;
  }
  return {
    type: 'no_progress',
    firstIteration: run[0].iteration,
    lastIteration: run[run.length - 1].iteration,
    count: run.length,
    confidence: 0.9,
    figures: ['calls', [...new Set(run.map(({ tool }) => tool))].slice(0, 3).join(', '), null, null],
    evidence: run.map(({ step }) => step.spanId),
  };
}
