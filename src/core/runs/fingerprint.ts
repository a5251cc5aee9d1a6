import { isObject } from '../formats/json';
import type { RunStep } from './step';

const MAX_DEPTH = 32;

/** JSON with keys in order, so that equal values are equal texts. */
function canonical(value: unknown, depth = 0): string {
  if (depth > MAX_DEPTH) {
    return '...';
  }
  if (Array.isArray(value)) {
    return `[${value.map((inner) => canonical(inner, depth + 1)).join(',')}]`;
  }
  if (isObject(value)) {
    const entries = Object.keys(value).sort();
    return `{${entries.map((key) => `${JSON.stringify(key)}:${canonical(value[key], depth + 1)}`).join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}

/** JSON with its keys in order; other text as it stands, without spaces around it. */
export function canonicalText(text: string): string {
  // An exception costs more than all the rest: text that cannot be JSON with keys is not tried.
  if (!/^\s*[[{]/.test(text)) {
    return text.trim();
  }
  try {
    return canonical(JSON.parse(text));
  } catch {
    // Not JSON, or cut short by a server: compared as it stands.
    return text.trim();
  }
}

/**
 * Tool and arguments of a call as one text: equal texts are equal calls, whatever the order of keys and the spaces.
 * Null for what is no tool call and where the arguments are not known: such calls are not the same as any other.
 */
export function fingerprintOf({ tool, toolArguments }: RunStep): string | null {
  return tool === null || toolArguments === null ? null : `${tool} ${canonicalText(toolArguments)}`;
}
