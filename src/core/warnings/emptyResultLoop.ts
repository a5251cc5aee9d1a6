import { isObject } from '../formats/json';
import type { Detector } from './detector';
import type { ToolCall } from './toolCalls';
import { say } from './words';

const NO_RESULTS =
  /^\W*(there (are|were) )?(no|zero|0) (\w+ ){0,3}(results?|matches|match|hits?|documents?|records?|rows?|items?|entries|data|files?)\b( (were |was )?found)?.{0,80}$|^\W*(nothing|not|none) found\W*$/i;

/** Keys under which lists of what was found stand. */
const LIST_KEYS = [
  'results',
  'matches',
  'hits',
  'documents',
  'records',
  'rows',
  'items',
  'entries',
  'data',
  'output',
  'result',
];

type Emptiness = 'nothing' | 'no-results' | 'something';

function emptinessOf(value: unknown, depth = 0): Emptiness {
  if (value === null || value === '') {
    return 'nothing';
  }
  if (Array.isArray(value)) {
    return value.length === 0 ? 'no-results' : 'something';
  }
  if (typeof value === 'string' && depth < 3 && /^\s*[[{"]/.test(value)) {
    // Some emitters write JSON as a string within JSON.
    const inner = parse(value);
    return inner === undefined ? 'something' : emptinessOf(inner, depth + 1);
  }
  if (typeof value === 'string') {
    return NO_RESULTS.test(value.trim()) ? 'no-results' : 'something';
  }
  if (isObject(value) && depth < 3) {
    const lists = LIST_KEYS.filter((key) => Object.hasOwn(value, key));
    return lists.length > 0 && lists.every((key) => emptinessOf(value[key], depth + 1) !== 'something')
      ? 'no-results'
      : Object.keys(value).length === 0
        ? 'nothing'
        : 'something';
  }
  return 'something';
}

/** Values that a text may hold as JSON; others are not tried, for an exception costs more than all the rest. */
const MAY_BE_JSON = /^\s*(?:[[{"]|null\s*$)/;

function parse(text: string): unknown {
  if (!MAY_BE_JSON.test(text)) {
    return undefined;
  }
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What a canonical result says, where it is known. */
function readResult(result: string): Emptiness {
  const value = parse(result);
  return result.toLowerCase() === 'none' ? 'nothing' : emptinessOf(value === undefined ? result : value);
}

/** A tool that found nothing, and was asked again, and found nothing. */
export const emptyResultLoop: Detector = {
  type: 'empty_result_loop',
  detect({ run, toolCalls }, { emptyResult: { count } }) {
    if (run === null) {
      return null;
    }
    const empties = new Map<string, ToolCall[]>();
    /** Tools that gave something, or said that they found nothing: of others an empty answer may be all they ever give. */
    const answering = new Set<string>();
    for (const call of toolCalls()) {
      if (call.isHandoff || call.failed || call.result === null) {
        continue;
      }
      const emptiness = readResult(call.result);
      if (emptiness !== 'nothing') {
        answering.add(call.tool);
      }
      if (emptiness === 'something') {
        empties.delete(call.tool);
      } else {
        const held = empties.get(call.tool);
        if (held === undefined) {
          empties.set(call.tool, [call]);
        } else {
          held.push(call);
        }
      }
    }
    let best: ToolCall[] = [];
    for (const [tool, calls] of empties) {
      best = calls.length > best.length && answering.has(tool) ? calls : best;
    }
    if (best.length < count) {
      return null;
    }
    return {
      type: 'empty_result_loop',
      firstIteration: best[0].iteration,
      lastIteration: best[best.length - 1].iteration,
      count: best.length,
      confidence: 0.85,
      figures: [best[0].tool],
      evidence: best.map(({ step }) => step.spanId),
    };
  },
  words(finding) {
    return {
      title: 'Empty results again and again',
      what: `The last ${finding.count} results of ${finding.figures[0]} were empty${say.where(finding)}.`,
      why: 'The loop searches where nothing is, and each empty answer makes its context longer but not richer.',
      try: 'Say in the tool’s answer what could be searched for instead; after two empty answers let the model change its approach.',
    };
  },
};
