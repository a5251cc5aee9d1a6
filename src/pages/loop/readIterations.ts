import type { DataFrame } from '@grafana/data';
import { asNumber, asText, columnsOf } from '../data/readLoops';

/** One pass of the loop; null is not known. */
export interface IterationRow {
  iteration: number;
  /** The number was inferred. */
  derived: boolean;
  time: number | null;
  goalScore: number | null;
  goalTarget: number | null;
  effectiveness: number | null;
  tokens: number | null;
  costUsd: number | null;
  costBasis: string | null;
  latencyMs: number | null;
  worker: string | null;
  evaluator: string | null;
  llmCalls: number | null;
  llmFailed: number | null;
  toolCalls: number | null;
  toolFailed: number | null;
  violations: number;
}

/** Rows of an `iterations` table in their order. */
export function readIterations(frames: readonly DataFrame[]): IterationRow[] {
  return frames.flatMap((frame) => {
    const at = columnsOf(frame);
    return Array.from({ length: frame.length }, (_, row): IterationRow => {
      const number = (name: string) => asNumber(at(name, row));
      const text = (name: string) => asText(at(name, row));
      return {
        iteration: number('iteration') ?? row + 1,
        derived: at('derived', row) === true,
        time: number('time'),
        goalScore: number('goalScore'),
        goalTarget: number('goalTarget'),
        effectiveness: number('effectiveness'),
        tokens: number('tokens'),
        costUsd: number('costUsd'),
        costBasis: text('costBasis'),
        latencyMs: number('latencyMs'),
        worker: text('worker'),
        evaluator: text('evaluator'),
        llmCalls: number('llmCalls'),
        llmFailed: number('llmFailed'),
        toolCalls: number('toolCalls'),
        toolFailed: number('toolFailed'),
        violations: number('violations') ?? 0,
      };
    });
  });
}
