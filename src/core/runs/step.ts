import { kindOf, numberField, textField, valueText } from '../conventions';
import { isObject } from '../formats/json';
import type { SpanRecord } from '../formats/otlp/span';
import type { StepKind } from '../model/loop';

/** A span, read: what it was, who did it, what it cost. NaN and 0 are never put for what is not known. */
export interface RunStep {
  span: SpanRecord;
  spanId: string;
  /** The step above it, if that is known. */
  parent: RunStep | null;
  children: RunStep[];
  kind: StepKind;
  agent: string | null;
  model: string | null;
  tool: string | null;
  failed: boolean;
  error: string | null;
  inputTokens: number | null;
  outputTokens: number | null;
  totalTokens: number | null;
  cacheReadTokens: number | null;
  cacheWriteTokens: number | null;
  costUsd: number | null;
  /** By a price table, where the run reports no cost. */
  estimatedUsd: number | null;
  /** What a tool was called with, as its emitter wrote it; null is not known, and never equal to another null. */
  toolArguments: string | null;
  /** The index that the emitter wrote on this very span. */
  ownIteration: number | null;
  /** The iteration that it belongs to, once the run is put together. */
  iteration: number | null;
  /** The iteration that its tokens and cost count in: its own, or the only one that it lies around. */
  countsIn: number | null;
  /** False for a second record of the same call: an outer span, another instrumentation's twin. */
  counts: boolean;
  /** True where its tokens, its cost are its own, and not what steps below it say again. */
  bearsTokens: boolean;
  bearsCost: boolean;
  /** The nearest named agent above it. */
  agentAbove: string | null;
}

/** The error's own words: an exception's, else the status message, else its type. */
function errorText(span: SpanRecord): string | null {
  const exception = span.events.find(({ name }) => name === 'exception')?.attributes;
  const message = exception?.['exception.message'];
  const type = exception?.['exception.type'];
  if (typeof message === 'string' && message !== '') {
    return typeof type === 'string' && type !== '' && !message.startsWith(type) ? `${type}: ${message}` : message;
  }
  return span.statusMessage ?? textField(span, 'errorType') ?? (typeof type === 'string' ? type : null);
}

/** OpenInference names the model of a failed call only inside its parameters. */
function invocationModel(span: SpanRecord): string | null {
  const parameters = span.attributes['llm.invocation_parameters'];
  if (typeof parameters !== 'string') {
    return null;
  }
  try {
    const parsed: unknown = JSON.parse(parameters);
    return isObject(parsed) && typeof parsed.model === 'string' ? parsed.model : null;
  } catch {
    return null;
  }
}

/** Traceloop names what it decorates apart from the span. */
function entityName(span: SpanRecord, kind: string): string | null {
  const name = span.attributes['traceloop.entity.name'];
  const isKind = span.attributes['traceloop.span.kind'] === kind;
  return isKind && typeof name === 'string' && name !== '' ? name : null;
}

export function readStep(span: SpanRecord): RunStep {
  const kind = kindOf(span);
  // A type of error is written only where there was one; not every emitter sets the status too.
  const { told } = span;
  const failed =
    span.status === 'error' || (span.status === 'unset' && textField(span, 'errorType') !== null) || told?.ok === false;
  const isTool = kind === 'tool';
  const isCall = kind === 'llm' || kind === 'embedding';
  const carriesTokens = isCall || kind === 'agent' || kind === 'workflow' || kind === 'loop';
  return {
    span,
    spanId: span.spanId,
    parent: null,
    children: [],
    kind,
    agent:
      entityName(span, 'agent') ??
      textField(span, 'agent') ??
      (isOpenInferenceAgent(span) ? span.name : sessionAgent(span)),
    model: isCall || kind === 'agent' ? (textField(span, 'model') ?? invocationModel(span)) : null,
    tool: isTool ? (textField(span, 'tool') ?? entityName(span, 'tool') ?? span.name) : null,
    failed,
    error: failed ? errorText(span) : null,
    inputTokens: carriesTokens ? (amount(span, 'inputTokens') ?? told?.inputTokens ?? null) : null,
    outputTokens: carriesTokens ? (amount(span, 'outputTokens') ?? told?.outputTokens ?? null) : null,
    totalTokens: carriesTokens ? amount(span, 'totalTokens') : null,
    cacheReadTokens: carriesTokens ? amount(span, 'cacheReadTokens') : null,
    cacheWriteTokens: carriesTokens ? amount(span, 'cacheWriteTokens') : null,
    costUsd: amount(span, 'costUsd') ?? told?.costUsd ?? null,
    estimatedUsd: null,
    toolArguments: isTool ? valueText(span, 'toolArguments') : null,
    ownIteration: numberField(span, 'iteration'),
    iteration: null,
    countsIn: null,
    counts: true,
    bearsTokens: false,
    bearsCost: false,
    agentAbove: null,
  };
}

/** Beyond it a number is no count of anything, and a sum would lose its digits. */
const MAX_AMOUNT = Number.MAX_SAFE_INTEGER;

function amount(
  span: SpanRecord,
  field: 'inputTokens' | 'outputTokens' | 'totalTokens' | 'cacheReadTokens' | 'cacheWriteTokens' | 'costUsd'
): number | null {
  const value = numberField(span, field);
  return value === null || Math.abs(value) > MAX_AMOUNT ? null : value;
}

const isOpenInferenceAgent = (span: SpanRecord) => {
  const kind = span.attributes['openinference.span.kind'];
  return typeof kind === 'string' && kind.toLowerCase() === 'agent';
};

/** loomflow names the agent of a run inside another one only in its session id: before 0.20, and where it was given no name. */
function sessionAgent({ name, attributes }: SpanRecord): string | null {
  const isRun = name === 'loom.run' || attributes['loom.span.name'] === 'loom.run';
  const session = isRun && typeof attributes.session_id === 'string' ? attributes.session_id : '';
  return /__swarm_(.+?)_\d+(?:_final)?$/.exec(session)?.[1] ?? /__delegate_(.+?)_del_[^_]+$/.exec(session)?.[1] ?? null;
}

/** All tokens of a step; null where none are known. */
export function tokensOf({ inputTokens, outputTokens, totalTokens }: RunStep): number | null {
  return inputTokens === null && outputTokens === null ? totalTokens : (inputTokens ?? 0) + (outputTokens ?? 0);
}
