import { isObject } from '../formats/json';
import type { Step, StepEvent } from '../model/loop';
import { mark, readIndexedGenai, readOpenInference } from './messagesIndexed';
import { readContent, readInstructions, readMessage, readMessageList, type Said } from './messagesParts';
import { readPartialJson } from './messagesJson';
import { entityText, get, has, type Attributes, type MessageSource, type Told } from './messagesTools';

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
