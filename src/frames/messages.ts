import type { Message } from '../core/runs/messages';
import { field } from './columns';
import type { Frame, FrameField } from './frame';

/** The transcript of one loop. */
export interface LoopMessages {
  traceId: string;
  loop: string | null;
  /** Stands in for messages without a time (ms since the epoch). */
  start: number | null;
  messages: Message[];
}

/**
 * Who speaks, as a line of the transcript begins: `assistant calls lookup_order`.
 * Where a loop has several agents (`named`) it says which one, too: `user to planner`, `assistant (planner)`.
 */
function speaker({ role, kind, tool, failed, agent }: Message, named: boolean): string {
  const to = named && agent !== null ? ` to ${agent}` : '';
  const by = named && agent !== null ? `${role} (${agent})` : role;
  switch (kind) {
    case 'tool_call':
      return `${by} calls ${tool ?? 'a tool'}`;
    case 'tool_result':
      return `${tool ?? 'tool'} ${failed ? 'fails' : 'answers'}${named && agent !== null ? ` ${agent}` : ''}`;
    case 'reasoning':
      return `${by} thinks`;
    default:
      return role === 'assistant' ? by : `${role}${to}`;
  }
}

const hasSeveralAgents = (messages: Message[]) =>
  new Set(messages.flatMap(({ agent }) => (agent === null ? [] : [agent]))).size > 1;

/** So that a log view can hide the traffic with tools, or show failures alone. */
function severity({ role, kind, failed }: Message): string {
  if (failed) {
    return 'error';
  }
  if (kind === 'text') {
    return role === 'system' ? 'trace' : 'info';
  }
  return kind === 'reasoning' ? 'trace' : 'debug';
}

const column = (name: string, type: FrameField['type'], displayName: string, values: unknown[]): FrameField => ({
  name,
  type,
  config: { displayName },
  values,
});

/**
 * The `messages` frame: a line a message, loop by loop, oldest first. `body` is `who: text`, with `[…]` where it is cut;
 * the fields up to `labels` are those of Grafana's log lines.
 */
export function messagesFrame(loops: LoopMessages[]): Frame {
  const rows = loops.flatMap(({ messages, ...loop }) => {
    const named = hasSeveralAgents(messages);
    return messages.map((message, i) => ({ ...loop, message, named, id: `${loop.traceId}-${i + 1}` }));
  });
  const of = <T>(pick: (message: Message) => T) => rows.map(({ message }) => pick(message));
  const labels = rows.map(({ loop, message: { role, kind, agent, tool } }) =>
    Object.fromEntries(Object.entries({ loop, role, kind, agent, tool }).filter(([, value]) => value !== null))
  );
  return {
    name: 'messages',
    meta: { type: 'log-lines', typeVersion: [0, 0], preferredVisualisationType: 'logs' },
    fields: [
      column(
        'timestamp',
        'time',
        'Time',
        rows.map(({ start, message }) => message.time ?? start)
      ),
      column(
        'body',
        'string',
        'Message',
        rows.map(
          ({ message, named }) => `${speaker(message, named)}: ${message.text}${message.truncated ? ' […]' : ''}`
        )
      ),
      column('severity', 'string', 'Severity', of(severity)),
      column(
        'id',
        'string',
        'ID',
        rows.map(({ id }) => id)
      ),
      column('labels', 'other', 'Labels', labels),
      field(
        'traceId',
        rows.map(({ traceId }) => traceId)
      ),
      field(
        'spanId',
        of(({ spanId }) => spanId)
      ),
      field(
        'iteration',
        of(({ iteration }) => iteration)
      ),
      column(
        'role',
        'string',
        'Role',
        of(({ role }) => role)
      ),
      field(
        'kind',
        of(({ kind }) => kind)
      ),
      field(
        'agent',
        of(({ agent }) => agent)
      ),
      field(
        'tool',
        of(({ tool }) => tool)
      ),
      column(
        'callId',
        'string',
        'Call ID',
        of(({ callId }) => callId)
      ),
      field(
        'truncated',
        of(({ truncated }) => truncated)
      ),
      column(
        'source',
        'string',
        'Convention',
        of(({ source }) => source)
      ),
    ],
    length: rows.length,
  };
}
