import { isObject } from '../formats/json';
import type { Step, StepEvent } from '../model/loop';
import {
  asText,
  isCutLength,
  readContent,
  readInstructions,
  readMessage,
  readMessageList,
  type Said,
} from './messagesParts';
import { readPartialJson } from './messagesJson';

/** Which convention told a message. */
export type MessageSource = 'genai' | 'genai-indexed' | 'genai-event' | 'openinference' | 'traceloop' | 'mcp';

export interface Told {
  items: Said[];
  source: MessageSource;
}

type Attributes = Record<string, unknown>;

const get = (attributes: Attributes, key: string): unknown =>
  Object.hasOwn(attributes, key) ? attributes[key] : undefined;
const has = (attributes: Attributes, key: string) =>
  Object.hasOwn(attributes, key) && attributes[key] !== null && attributes[key] !== '';

/** The messages of `PREFIX.N.rest`, by N; undefined where there are none. */
function indexed(attributes: Attributes, prefix: string): Array<Map<string, unknown>> | undefined {
  const messages = new Map<number, Map<string, unknown>>();
  for (const key of Object.keys(attributes)) {
    const match = key.startsWith(prefix) ? /^(\d{1,9})\.(.+)$/s.exec(key.slice(prefix.length)) : null;
    if (match !== null) {
      const index = Number(match[1]);
      const message = messages.get(index) ?? new Map<string, unknown>();
      messages.set(index, message.set(match[2], attributes[key]));
    }
  }
  return messages.size === 0 ? undefined : inOrder(messages);
}

const inOrder = <T>(byIndex: Map<number, T>): T[] => [...byIndex].sort(([a], [b]) => a - b).map(([, value]) => value);

/** Groups `NAME.M.rest` of one message by M. */
function within(message: Map<string, unknown>, name: string): Array<Map<string, unknown>> {
  return indexed(Object.fromEntries(message), `${name}.`) ?? [];
}

/** A cut text is marked on the message that it ends. */
function mark(items: Said[], values: Iterable<unknown>): Said[] {
  const cut = [...values].some((value) => typeof value === 'string' && isCutLength(value));
  return cut
    ? items.map((item) => ({ ...item, truncated: item.truncated || isCutLength(item.text) || items.length === 1 }))
    : items;
}

/** `gen_ai.prompt.N.*` and `gen_ai.completion.N.*` */
function readIndexedGenai(attributes: Attributes, prefix: string, otherwise: 'user' | 'assistant'): Said[] | undefined {
  return indexed(attributes, prefix)?.flatMap((message) =>
    mark(
      readMessage(
        {
          role: message.get('role'),
          content: message.get('content'),
          tool_call_id: message.get('tool_call_id'),
          name: message.get('name'),
          tool_calls: within(message, 'tool_calls').map((call) => ({
            id: call.get('id'),
            function: {
              name: call.get('name') ?? call.get('function.name'),
              arguments: call.get('arguments') ?? call.get('function.arguments'),
            },
          })),
        },
        otherwise
      ),
      message.values()
    )
  );
}

/** `llm.input_messages.N.message.*` and `llm.output_messages.N.message.*` */
function readOpenInference(
  attributes: Attributes,
  prefix: string,
  otherwise: 'user' | 'assistant'
): Said[] | undefined {
  return indexed(attributes, prefix)?.flatMap((message) => {
    const contents = within(message, 'message.contents').map((part) => {
      const type = part.get('message_content.type');
      return type === undefined || type === 'text'
        ? { type: 'text', text: part.get('message_content.text') }
        : { type, text: part.get('message_content.text') };
    });
    const content = message.get('message.content');
    const item = {
      role: message.get('message.role'),
      content: contents.length > 0 && (content === undefined || content === null) ? contents : content,
      tool_call_id: message.get('message.tool_call_id'),
      name: message.get('message.name'),
      tool_calls: within(message, 'message.tool_calls').map((call) => ({
        id: call.get('tool_call.id'),
        function: { name: call.get('tool_call.function.name'), arguments: call.get('tool_call.function.arguments') },
      })),
    };
    return mark(readMessage(item, otherwise), message.values());
  });
}

const EVENT_ROLES: Record<string, 'system' | 'user' | 'assistant' | 'tool'> = {
  'gen_ai.system.message': 'system',
  'gen_ai.user.message': 'user',
  'gen_ai.assistant.message': 'assistant',
  'gen_ai.tool.message': 'tool',
  'gen_ai.choice': 'assistant',
};

/** An event that carries one message: its fields as attributes, or its body as JSON. */
function readMessageEvent({ name, attributes }: StepEvent): Said[] {
  const role = EVENT_ROLES[name];
  const body = get(attributes, 'gen_ai.event.content') ?? get(attributes, 'body') ?? get(attributes, 'event.body');
  const read = typeof body === 'string' ? readPartialJson(body) : { value: body, cut: false };
  const fields: Attributes = isObject(read?.value) ? { ...attributes, ...read.value } : attributes;
  const message = parsed(get(fields, 'message'));
  const calls = parsed(get(fields, 'tool_calls'));
  const item = isObject(message)
    ? { role, ...message }
    : {
        role: get(fields, 'role') ?? role,
        content: get(fields, 'content') ?? message ?? (isObject(read?.value) ? undefined : body),
        tool_calls: calls,
        id: get(fields, 'id'),
        name: get(fields, 'name'),
      };
  return mark(readMessage(item, role), [...Object.values(attributes)]);
}

const parsed = (value: unknown): unknown => {
  const read = typeof value === 'string' && /^\s*[[{]/.test(value) ? readPartialJson(value) : undefined;
  return read === undefined ? value : read.value;
};

function readEvents(events: StepEvent[], direction: 'input' | 'output'): Said[] {
  const plain =
    direction === 'input'
      ? ['gen_ai.content.prompt', 'gen_ai.prompt']
      : ['gen_ai.content.completion', 'gen_ai.completion'];
  return events.flatMap((event) => {
    if (event.name === plain[0]) {
      return readContent(get(event.attributes, plain[1]), direction === 'input' ? 'user' : 'assistant');
    }
    const isMessage =
      Object.hasOwn(EVENT_ROLES, event.name) && (event.name === 'gen_ai.choice') === (direction === 'output');
    return isMessage ? readMessageEvent(event) : [];
  });
}

/** Attributes of a call; newer instrumentations put the messages on an event of it. */
function attributeSources(step: Step): Attributes[] {
  const details = step.events.filter(({ name }) => name === 'gen_ai.client.inference.operation.details');
  return [step.attributes, ...details.map(({ attributes }) => attributes)];
}

const CONTENT_KEY =
  /^(?:gen_ai\.(?:system_instructions|(?:input|output)\.messages|prompt|completion|(?:prompt|completion)\.\d+\..+)|llm\.(?:input|output)_messages\..+|(?:input|output)\.value|traceloop\.entity\.(?:input|output))$/s;
const CONTENT_EVENT =
  /^gen_ai\.(?:content\.(?:prompt|completion)|choice|(?:system|user|assistant|tool)\.message|client\.inference\.operation\.details)$/;

/** True where a model's call carries content, without reading it: that may be long. */
export const carriesContent = ({ attributes, events }: Step): boolean =>
  events.some(({ name }) => CONTENT_EVENT.test(name)) ||
  Object.keys(attributes).some((key) => CONTENT_KEY.test(key) && has(attributes, key));

/** What a model was told. Undefined where that was not recorded. */
export function readInput(step: Step): Told | undefined {
  for (const attributes of attributeSources(step)) {
    const instructions = has(attributes, 'gen_ai.system_instructions')
      ? readInstructions(get(attributes, 'gen_ai.system_instructions'))
      : [];
    const messages = has(attributes, 'gen_ai.input.messages')
      ? readMessageList(get(attributes, 'gen_ai.input.messages'), 'user')
      : [];
    if (instructions.length + messages.length > 0) {
      return { items: [...instructions, ...messages], source: 'genai' };
    }
  }
  const { attributes } = step;
  return (
    told(readIndexedGenai(attributes, 'gen_ai.prompt.', 'user'), 'genai-indexed') ??
    told(readOpenInference(attributes, 'llm.input_messages.', 'user'), 'openinference') ??
    told(readEvents(step.events, 'input'), 'genai-event') ??
    told(has(attributes, 'gen_ai.prompt') ? readContent(attributes['gen_ai.prompt'], 'user') : undefined, 'genai') ??
    told(
      has(attributes, 'input.value') ? readContent(attributes['input.value'], 'user') : undefined,
      'openinference'
    ) ??
    told(readEntity(get(attributes, 'traceloop.entity.input'), 'user'), 'traceloop')
  );
}

/** What a model answered. Undefined where that was not recorded. */
export function readOutput(step: Step): Told | undefined {
  for (const attributes of attributeSources(step)) {
    if (has(attributes, 'gen_ai.output.messages')) {
      return { items: readMessageList(attributes['gen_ai.output.messages'], 'assistant'), source: 'genai' };
    }
  }
  const { attributes } = step;
  return (
    told(readIndexedGenai(attributes, 'gen_ai.completion.', 'assistant'), 'genai-indexed') ??
    told(readOpenInference(attributes, 'llm.output_messages.', 'assistant'), 'openinference') ??
    told(readEvents(step.events, 'output'), 'genai-event') ??
    told(
      has(attributes, 'gen_ai.completion') ? readContent(attributes['gen_ai.completion'], 'assistant') : undefined,
      'genai'
    ) ??
    told(
      has(attributes, 'output.value') ? readContent(attributes['output.value'], 'assistant') : undefined,
      'openinference'
    ) ??
    told(readEntity(get(attributes, 'traceloop.entity.output'), 'assistant'), 'traceloop')
  );
}

const told = (items: Said[] | undefined, source: MessageSource): Told | undefined =>
  items === undefined || items.length === 0 ? undefined : { items, source };

/** What a decorated agent was given or gave back; a call without arguments or a result says nothing. */
function readEntity(value: unknown, role: 'user' | 'assistant'): Said[] | undefined {
  if (value === undefined || value === null) {
    return undefined;
  }
  const text = entityText(value);
  return text === '{}' || text === 'null' ? undefined : readContent(text, role);
}

/** Traceloop writes values as JSON, and arguments as `{"args": [...], "kwargs": {...}}`. */
function entityText(value: unknown): string {
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
