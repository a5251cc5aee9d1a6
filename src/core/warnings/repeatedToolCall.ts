import type { Detector } from './detector';
import type { ToolCall } from './toolCalls';
import { say } from './words';

/** A short result is an acknowledgement: `ok` to three different requests says nothing. */
const TELLING_LENGTH = 24;

/** Whether a call may be compared with another: their arguments differ, or are not known. */
const isOther = (a: ToolCall, b: ToolCall) => a.input === null || b.input === null || a.input !== b.input;

/** The calls of the window that are like its last one: same tool, other or unknown arguments, nothing new in the result. */
function alike(window: ToolCall[], last: ToolCall, sameResult: boolean): ToolCall[] {
  const isTelling = last.result !== null && last.result.length >= TELLING_LENGTH;
  if (last.failed || (sameResult && !isTelling)) {
    return [];
  }
  const found: ToolCall[] = [];
  for (const call of window) {
    const fits = call.tool === last.tool && !call.failed && (sameResult ? call.result === last.result : true);
    if (fits && found.every((other) => isOther(other, call))) {
      found.push(call);
    }
  }
  return found;
}

/** One tool over and over with other or unknown arguments, and the same answer each time. */
export const repeatedToolCall: Detector = {
  type: 'repeated_tool_call',
  detect({ run, toolCalls }, { repeatedToolCall: { count, window, sameResult } }) {
    if (run === null) {
      return null;
    }
    const calls = toolCalls().filter(({ isHandoff }) => !isHandoff);
    let best: ToolCall[] = [];
    for (let i = count - 1; i < calls.length; i++) {
      const found = alike(calls.slice(Math.max(0, i + 1 - window), i + 1), calls[i], sameResult);
      best = found.length > best.length ? found : best;
    }
    if (best.length < count) {
      return null;
    }
    return {
      type: 'repeated_tool_call',
      firstIteration: best[0].iteration,
      lastIteration: best[best.length - 1].iteration,
      count: best.length,
      confidence: 0.5,
      figures: [best[0].tool, window, best.every(({ result }) => result !== null && result === best[0].result) ? 1 : 0],
      evidence: best.map(({ step }) => step.spanId),
    };
  },
  words(finding) {
    const [tool, window, same] = finding.figures;
    return {
      title: 'One tool again and again',
      what: `${tool} was called ${finding.count} times within ${window} tool calls${say.where(finding)}${same === 1 ? ', and brought the same result each time' : ''}.`,
      why: 'Asking the same tool in other words without learning anything new is often the start of a loop that is stuck.',
      try: 'Look at what was asked: tell the model what the tool already answered, or give it another tool.',
    };
  },
};
