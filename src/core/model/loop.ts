import type { LoopPart } from './part';
import type { Fault } from './fault';
import type { EpochMs, Millis, Score, Tokens, Usd } from './units';

/** Who wrote the telemetry. */
export const SYSTEMS = [
  'ltf',
  'loopotel',
  'loopgym',
  'looplens',
  'genai',
  'openinference',
  'traceloop',
  'loomflow',
  'loom',
  'lunette',
  'other',
] as const;
export type System = (typeof SYSTEMS)[number];

export const OUTCOMES = ['success', 'failure', 'partial', 'running', 'unknown'] as const;
/** How a loop ended. `unknown` is what the emitter wrote or what it wrote nothing of; `running` has no end yet. */
export type Outcome = (typeof OUTCOMES)[number];

export type CostBasis = 'reported' | 'estimated';

/** One pass of a loop. What the emitter did not write is null, never 0. */
export interface Iteration {
  /** As the emitter numbered it: gaps, repeats and a start at 0 are kept. */
  iteration: number;
  /** True where no convention gave the index and it was inferred. */
  derived: boolean;
  /** When it was emitted, which is when it ended. */
  time: EpochMs | null;
  goalScore: Score | null;
  goalTarget: Score | null;
  /** Cumulative LES as the emitter wrote it; it may differ from the computed one (moving targets). */
  lesReported: Score | null;
  tokens: Tokens | null;
  costUsd: Usd | null;
  latencyMs: Millis | null;
  worker: string | null;
  evaluator: string | null;
  /** Safety violations recorded in it. */
  violations: number;
  /** What its steps did; null where the format carries no steps. */
  calls: StepCounts | null;
}

/** How often models and tools were called, and how often that failed. */
export interface StepCounts {
  llmCalls: number;
  llmFailed: number;
  /** Calls that ran, handoff tools among them. */
  toolCalls: number;
  /** Null where the emitter's spans do not tell a failed tool from one that worked. */
  toolFailed: number | null;
}

/** What the steps of a whole loop add up to; null is not reported, or not known as not all steps were read. */
export interface LoopTotals extends Record<keyof StepCounts, number | null> {
  /** Cached tokens are part of it. */
  inputTokens: Tokens | null;
  outputTokens: Tokens | null;
  cacheReadTokens: Tokens | null;
  costUsd: Usd | null;
  costBasis: CostBasis | null;
  handoffs: number | null;
}

/** A safety rule that the loop broke. */
export interface Violation {
  time: EpochMs | null;
  /** The iteration it was recorded in, if any. */
  iteration: number | null;
  /** The emitter's own code for it. */
  code: string | null;
}

/** One run of an agent loop, as any of the systems tells it. */
export interface Loop {
  traceId: string;
  loop: string | null;
  system: System;
  env: string | null;
  task: string | null;
  session: string | null;
  agent: string | null;
  startTime: EpochMs | null;
  endTime: EpochMs | null;
  outcome: Outcome;
  terminationReason: string | null;
  /** The target written for the whole loop, if any. */
  goalTarget: Score | null;
  /** The emitter's own total; null where only iterations carry tokens. */
  tokensTotal: Tokens | null;
  models: string[];
  /** What its steps add up to; null where the format carries no steps. */
  totals: LoopTotals | null;
  /** Attributes that no column holds, for filters: `metadata.model`, `span.loop.lss_version`. */
  attributes: Array<[key: string, value: string]>;
  /** In reading order: by iteration number, as emitted where numbers repeat. */
  iterations: Iteration[];
  violations: Violation[];
  /** Who did what in it; not there where the format carries no steps. */
  parts?: LoopPart[];
  /** What is odd about the document although it could be read, each code once. */
  faults: Fault[];
}

/** A unit of work inside a loop, for `steps` and `trace`. */
export interface Step {
  spanId: string;
  parentSpanId: string | null;
  iteration: number | null;
  kind: StepKind;
  name: string;
  agent: string | null;
  model: string | null;
  tool: string | null;
  startTime: EpochMs | null;
  durationMs: Millis | null;
  /** True where start or duration was worked out from other fields. */
  timeDerived: boolean;
  status: 'ok' | 'error' | 'unset';
  error: string | null;
  inputTokens: Tokens | null;
  outputTokens: Tokens | null;
  cacheReadTokens: Tokens | null;
  costUsd: Usd | null;
  costBasis: CostBasis | null;
  /** True where a server cut a value short. */
  truncated: boolean;
  attributes: Record<string, unknown>;
  events: StepEvent[];
}

export interface StepEvent {
  time: EpochMs | null;
  name: string;
  attributes: Record<string, unknown>;
}

export const STEP_KINDS = [
  'loop',
  'iteration',
  'agent',
  'llm',
  'tool',
  'worker',
  'evaluator',
  'handoff',
  'workflow',
  'retrieval',
  'embedding',
  'memory',
  'other',
] as const;
export type StepKind = (typeof STEP_KINDS)[number];

/** A hop of control or work from one agent to another. */
export interface Handoff {
  from: string | null;
  to: string;
  time: EpochMs | null;
  /** `delegation` returns to the caller, `transfer` does not. */
  type: 'delegation' | 'transfer';
}
