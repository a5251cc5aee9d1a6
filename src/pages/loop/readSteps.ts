import type { DataFrame } from '@grafana/data';
import { asNumber, asText, columnsOf } from '../data/readLoops';

/** One step of a loop as a row of the `steps` table; null is not known. */
export interface StepRow {
  spanId: string | null;
  iteration: number | null;
  /** Milliseconds since the epoch. */
  startTime: number | null;
  kind: string;
  name: string;
  agent: string | null;
  model: string | null;
  tool: string | null;
  durationMs: number | null;
  status: string | null;
  error: string | null;
  inputTokens: number | null;
  outputTokens: number | null;
  costUsd: number | null;
}

export function readSteps(frames: readonly DataFrame[]): StepRow[] {
  return frames.flatMap((frame) => {
    const at = columnsOf(frame);
    return Array.from({ length: frame.length }, (_, row): StepRow => {
      const number = (name: string) => asNumber(at(name, row));
      const text = (name: string) => asText(at(name, row));
      return {
        spanId: text('spanId'),
        iteration: number('iteration'),
        startTime: number('startTime'),
        kind: text('kind') ?? 'other',
        name: text('name') ?? 'unnamed step',
        agent: text('agent'),
        model: text('model'),
        tool: text('tool'),
        durationMs: number('durationMs'),
        status: text('status'),
        error: text('error'),
        inputTokens: number('inputTokens'),
        outputTokens: number('outputTokens'),
        costUsd: number('costUsd'),
      };
    });
  });
}
