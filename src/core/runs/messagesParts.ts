import { isObject, type JsonObject } from '../formats/json';
import { readPartialJson } from './messagesJson';

export const MESSAGE_ROLES = ['system', 'user', 'assistant', 'tool', 'other'] as const;
export type MessageRole = (typeof MESSAGE_ROLES)[number];
export type MessageKind = 'text' | 'tool_call' | 'tool_result' | 'reasoning';

/** One thing that was said, before it is known when and by which agent. */
export interface Said {
  role: MessageRole;
  kind: MessageKind;
  text: string;
  /** The tool that is called, or that answers. */
  tool: string | null;
  callId: string | null;
  /** True where the text was cut short before it came here. */
  truncated: boolean;
}

const ROLES: Record<string, MessageRole> = {
  system: 'system',
  developer: 'system',
  user: 'user',
  human: 'user',
  assistant: 'assistant',
  ai: 'assistant',
  model: 'assistant',
  tool: 'tool',
  function: 'tool',
};

export function roleOf(value: unknown, otherwise: MessageRole): MessageRole {
  if (typeof value !== 'string' || value === '') {
    return otherwise;
  }
  const word = value.toLowerCase();
  return Object.hasOwn(ROLES, word) ? ROLES[word] : 'other';
}

/** Any value as text: strings as they are, the rest as JSON. */
export function asText(value: unknown): string {
  if (typeof value === 'string') {
    return value;
  }
  if (value === undefined || value === null) {
    return '';
  }
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    return '[nested too deeply to show]';
  }
}

const first = (source: JsonObject, keys: string[]): unknown => {
  const key = keys.find((name) => Object.hasOwn(source, name) && source[name] !== null);
  return key === undefined ? undefined : source[key];
};

const firstText = (source: JsonObject, keys: string[]): string | null => {
  const value = first(source, keys);
  return typeof value === 'string' && value !== '' ? value : null;
};

const CALL_TYPES = new Set(['tool_call', 'tool_use', 'function_call', 'function', 'server_tool_call']);
const RESULT_TYPES = new Set([
  'tool_call_response',
  'tool_result',
  'function_call_output',
  'server_tool_call_response',
]);
const REASONING_TYPES = new Set(['reasoning', 'thinking', 'redacted_thinking']);
const CONTENT = ['content', 'text', 'thinking', 'refusal'];

const said = (
  role: MessageRole,
  kind: MessageKind,
  text: string,
  tool: string | null = null,
  callId: string | null = null
): Said => ({
  role,
  kind,
  text,
  tool,
  callId,
  truncated: false,
});

/** A call of a tool as OpenAI, Anthropic, Bedrock and OpenTelemetry write it. */
function readCall(call: JsonObject): Said {
  const inner = isObject(call.function) ? call.function : call;
  const name = firstText(inner, ['name']) ?? firstText(call, ['name']);
  const id = firstText(call, ['id', 'call_id', 'tool_call_id', 'toolUseId']);
  return said('assistant', 'tool_call', asText(first(inner, ['arguments', 'args', 'input'])), name, id);
}

function readResult(result: JsonObject): Said {
  const content = first(result, ['response', 'result', 'content', 'output']);
  const id = firstText(result, ['id', 'tool_call_id', 'tool_use_id', 'call_id', 'toolUseId']);
  return said('tool', 'tool_result', flatText(content), firstText(result, ['name']), id);
}

/** Text of content that may be in parts. */
function flatText(content: unknown): string {
  const parts = Array.isArray(content) ? content.map((part) => (isObject(part) ? part.text : part)) : [];
  const isText = parts.length > 0 && parts.every((part) => typeof part === 'string');
  return isText ? parts.join('\n') : asText(content);
}

/** What a part is called that is not text: `[image/png, not shown]`. */
function nameOfPart(part: JsonObject, type: string): string {
  const format = firstText(part, ['mime_type', 'media_type', 'mimeType', 'modality', 'format']);
  return `[${(format ?? (type === '' ? 'content' : type)).slice(0, 80)}, not shown]`;
}

const isShown = (part: JsonObject, type: string) =>
  type === 'text' || type === 'input_text' || type === 'output_text' || (type === '' && typeof part.text === 'string');

function readPart(part: unknown, role: MessageRole): Said {
  if (!isObject(part)) {
    return said(role, 'text', asText(part));
  }
  const type = typeof part.type === 'string' ? part.type : '';
  if (isObject(part.toolUse)) {
    return readCall(part.toolUse);
  }
  if (isObject(part.toolResult)) {
    return readResult(part.toolResult);
  }
  if (CALL_TYPES.has(type)) {
    return readCall(part);
  }
  if (RESULT_TYPES.has(type)) {
    return readResult(part);
  }
  if (REASONING_TYPES.has(type)) {
    return said(role, 'reasoning', asText(first(part, CONTENT)));
  }
  if (isShown(part, type) || type === 'refusal') {
    return said(role, 'text', asText(first(part, CONTENT)));
  }
  if (Object.keys(part).length === 0) {
    return said(role, 'text', '');
  }
  const isKnown = type !== '' || first(part, ['mime_type', 'uri', 'data']) !== undefined;
  return said(role, 'text', isKnown ? nameOfPart(part, type) : asText(part));
}

/** True for the text of a list of parts, as some instrumentations put it in place of the content. */
function partsIn(content: unknown): unknown {
  if (typeof content !== 'string' || !/^\s*\[\s*\{\s*"(?:type|text|toolUse|toolResult)"/.test(content)) {
    return content;
  }
  const read = readPartialJson(content);
  return Array.isArray(read?.value) && read.value.every(isObject) ? read.value : content;
}

/** One message with all that it holds: text, reasoning, calls and results of tools, in order. */
export function readMessage(message: unknown, otherwise: MessageRole): Said[] {
  if (!isObject(message)) {
    return message === null || message === undefined ? [] : nonEmpty([said(otherwise, 'text', asText(message))]);
  }
  if (isObject(message.message) && !isObject(message.message.message)) {
    return readMessage(message.message, otherwise);
  }
  const role = roleOf(first(message, ['role', 'type']) ?? undefined, otherwise);
  const content = partsIn(first(message, ['parts', 'content', 'contents', 'text', 'refusal']));
  const parts = (Array.isArray(content) ? content : content === undefined ? [] : [content]).map((part) =>
    readPart(part, role)
  );
  const calls = Array.isArray(message.tool_calls) ? message.tool_calls.filter(isObject).map(readCall) : [];
  if (isObject(message.function_call)) {
    calls.push(readCall(message.function_call));
  }
  const callId = firstText(message, ['tool_call_id', 'id']);
  return nonEmpty([...parts, ...calls]).map((item) =>
    role === 'tool' && item.kind === 'text'
      ? { ...item, kind: 'tool_result', tool: firstText(message, ['name']), callId }
      : item
  );
}

/** A call without arguments and an empty answer are said; empty text is not. */
const nonEmpty = (items: Said[]) =>
  items.filter(({ kind, text }) => text !== '' || kind === 'tool_call' || kind === 'tool_result');

const isMessage = (value: unknown): value is JsonObject =>
  isObject(value) &&
  (isObject(value.message) ||
    (typeof value.role === 'string' &&
      ['parts', 'content', 'contents', 'tool_calls'].some((key) => Object.hasOwn(value, key))));

/** The messages inside of a request or an answer of a model's interface. */
function messagesIn(value: unknown): unknown[] | null {
  if (Array.isArray(value)) {
    return value.length > 0 &&
      value.every((item) => isMessage(item) || typeof item === 'string') &&
      value.some(isMessage)
      ? value
      : null;
  }
  if (!isObject(value)) {
    return null;
  }
  for (const key of ['messages', 'choices']) {
    const list = value[key];
    if (Array.isArray(list) && list.some(isMessage)) {
      return list.filter(isMessage);
    }
  }
  return isMessage(value) ? [value] : null;
}

const markLast = (items: Said[], truncated: boolean) =>
  truncated ? items.map((item, i) => (i === items.length - 1 ? { ...item, truncated } : item)) : items;

/** Messages of a list; of the last one of a cut list it is told at least that it was there. */
function readAll(messages: unknown[], isCut: boolean, otherwise: MessageRole): Said[] {
  return messages.flatMap((message, i) => {
    const items = readMessage(message, otherwise);
    if (!isCut || i < messages.length - 1) {
      return items;
    }
    const role = roleOf(isObject(message) ? message.role : undefined, otherwise);
    return markLast(items.length > 0 ? items : [said(role, 'text', '')], true);
  });
}

/**
 * What an attribute tells: a list of messages as JSON, whole or cut, a request or an answer that holds such a list,
 * else the text as it is.
 */
export function readContent(value: unknown, otherwise: MessageRole): Said[] {
  const read = typeof value === 'string' ? readPartialJson(value) : { value, cut: false };
  const messages = messagesIn(read?.value);
  if (messages === null) {
    const text = asText(value);
    return nonEmpty([{ ...said(otherwise, 'text', text), truncated: isCutLength(text) }]);
  }
  return readAll(messages, read?.cut ?? false, otherwise);
}

/** What an attribute tells that is a list of messages by its convention: `gen_ai.input.messages`. */
export function readMessageList(value: unknown, otherwise: MessageRole): Said[] {
  const read = typeof value === 'string' ? readPartialJson(value) : { value, cut: false };
  if (read === undefined || typeof read.value === 'string') {
    return readContent(value, otherwise);
  }
  const list = Array.isArray(read.value) ? read.value : [read.value];
  return readAll(list, read.cut, otherwise);
}

/** Instructions: a text, or a list of parts as JSON. */
export function readInstructions(value: unknown): Said[] {
  const read = typeof value === 'string' ? readPartialJson(value) : { value, cut: false };
  const isList = Array.isArray(read?.value) && read.value.every((part) => isObject(part) || typeof part === 'string');
  return isList
    ? markLast(readMessage({ role: 'system', parts: read?.value }, 'system'), read?.cut ?? false)
    : readContent(value, 'system');
}

/** Servers cut values at this many bytes. */
const CUT_BYTES = 2048;

/** True where a text is as long as the servers' limit; a character that was cut in half counts as one of up to three bytes. */
export function isCutLength(text: string): boolean {
  if (text.length > CUT_BYTES || text.length * 4 < CUT_BYTES) {
    return false;
  }
  const bytes = new TextEncoder().encode(text).length;
  return bytes === CUT_BYTES || (text.endsWith('\ufffd') && bytes >= CUT_BYTES && bytes <= CUT_BYTES + 2);
}
