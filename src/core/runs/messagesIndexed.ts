import { isCutLength, readMessage, type Said } from './messagesParts';

type Attributes = Record<string, unknown>;

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
export function mark(items: Said[], values: Iterable<unknown>): Said[] {
  const cut = [...values].some((value) => typeof value === 'string' && isCutLength(value));
  return cut
    ? items.map((item) => ({ ...item, truncated: item.truncated || isCutLength(item.text) || items.length === 1 }))
    : items;
}

/** `gen_ai.prompt.N.*` and `gen_ai.completion.N.*` */
export function readIndexedGenai(
  attributes: Attributes,
  prefix: string,
  otherwise: 'user' | 'assistant'
): Said[] | undefined {
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
export function readOpenInference(
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
