import type { MessageRow } from './readMessages';
import type { StepRow } from './readSteps';

/** A transcript with the model calls that failed: what they met stands in their steps alone, for nobody said it. */
export function withFailedCalls(messages: readonly MessageRow[], steps: readonly StepRow[]): MessageRow[] {
  const told = new Set(messages.filter(({ failed }) => failed).map(({ spanId }) => spanId));
  const rows = [...messages];
  for (const step of steps) {
    if (step.kind === 'llm' && step.status === 'error' && !told.has(step.spanId)) {
      rows.splice(placeOf(rows, step), 0, toMessage(step));
    }
  }
  return rows;
}

/** Behind what was said to it, else before the first that was said after it began. */
function placeOf(rows: readonly MessageRow[], { spanId, startTime }: StepRow): number {
  const own = spanId === null ? -1 : rows.findLastIndex((row) => row.spanId === spanId);
  const later = rows.findIndex(({ time }) => time !== null && startTime !== null && time > startTime);
  return own >= 0 ? own + 1 : later >= 0 ? later : rows.length;
}

function toMessage({ spanId, name, startTime, durationMs, iteration, agent, model, error }: StepRow): MessageRow {
  return {
    id: `failed ${spanId ?? `${name} ${startTime}`}`,
    spanId,
    time: startTime === null ? null : startTime + (durationMs ?? 0),
    iteration,
    role: 'assistant',
    kind: 'text',
    agent,
    tool: null,
    failed: true,
    truncated: false,
    speaker: `${model ?? name} fails`,
    text: error ?? 'No reason was recorded.',
  };
}
