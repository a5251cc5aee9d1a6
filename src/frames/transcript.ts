import { readMessages, type Message } from '../core/runs/messages';
import type { Notice } from '../core/model/notice';
import type { Step } from '../core/model/loop';
import type { FrameAnswer } from './answer';
import { messagesFrame, type LoopMessages } from './messages';

/** Messages that an answer holds, at most. */
export const MAX_MESSAGES = 5000;

/** Characters of all messages of an answer, at most. */
const MAX_TEXT = 16 * 1024 * 1024;

interface LoopOfSteps {
  traceId: string;
  loop: string | null;
  /** Milliseconds since the epoch. */
  start: number | null;
  steps: Step[];
}

/** The transcripts of several loops, within the limits of one answer. */
export interface Transcript {
  add(loop: LoopOfSteps): void;
  /** True where nothing more fits. */
  isFull(): boolean;
  answer(): FrameAnswer;
}

const RECORDING =
  'Where the agent runs, set OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=true (OpenTelemetry GenAI), TRACELOOP_TRACE_CONTENT=true (OpenLLMetry) or LOOM_TRACE_CONTENT=1 (Loom), leave OPENINFERENCE_HIDE_INPUTS and OPENINFERENCE_HIDE_OUTPUTS unset (OpenInference), and run it again.';

/** @param asked how many loops were asked for */
export function createTranscript(asked: number): Transcript {
  const loops: LoopMessages[] = [];
  const counts = { loops: 0, silent: 0, uncalled: 0, messages: 0, shown: 0, text: 0 };
  return {
    add({ steps, ...loop }) {
      const messages = readMessages(steps);
      counts.loops++;
      counts.messages += messages.length;
      if (messages.length === 0) {
        const hasCalls = steps.some(({ kind }) => kind === 'llm' || kind === 'tool' || kind === 'agent');
        counts[hasCalls ? 'silent' : 'uncalled']++;
        return;
      }
      const fitting = fit(messages, MAX_MESSAGES - counts.shown, MAX_TEXT - counts.text);
      counts.shown += fitting.length;
      counts.text += fitting.reduce((sum, { text }) => sum + text.length, 0);
      loops.push({ ...loop, messages: fitting });
    },
    isFull: () => counts.shown < counts.messages || counts.shown >= MAX_MESSAGES,
    answer: () => ({
      frames: [messagesFrame(loops)],
      notices: [...limits(counts, asked), ...absences(counts), ...cuts(loops)],
    }),
  };
}

function fit(messages: Message[], most: number, mostText: number): Message[] {
  let text = 0;
  const end = messages.findIndex((message, i) => i >= most || (text += message.text.length) > mostText);
  return end < 0 ? messages : messages.slice(0, end);
}

const written = (count: number) => count.toLocaleString('en-US');

function limits(
  { shown, messages, loops }: { shown: number; messages: number; loops: number },
  asked: number
): Notice[] {
  if (shown === messages && loops === asked) {
    return [];
  }
  const text = `The first ${written(shown)} messages are shown, of ${written(loops)} of ${written(asked)} loops: an answer holds ${written(MAX_MESSAGES)} messages and 16 million characters. Ask for fewer loops, or for one by its trace id.`;
  return [{ severity: 'warning', text, count: Math.max(1, messages - shown), where: null }];
}

function absences({ loops, silent, uncalled }: { loops: number; silent: number; uncalled: number }): Notice[] {
  const notices: Notice[] = [];
  const of = (count: number) =>
    count === loops
      ? loops === 1
        ? 'This loop'
        : `All ${written(loops)} loops`
      : `${written(count)} of ${written(loops)} loops`;
  if (silent > 0) {
    const text = `${of(silent)} ran without recording what was said. ${RECORDING}`;
    notices.push({ severity: 'info', text, count: silent, where: null });
  }
  if (uncalled > 0) {
    const text = `${of(uncalled)} recorded no model or tool calls, so there is nothing that was said.`;
    notices.push({ severity: 'info', text, count: uncalled, where: null });
  }
  return notices;
}

function cuts(loops: LoopMessages[]): Notice[] {
  const count = loops.reduce((sum, { messages }) => sum + messages.filter(({ truncated }) => truncated).length, 0);
  if (count === 0) {
    return [];
  }
  const text =
    count === 1
      ? 'One message is cut short: by the store (Tempo keeps 2,048 bytes of an attribute unless max_attribute_bytes says more), by the emitter, or at 64 KB here.'
      : `${written(count)} messages are cut short: by the store (Tempo keeps 2,048 bytes of an attribute unless max_attribute_bytes says more), by the emitter, or at 64 KB here.`;
  return [{ severity: 'info', text, count, where: null }];
}
