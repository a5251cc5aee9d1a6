import type { Detector } from './detector';
import type { ToolCall } from './toolCalls';
import { say } from './words';

/**
 * Whether a call brought something that the ones before it did not. A result that is not known may be the same, the
 * arguments are; an error after an answer is no news, an answer after an error is.
 */
const isNews = (held: ToolCall[], { failed, result }: ToolCall) =>
  held[0].failed !== failed
    ? !failed
    : result !== null && held.some((earlier) => earlier.result !== null && earlier.result !== result);

/** One tool with identical arguments, with nothing new since: what changed in between (a poll, a retry that worked) is no repeat. */
export const repeatedToolCallExactInput: Detector = {
  type: 'repeated_tool_call_exact_input',
  detect({ run, toolCalls }, { exactInput: { count } }) {
    if (run === null) {
      return null;
    }
    const groups = new Map<string, ToolCall[]>();
    for (const call of toolCalls()) {
      if (call.input !== null && !call.isHandoff) {
        const key = JSON.stringify([call.tool, call.input]);
        const held = groups.get(key);
        if (held === undefined || isNews(held, call)) {
          groups.set(key, [call]);
        } else if (held[0].failed || !call.failed) {
          held.push(call);
        }
      }
    }
    let best: ToolCall[] = [];
    for (const group of groups.values()) {
      best = group.length > best.length ? group : best;
    }
    if (best.length < count) {
      return null;
    }
    const others = [...groups.values()].filter((group) => group !== best && group.length >= count).length;
    const known = best.every(({ result }) => result !== null);
    return {
      type: 'repeated_tool_call_exact_input',
      firstIteration: best[0].iteration,
      lastIteration: best[best.length - 1].iteration,
      count: best.length,
      confidence: known ? 0.95 : 0.7,
      figures: [best[0].tool, known ? 1 : 0, others],
      evidence: best.map(({ step }) => step.spanId),
    };
  },
  words(finding) {
    const [tool, known, others] = finding.figures;
    const result = known === 1 ? ', with the same result each time' : '; their results were not recorded';
    const more = Number(others) > 0 ? ` ${say.plural(Number(others), 'other call')} repeated likewise.` : '';
    return {
      title: 'The same tool call again',
      what: `${tool} was called ${finding.count} times with identical arguments${say.where(finding)}${result}.${more}`,
      why: 'The same question brings the same answer: each repeat costs a model call and brings nothing.',
      try: 'Give the model the earlier answer, cache the call, or stop after the second repeat.',
    };
  },
};
