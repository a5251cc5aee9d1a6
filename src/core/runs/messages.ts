import type { Step } from '../model/loop';
import type { EpochMs } from '../model/units';
import { epochMs } from '../model/units';
import type { MessageKind, MessageRole, Said } from './messagesParts';
import { chooseTellers, isTool, sidesOf, type Side } from './messagesOrder';
import { readInput, readOutput } from './messagesSources';
import { readToolSide, type MessageSource, type Told } from './messagesTools';
import { createConversation, createLedger, type Conversation } from './messagesTold';

export type { MessageKind, MessageRole } from './messagesParts';
export type { MessageSource } from './messagesTools';

/** One thing that was said in a run. */
export interface Message {
  /** When the call began that it was said to, or ended that said it. */
  time: EpochMs | null;
  iteration: number | null;
  spanId: string;
  role: MessageRole;
  agent: string | null;
  /** The tool that is called, or that answers. */
  tool: string | null;
  callId: string | null;
  /** At most 64 KB. */
  text: string;
  kind: MessageKind;
  /** True where the text is not all that was said. */
  truncated: boolean;
  /** True for what a tool answered by failing. */
  failed: boolean;
  /** The convention that told it. */
  source: MessageSource;
}

/**
 * Who said what, in order. The history that each call of a model repeats is told once, for each agent; a tool's
 * call and result that both the model's messages and the tool's own step carry, too. Empty where no content was recorded.
 */
export function readMessages(steps: Step[]): Message[] {
  const tellers = chooseTellers(steps);
  const calls = createLedger();
  const spanCalls = createLedger();
  const results = createLedger();
  const toolOf = new Map<string, string>();
  const conversations = new Map<string | null, Conversation>();
  const messages: Message[] = [];

  const tell = ({ step, at }: Side, items: Said[], source: MessageSource, failed = false) => {
    for (const item of items) {
      if (item.kind === 'tool_call' && item.callId !== null && item.tool !== null) {
        toolOf.set(item.callId, item.tool);
      }
      const [text, isCut] = bound(item.text);
      messages.push({
        time: step.startTime === null ? null : epochMs(at),
        iteration: step.iteration,
        spanId: step.spanId,
        role: item.role,
        agent: step.agent,
        tool:
          item.tool ?? (item.kind === 'tool_result' && item.callId !== null ? (toolOf.get(item.callId) ?? null) : null),
        callId: item.callId,
        text,
        kind: item.kind,
        truncated: item.truncated || isCut,
        failed,
        source,
      });
    }
  };
  const conversationOf = ({ agent }: Step) => {
    const conversation = conversations.get(agent) ?? createConversation();
    conversations.set(agent, conversation);
    return conversation;
  };

  const modelSide = (side: Side) => {
    const { step, direction } = side;
    const told = direction === 'in' ? readInput(step) : readOutput(step);
    if (told === undefined) {
      return;
    }
    const conversation = conversationOf(step);
    if (direction === 'in') {
      const known = (item: Said) =>
        item.kind === 'tool_result'
          ? results.take(item) !== undefined
          : item.kind === 'tool_call' && spanCalls.take(item) !== undefined;
      tell(side, conversation.hear(told.items, known), told.source);
      return;
    }
    conversation.say(told.items);
    const news = told.items.filter((item) => item.kind !== 'tool_call' || spanCalls.take(item) === undefined);
    news.filter(({ kind }) => kind === 'tool_call').forEach((item) => calls.add(item));
    tell(side, news, told.source);
  };

  /** The model's own words for a call of this step, once it ran. */
  const askedBy = new Map<Step, Said>();
  const toolSide = (side: Side) => {
    const { step, direction } = side;
    const told = readToolSide(step, direction === 'in' ? 'tool_call' : 'tool_result');
    if (direction === 'in') {
      const asked = calls.take(told?.items[0] ?? unknownCall(step));
      if (asked !== undefined) {
        askedBy.set(step, asked);
      } else if (told !== undefined) {
        told.items.forEach((item) => spanCalls.add(item));
        tell(side, told.items, told.source);
      }
      return;
    }
    const answer = told ?? (step.status === 'error' && step.error !== null ? failure(step, step.error) : undefined);
    if (answer !== undefined) {
      const items = answer.items.map((item) => ({ ...item, callId: item.callId ?? askedBy.get(step)?.callId ?? null }));
      items.forEach((item) => results.add(item));
      tell(side, items, answer.source, step.status === 'error');
    }
  };

  for (const side of sidesOf(steps, tellers)) {
    if (isTool(side.step)) {
      toolSide(side);
    } else {
      modelSide(side);
    }
  }
  // That a tool failed is not content: it alone makes no transcript.
  return messages.some(({ failed }) => !failed) ? messages : [];
}

const unknownCall = ({ tool, name, attributes }: Step): Said => ({
  role: 'assistant',
  kind: 'tool_call',
  text: '',
  tool: tool ?? name,
  callId: typeof attributes['gen_ai.tool.call.id'] === 'string' ? attributes['gen_ai.tool.call.id'] : null,
  // Nothing is known of its arguments, so any call of this tool will do.
  truncated: true,
});

const failure = (step: Step, error: string): Told => ({
  items: [
    { role: 'tool', kind: 'tool_result', text: error, tool: step.tool ?? step.name, callId: null, truncated: false },
  ],
  source: readToolSide(step, 'tool_call')?.source ?? 'genai',
});

/** Most bytes of one text. */
export const MAX_TEXT_BYTES = 64 * 1024;

/** A text within its limit, and whether it had to be cut; never within a character. */
function bound(text: string): [text: string, isCut: boolean] {
  if (text.length * 3 <= MAX_TEXT_BYTES) {
    return [text, false];
  }
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(MAX_TEXT_BYTES));
  return read < text.length ? [text.slice(0, read), true] : [text, false];
}
