import { isObject } from '../formats/json';
import type { Step } from '../model/loop';
import { asText, isCutLength, type Said } from './messagesParts';
import { readPartialJson } from './messagesJson';

/** Which convention told a message. */
export type MessageSource = 'genai' | 'genai-indexed' | 'genai-event' | 'openinference' | 'traceloop' | 'mcp';

export interface Told {
  items: Said[];
  source: MessageSource;
}

export type Attributes = Record<string, unknown>;

export const get = (attributes: Attributes, key: string): unknown =>
  Object.hasOwn(attributes, key) ? attributes[key] : undefined;
export const has = (attributes: Attributes, key: string) =>
  Object.hasOwn(attributes, key) && attributes[key] !== null && attributes[key] !== '';

/** Traceloop writes values as JSON, and arguments as `{"args": [...], "kwargs": {...}}`. */
export function entityText(value: unknown): string {
  const read = typeof value === 'string' ? readPartialJson(value) : { value, cut: false };
  if (typeof read?.value === 'string') {
    return read.value;
  }
  if (
    read === undefined ||
    read.cut ||
    !isObject(read.value) ||
    !Array.isArray(read.value.args) ||
    !isObject(read.value.kwargs)
  ) {
    return asText(value);
  }
  const { args, kwargs } = read.value;
  return args.length === 0
    ? asText(kwargs)
    : Object.keys(kwargs).length === 0
      ? asText(args)
      : asText({ args, kwargs });
}

const TOOL_ATTRIBUTES: Array<[source: MessageSource, input: string, output: string]> = [
  ['genai', 'gen_ai.tool.call.arguments', 'gen_ai.tool.call.result'],
  ['traceloop', 'traceloop.entity.input', 'traceloop.entity.output'],
  ['openinference', 'input.value', 'output.value'],
  ['mcp', 'mcp.request.argument', 'mcp.response.value'],
  ['genai', 'gen_ai.tool.arguments', 'gen_ai.tool.result'],
  ['genai', 'gen_ai.tool.args', 'gen_ai.tool.output'],
];

/** What a tool was given (`tool_call`) or gave back (`tool_result`). Undefined where that was not recorded. */
export function readToolSide({ attributes, tool, name }: Step, kind: 'tool_call' | 'tool_result'): Told | undefined {
  for (const [source, input, output] of TOOL_ATTRIBUTES) {
    const key = kind === 'tool_call' ? input : output;
    if (has(attributes, key)) {
      const value = attributes[key];
      const text = source === 'traceloop' ? entityText(value) : asText(value);
      const id = get(attributes, 'gen_ai.tool.call.id') ?? get(attributes, 'tool.id');
      const truncated = typeof value === 'string' && (isCutLength(value) || readPartialJson(value)?.cut === true);
      const callId = typeof id === 'string' && id !== '' ? id : null;
      return {
        items: [
          { role: kind === 'tool_call' ? 'assistant' : 'tool', kind, text, tool: tool ?? name, callId, truncated },
        ],
        source,
      };
    }
  }
  return undefined;
}
