import type { Iteration, Loop, Outcome, Violation } from '../../model/loop';
import { showValue } from '../../model/fault';
import { score, tokens, type EpochMs, type Millis, type Score, type Tokens, type Usd } from '../../model/units';
import { wholeTokens } from '../../scoring/wholeTokens';
import { isObject, type JsonObject } from '../json';
import { pushMetadata, pushSpanAttributes, type AttributePairs } from './attributes';
import { FaultList, readNumber, readText, readTime } from './fields';

const OUTCOMES: Record<string, Outcome> = {
  success: 'success',
  failure: 'failure',
  partial: 'partial',
  unknown: 'unknown',
};

/** `loop.goal_score` on the span is the event's score rounded to 4 decimals. */
const ROUNDING = 0.00005 + 1e-9;

const EMPTY: JsonObject = {};
const NO_EVENTS: unknown[] = [];
const NO_VIOLATIONS: Violation[] = [];

const asObject = (value: unknown): JsonObject => (isObject(value) ? value : EMPTY);
const asArray = (value: unknown): unknown[] => (Array.isArray(value) ? value : NO_EVENTS);

export type SpanKind = 'loop' | 'iteration' | 'worker' | 'evaluator' | 'other';

/** The kind as written, or what the name says where there is none. */
export function spanKind(span: JsonObject): SpanKind {
  const kind = span.kind;
  if (kind === 'iteration' || kind === 'loop' || kind === 'worker' || kind === 'evaluator') {
    return kind;
  }
  switch (span.name) {
    case 'loop.iteration':
      return 'iteration';
    case 'loop.run':
      return 'loop';
    case 'loop.worker':
      return 'worker';
    case 'loop.evaluator':
      return 'evaluator';
    default:
      return 'other';
  }
}

interface Reading {
  faults: FaultList;
  pairs: AttributePairs;
  violations: Violation[];
  /** Spans below iterations, which may name a worker or evaluator. */
  children: JsonObject[];
  bySpanId: Map<string, Iteration> | null;
}

function pushViolation(reading: Reading, event: JsonObject, iteration: Iteration | null): void {
  if (reading.violations === NO_VIOLATIONS) {
    reading.violations = [];
  }
  if (iteration !== null) {
    iteration.violations++;
  }
  reading.violations.push({
    time: readTime(event.timestamp, 'event timestamp', reading.faults),
    iteration: iteration === null ? null : iteration.iteration,
    code: readText(asObject(event.attributes)['loop.failure.code'], 'loop.failure.code', reading.faults),
  });
}

function pushViolations(reading: Reading, span: JsonObject, iteration: Iteration | null): void {
  for (const event of asArray(span.events)) {
    if (isObject(event) && event.name === 'loop.safety.violation') {
      pushViolation(reading, event, iteration);
    }
  }
}

/** The number as it is, or the careful reading of what is none. */
const readOwn = (value: unknown, field: string, faults: FaultList): number | null =>
  typeof value === 'number' && value - value === 0 ? value : readNumber(value, field, faults);

function readIteration(span: JsonObject, previous: Iteration | null, reading: Reading): Iteration {
  const { faults } = reading;
  const attributes = asObject(span.attributes);
  let index: unknown;
  let goalScore: unknown;
  let goalTarget: unknown;
  let les: unknown;
  let delta: unknown;
  let cost: unknown;
  let latency: unknown;
  let worker: unknown;
  let evaluator: unknown;
  let others = false;
  // One pass over the keys is cheaper than looking each up, and finds those that have no column.
  for (const key in attributes) {
    const value = attributes[key];
    switch (key) {
      case 'loop.iteration':
        index = value;
        break;
      case 'loop.goal_score':
        goalScore = value;
        break;
      case 'loop.goal_target':
        goalTarget = value;
        break;
      case 'loop.les.cumulative_normalized':
        les = value;
        break;
      case 'loop.tokens_delta':
        delta = value;
        break;
      case 'loop.cost_usd':
        cost = value;
        break;
      case 'loop.latency_ms':
        latency = value;
        break;
      case 'loop.worker.id':
        worker = value;
        break;
      case 'loop.evaluator.id':
        evaluator = value;
        break;
      case 'loop.name':
      case 'loop.env_id':
      case 'loop.task_id':
      case 'loop.les.effectiveness':
      case 'loop.lss_version':
      case 'loop.les_version':
        break;
      default:
        others = true;
    }
  }
  const number = readOwn(index, 'loop.iteration', faults);
  if (number === null) {
    faults.add('iteration-index');
  }
  const written = readOwn(goalScore, 'loop.goal_score', faults);
  const tokenCount = readOwn(delta, 'loop.tokens_delta', faults);
  const iteration: Iteration = {
    iteration: number ?? (previous === null ? 1 : previous.iteration + 1),
    derived: number === null,
    time: readTime(span.end_time ?? span.start_time, 'end_time', faults),
    goalScore: written as Score | null,
    goalTarget: readOwn(goalTarget, 'loop.goal_target', faults) as Score | null,
    lesReported: readOwn(les, 'loop.les.cumulative_normalized', faults) as Score | null,
    tokens: tokenCount as Tokens | null,
    costUsd: readOwn(cost, 'loop.cost_usd', faults) as Usd | null,
    latencyMs: readOwn(latency, 'loop.latency_ms', faults) as Millis | null,
    worker: readText(worker, 'loop.worker.id', faults),
    evaluator: readText(evaluator, 'loop.evaluator.id', faults),
    violations: 0,
    calls: null,
  };
  readEvents(span.events, iteration, written, reading);
  const goal = iteration.goalScore;
  if (goal !== null && (goal < 0 || goal > 1)) {
    faults.add('score-range', `loop.goal_score ${goal}`);
  }
  if (tokenCount !== null && tokenCount < 0) {
    faults.add('negative-tokens', `loop.tokens_delta ${tokenCount}`);
  }
  if (iteration.goalTarget !== null && iteration.goalTarget <= 0) {
    faults.add('zero-target', `loop.goal_target ${iteration.goalTarget}`);
  }
  if (others) {
    pushSpanAttributes(reading.pairs, attributes, false, faults);
  }
  return iteration;
}

/** Events carry the score before it was rounded, and safety violations. */
function readEvents(value: unknown, iteration: Iteration, written: number | null, reading: Reading): void {
  if (!Array.isArray(value)) {
    return;
  }
  for (let i = 0; i < value.length; i++) {
    const event: unknown = value[i];
    if (!isObject(event)) {
      continue;
    }
    const { name } = event;
    if (name === 'loop.iteration.end' || (name === 'loop.evaluator.complete' && iteration.goalScore === written)) {
      const raw = asObject(event.attributes)['loop.goal_score'];
      if (typeof raw === 'number' && raw - raw === 0 && (written === null || Math.abs(raw - written) <= ROUNDING)) {
        iteration.goalScore = score(raw);
      }
    } else if (name === 'loop.safety.violation') {
      pushViolation(reading, event, iteration);
    }
  }
}

/** Worker and evaluator spans below an iteration say who did it where the iteration itself does not. */
function readChildren(reading: Reading): void {
  for (const span of reading.children) {
    const id = span.parent_span_id;
    const parent = typeof id === 'string' ? (reading.bySpanId?.get(id) ?? null) : null;
    const attributes = asObject(span.attributes);
    if (parent !== null) {
      parent.worker ??= readText(attributes['loop.worker.id'], 'loop.worker.id', reading.faults);
      parent.evaluator ??= readText(attributes['loop.evaluator.id'], 'loop.evaluator.id', reading.faults);
    }
    pushViolations(reading, span, parent);
  }
}

/** Sorted by number; stable, so that repeats keep the order they were written in. */
function order(iterations: Iteration[], faults: FaultList): void {
  let sorted = true;
  for (let i = 1; i < iterations.length; i++) {
    if (iterations[i].iteration < iterations[i - 1].iteration) {
      sorted = false;
    }
    if (iterations[i].goalTarget !== iterations[i - 1].goalTarget) {
      faults.add('moving-target');
    }
  }
  if (!sorted) {
    faults.add('iteration-order');
    iterations.sort((a, b) => a.iteration - b.iteration);
  }
  for (let i = 1; i < iterations.length; i++) {
    if (iterations[i].iteration === iterations[i - 1].iteration) {
      faults.add('iteration-repeat', `iteration ${iterations[i].iteration}`);
    }
  }
}

/** The emitter writes 0 where tokens are unknown; a loop with nothing but zeros did not report them. */
function forgetZeroTokens(iterations: Iteration[], total: number | null): boolean {
  if (total !== null && total !== 0) {
    return false;
  }
  for (const iteration of iterations) {
    if (iteration.tokens !== null && iteration.tokens !== 0) {
      return false;
    }
  }
  for (const iteration of iterations) {
    iteration.tokens = null;
  }
  return true;
}

function checkDocument(document: JsonObject, faults: FaultList): void {
  if (document.schema_version !== 'ltf/0.1') {
    faults.add('schema-version', `schema_version ${showValue(document.schema_version ?? null)}`);
  }
  if (document.env_id === null || document.task_id === null) {
    faults.add('null-id');
  }
  const pins = asObject(document.spec_pins);
  if (pins.lss !== 'lss@1.0.0' || pins.les !== 'les@1.0.0' || pins.ltf !== 'ltf@0.1.0') {
    faults.add('spec-pin', `spec_pins ${showValue(document.spec_pins ?? null)}`);
  }
  const name = document.loop_name;
  if (typeof name === 'string' && (name.length < 3 || name.length > 64)) {
    faults.add('loop-name', `loop_name of ${name.length} characters`);
  }
}

/** True for a record that claims to be an LTF document, however broken. */
export const isLtf = (record: JsonObject): boolean =>
  (typeof record.schema_version === 'string' && record.schema_version.startsWith('ltf/')) ||
  (typeof record.trace_id === 'string' && typeof record.loop_name === 'string' && Array.isArray(record.spans));

/**
 * Reads one LTF document leniently: what can be understood is taken, what is odd becomes a fault.
 * Returns a sentence instead of a loop where there is no trace id to know the loop by.
 */
export function readLtf(document: JsonObject, nonFinite = 0): Loop | string {
  const traceId = document.trace_id;
  if (typeof traceId !== 'string' || traceId === '') {
    return 'an LTF document without a trace_id: a loop cannot be told from others without one';
  }
  const reading: Reading = {
    faults: new FaultList(),
    pairs: [],
    violations: NO_VIOLATIONS,
    children: [],
    bySpanId: null,
  };
  const { faults } = reading;
  if (nonFinite > 0) {
    faults.add('non-finite', nonFinite === 1 ? 'once' : `${nonFinite} times`);
  }
  checkDocument(document, faults);
  if (!Array.isArray(document.spans)) {
    faults.add('wrong-type', `spans ${showValue(document.spans ?? null)}`);
  } else if (document.spans.length === 0) {
    faults.add('no-spans');
  }

  let root: JsonObject | null = null;
  let rootSpan: JsonObject | null = null;
  const iterations: Iteration[] = [];
  for (const span of asArray(document.spans)) {
    if (!isObject(span)) {
      faults.add('wrong-type', `a span ${showValue(span)}`);
      continue;
    }
    const kind = spanKind(span);
    if (kind === 'iteration') {
      iterations.push(readIteration(span, iterations.at(-1) ?? null, reading));
    } else if (kind === 'loop' && root === null) {
      rootSpan = span;
      root = asObject(span.attributes);
    } else {
      reading.children.push(span);
    }
  }
  return finish(document, traceId, root ?? EMPTY, rootSpan, iterations, reading);
}

function finish(
  document: JsonObject,
  traceId: string,
  root: JsonObject,
  rootSpan: JsonObject | null,
  iterations: Iteration[],
  reading: Reading
): Loop {
  const { faults } = reading;
  if (reading.children.length > 0) {
    reading.bySpanId = indexIterations(document, iterations);
    readChildren(reading);
  }
  if (rootSpan !== null) {
    pushViolations(reading, rootSpan, null);
    pushSpanAttributes(reading.pairs, root, true, faults);
  }
  pushMetadata(reading.pairs, document.metadata, faults);
  const goalTarget = readNumber(root['loop.goal_target'], 'loop.goal_target', faults);
  if (goalTarget !== null) {
    for (const iteration of iterations) {
      iteration.goalTarget ??= score(goalTarget);
    }
  }
  order(iterations, faults);
  const startTime =
    readTime(document.started_at, 'started_at', faults) ?? readTime(rootSpan?.start_time, 'start_time', faults);
  const endTime = readTime(document.ended_at, 'ended_at', faults) ?? readTime(rootSpan?.end_time, 'end_time', faults);
  if (startTime !== null && endTime !== null && endTime < startTime) {
    faults.add('clock-back');
  }
  const total = readNumber(root['loop.tokens_total'], 'loop.tokens_total', faults);
  const unreported = forgetZeroTokens(iterations, total);
  const tokensTotal = total === null || unreported ? null : tokens(wholeTokens(total, iterations, faults));
  return {
    traceId,
    loop: readText(document.loop_name, 'loop_name', faults) ?? readText(root['loop.name'], 'loop.name', faults),
    system: 'ltf',
    env: readText(document.env_id, 'env_id', faults) ?? readText(root['loop.env_id'], 'loop.env_id', faults),
    task: readText(document.task_id, 'task_id', faults) ?? readText(root['loop.task_id'], 'loop.task_id', faults),
    session: null,
    agent: null,
    startTime,
    endTime,
    outcome: readOutcome(document.outcome ?? root['loop.outcome'], endTime, faults),
    terminationReason:
      readText(document.termination_reason, 'termination_reason', faults) ??
      readText(root['loop.termination_reason'], 'loop.termination_reason', faults),
    goalTarget: goalTarget === null ? null : score(goalTarget),
    tokensTotal,
    models: [],
    totals: null,
    attributes: reading.pairs,
    iterations,
    violations: reading.violations,
    faults: faults.faults,
  };
}

function readOutcome(value: unknown, endTime: EpochMs | null, faults: FaultList): Outcome {
  if (value === undefined || value === null || value === '') {
    // A loop that wrote neither outcome nor end is still at work.
    return endTime === null ? 'running' : 'unknown';
  }
  const outcome = typeof value === 'string' && Object.hasOwn(OUTCOMES, value) ? OUTCOMES[value] : null;
  if (outcome === null) {
    faults.add('outcome-word', `outcome ${showValue(value)}`);
    return 'unknown';
  }
  return outcome === 'unknown' && endTime === null ? 'running' : outcome;
}

function indexIterations(document: JsonObject, iterations: Iteration[]): Map<string, Iteration> {
  const bySpanId = new Map<string, Iteration>();
  let next = 0;
  for (const span of asArray(document.spans)) {
    if (isObject(span) && spanKind(span) === 'iteration') {
      const iteration = iterations[next++];
      if (typeof span.span_id === 'string') {
        bySpanId.set(span.span_id, iteration);
      }
    }
  }
  return bySpanId;
}
