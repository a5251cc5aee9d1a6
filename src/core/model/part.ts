import type { CostBasis, StepKind } from './loop';

/** What one agent did with one model or tool in a loop. Tokens and cost of all parts add up to those of the loop. */
export interface LoopPart {
  kind: StepKind;
  agent: string | null;
  model: string | null;
  tool: string | null;
  /** Calls, each once. */
  calls: number;
  /** Null where the emitter does not tell which failed. */
  failed: number | null;
  inputTokens: number | null;
  outputTokens: number | null;
  /** Input and output, or what was told in one number. */
  tokens: number | null;
  /** US dollars. */
  costUsd: number | null;
  costBasis: CostBasis | null;
  /** Of all its calls together (ms); null where none tells. */
  durationMs: number | null;
  maxMs: number | null;
}

/** Figures of parts, as they are held in columns. */
export const PART_FIGURES = [
  'calls',
  'failed',
  'inputTokens',
  'outputTokens',
  'tokens',
  'costUsd',
  'durationMs',
  'maxMs',
] as const;
/** Whose part it is. */
export const PART_NAMES = ['agent', 'model', 'tool'] as const;
