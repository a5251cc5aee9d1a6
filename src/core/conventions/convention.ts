import type { StepKind, System } from '../model/loop';

/** What an attribute can tell of a step. */
export const STEP_FIELDS = [
  'loopName',
  'env',
  'task',
  'session',
  'agent',
  'model',
  'provider',
  'tool',
  'toolCallId',
  'toolArguments',
  'toolResult',
  'responseId',
  'inputTokens',
  'outputTokens',
  'totalTokens',
  'cacheReadTokens',
  'cacheWriteTokens',
  'reasoningTokens',
  'costUsd',
  'iteration',
  'maxIterations',
  'goalScore',
  'goalTarget',
  'lesReported',
  'tokensDelta',
  'tokensTotal',
  'latencyMs',
  'worker',
  'evaluator',
  'outcome',
  'terminationReason',
  'handoffTarget',
  'handoffSource',
  'handoffMode',
  'errorType',
  'retries',
  'retryAttempt',
] as const;
export type StepField = (typeof STEP_FIELDS)[number];

/** Where the name and the number of an evaluation stand. `<i>` in a name is a number, from 0 on. */
export interface EvaluationShape {
  /** The attributes are those of the span, or of its events of this name. */
  event: string | null;
  name: string;
  score: string;
  /** Of what it judges: the step that it is written on, or the whole run. */
  scope: 'step' | 'run';
}

/** How one family of instrumentations writes what a step is: a table, read by one reader for all. */
export interface Convention {
  id: string;
  /** Its name in documents. */
  title: string;
  /** The system of a loop that was written so; null where others of its spans say it better. */
  system: System | null;
  /** Attributes (or, ending in a dot, prefixes) that only this convention has. */
  marks: readonly string[];
  /** Attribute names a field, most trusted first. Resource attributes are named `resource.NAME`. */
  fields: Partial<Record<StepField, readonly string[]>>;
  /** Attributes that add up to a field, where none of `fields` tells it. */
  parts?: Partial<Record<StepField, readonly string[]>>;
  /** Attributes that count only where another one is missing or has one of these values (in lower case). */
  only?: Readonly<Record<string, { attribute: string; values: readonly string[] }>>;
  /** Judgements of how good something is: what may serve as a goal score. */
  evaluations?: readonly EvaluationShape[];
  /** Attributes whose value names the kind of step. Values are compared in lower case. */
  kinds: ReadonlyArray<{ attribute: string; values: Readonly<Record<string, StepKind>> }>;
  /** Span names that name the kind: whole, or ending in `*` a prefix, or starting with `*` a suffix. */
  names: Readonly<Record<string, StepKind>>;
  /** Attributes whose mere presence tells the kind, where nothing else does. */
  presence?: Readonly<Record<string, StepKind>>;
}
