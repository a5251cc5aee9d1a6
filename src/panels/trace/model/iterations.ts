import { fieldsByName, toNumber, toText, type ReadableFrame } from './columns';

export const ITERATION_FIGURES = [
  'goalScore',
  'goalTarget',
  'effectiveness',
  'lesCumulative',
  'tokens',
  'costUsd',
  'latencyMs',
  'llmCalls',
  'llmFailed',
  'toolCalls',
  'toolFailed',
  'violations',
] as const;
export type IterationFigure = (typeof ITERATION_FIGURES)[number];

/** A row of the `iterations` table; NaN and null are not known. */
export interface IterationFacts {
  traceId: string | null;
  loop: string | null;
  iteration: number;
  derived: boolean;
  /** When it ended (ms since the epoch). */
  time: number;
  figures: Record<IterationFigure, number>;
  worker: string | null;
  evaluator: string | null;
  costBasis: string | null;
  outcome: string | null;
  /** Where it stands, for data links. */
  frame: number;
  row: number;
}

/** True for a frame with a row an iteration. */
export function isIterationsFrame(names: ReadonlySet<string>): boolean {
  return names.has('iteration') && !names.has('spanId') && ITERATION_FIGURES.some((name) => names.has(name));
}

/** The rows of an `iterations` table, in their order. */
export function readIterations(frame: ReadableFrame, frameIndex: number): IterationFacts[] {
  const fields = fieldsByName(frame);
  const at = (name: string, row: number): unknown => fields.get(name)?.values[row];
  return Array.from({ length: frame.length }, (_, row) => ({
    traceId: toText(at('traceId', row)),
    loop: toText(at('loop', row)),
    iteration: toNumber(at('iteration', row)),
    derived: at('derived', row) === true,
    time: toNumber(at('time', row)),
    figures: Object.fromEntries(ITERATION_FIGURES.map((name) => [name, toNumber(at(name, row))])) as Record<
      IterationFigure,
      number
    >,
    worker: toText(at('worker', row)),
    evaluator: toText(at('evaluator', row)),
    costBasis: toText(at('costBasis', row)),
    outcome: toText(at('outcome', row)),
    frame: frameIndex,
    row,
  }));
}

/** Failed calls of models and tools as the table tells them; 0 where it does not. */
export function toldFailures(figures: IterationFacts['figures'] | undefined): number {
  return (figures?.toolFailed || 0) + (figures?.llmFailed || 0);
}
