import type { Detector } from './detector';
import { areSimilar, withoutParts } from './similarity';
import type { ToolCall } from './toolCalls';
import { say } from './words';

/** Whether one call asks nearly what the one before it asked, without a sign that it brought anything new. */
function isNearRepeat(before: ToolCall, call: ToolCall, least: number): boolean {
  if (before.input === null || call.input === null || before.input === call.input) {
    return false;
  }
  if (before.result !== null && call.result !== null) {
    return areSimilar(before.input, call.input, least) && areSimilar(before.result, call.result, least);
  }
  // The next page of the same list is asked for in nearly the same words.
  return areSimilar(before.input, call.input, least) && withoutParts(before.input) !== withoutParts(call.input);
}

/** One tool with nearly the same arguments, call after call. */
export const repeatedToolCallSimilarInput: Detector = {
  type: 'repeated_tool_call_similar_input',
  detect({ run, toolCalls }, { similarInput: { count, similarity } }) {
    if (run === null) {
      return null;
    }
    const chains = new Map<string, ToolCall[]>();
    let best: ToolCall[] = [];
    for (const call of toolCalls()) {
      if (call.isHandoff || call.failed) {
        continue;
      }
      const chain = chains.get(call.tool);
      const before = chain?.[chain.length - 1];
      const isNear = before !== undefined && isNearRepeat(before, call, similarity);
      const next = isNear && chain !== undefined ? [...chain.slice(-200), call] : [call];
      chains.set(call.tool, next);
      best = next.length > best.length ? next : best;
    }
    if (best.length < count) {
      return null;
    }
    return {
      type: 'repeated_tool_call_similar_input',
      firstIteration: best[0].iteration,
      lastIteration: best[best.length - 1].iteration,
      count: best.length,
      confidence: best.every(({ result }) => result !== null) ? 0.85 : 0.6,
      figures: [best[0].tool, similarity],
      evidence: best.map(({ step }) => step.spanId),
    };
  },
  words(finding) {
    const [tool, similarity] = finding.figures;
    return {
      title: 'Nearly the same tool call again',
      what: `${tool} was called ${finding.count} times in a row with nearly the same arguments (at least ${say.percent(similarity)} alike)${say.where(finding)}.`,
      why: 'Small changes of wording rarely bring another answer; the loop tries its luck at full price.',
      try: 'Let the model say why the last answer was not enough before it asks again, or widen what the tool can be asked.',
    };
  },
};
