import type { Step, StepEvent, StepKind } from '../../model/loop';
import { epochMs, millis, roundMicros, usd, type EpochMs } from '../../model/units';
import { isObject, type JsonObject } from '../json';
import { parseTimestamp } from '../time';
import { spanKind } from './readLtf';

const asObject = (value: unknown): JsonObject => (isObject(value) ? value : {});

const KINDS: Record<string, StepKind> = {
  loop: 'loop',
  iteration: 'iteration',
  worker: 'worker',
  evaluator: 'evaluator',
  other: 'other',
};

const finite = (value: unknown): number | null => (typeof value === 'number' && Number.isFinite(value) ? value : null);

/**
 * The spans of an LTF document as steps, in the order they were written.
 * loopotel stamps an iteration when it ends and writes its duration only as `loop.latency_ms`:
 * such a step is put where it was at work, and marked so.
 */
export function readLtfSteps(document: JsonObject): Step[] {
  const spans = Array.isArray(document.spans) ? document.spans.filter(isObject) : [];
  const ids: SpanIds = { written: new Set(spans.map(({ span_id }) => span_id)), given: new Set() };
  const iterationOf = new Map<string, number | null>();
  const outcome =
    document.outcome ?? asObject(spans.find((span) => spanKind(span) === 'loop')?.attributes)['loop.outcome'];
  const steps = spans.map((span, index): Step => {
    const kind = spanKind(span);
    const attributes = asObject(span.attributes);
    const parent = typeof span.parent_span_id === 'string' && span.parent_span_id !== '' ? span.parent_span_id : null;
    const events = readEvents(span.events);
    const violation = events.find(({ name }) => name === 'loop.safety.violation');
    const failed = kind === 'loop' && outcome === 'failure';
    const spanId = uniqueId(span.span_id, index, ids);
    const iteration =
      finite(attributes['loop.iteration']) ?? (parent === null ? null : (iterationOf.get(parent) ?? null));
    iterationOf.set(spanId, iteration);
    const cost = finite(attributes['loop.cost_usd']);
    return {
      spanId,
      parentSpanId: parent,
      iteration,
      kind: KINDS[kind],
      name: typeof span.name === 'string' ? span.name : kind,
      agent: null,
      model: null,
      tool: null,
      ...readInterval(span, attributes, document),
      status: failed || violation !== undefined ? 'error' : outcome === 'success' && kind === 'loop' ? 'ok' : 'unset',
      error: violation !== undefined ? violationText(violation) : failed ? failureText(document, attributes) : null,
      inputTokens: null,
      outputTokens: null,
      cacheReadTokens: null,
      costUsd: cost === null ? null : usd(cost),
      costBasis: cost === null ? null : 'reported',
      truncated: false,
      attributes,
      events,
    };
  });
  return breakCycles(steps);
}

/** A span that is its own ancestor would have no place in a tree: the first of such spans becomes a root. */
function breakCycles(steps: Step[]): Step[] {
  const parentOf = new Map(steps.map(({ spanId, parentSpanId }) => [spanId, parentSpanId]));
  const sound = new Set<string>();
  for (const { spanId } of steps) {
    const path = new Set<string>();
    let at: string | null | undefined = spanId;
    while (at !== null && at !== undefined && !sound.has(at) && !path.has(at)) {
      path.add(at);
      at = parentOf.get(at);
    }
    if (at !== null && at !== undefined && path.has(at)) {
      parentOf.set(at, null);
    }
    path.forEach((id) => sound.add(id));
  }
  return steps.map((step) => {
    const parent = parentOf.get(step.spanId) ?? null;
    return parent === step.parentSpanId ? step : { ...step, parentSpanId: parent };
  });
}

function readInterval(
  span: JsonObject,
  attributes: JsonObject,
  document: JsonObject
): Pick<Step, 'startTime' | 'durationMs' | 'timeDerived'> {
  const isRoot = spanKind(span) === 'loop';
  const start = parseTimestamp(span.start_time) ?? (isRoot ? parseTimestamp(document.started_at) : null);
  const end = parseTimestamp(span.end_time) ?? (isRoot ? parseTimestamp(document.ended_at) : null);
  const latency = finite(attributes['loop.latency_ms']);
  if (latency !== null && latency >= 0 && start !== null && (end === null || end === start)) {
    const begun = roundMicros(start - latency);
    const loopStart = ltfStart(document);
    // Latencies are written to 10 microseconds: the first iteration must not seem to begin before its loop.
    const startTime = loopStart !== null && begun < loopStart && loopStart - begun < 1 ? loopStart : epochMs(begun);
    return { startTime, durationMs: millis(latency), timeDerived: true };
  }
  if (start === null || end === null) {
    return { startTime: start ?? end, durationMs: null, timeDerived: false };
  }
  return { startTime: start, durationMs: millis(Math.max(0, roundMicros(end - start))), timeDerived: false };
}

function readEvents(value: unknown): StepEvent[] {
  return (Array.isArray(value) ? value : []).filter(isObject).map((event) => ({
    time: parseTimestamp(event.timestamp),
    name: typeof event.name === 'string' ? event.name : 'event',
    attributes: asObject(event.attributes),
  }));
}

interface SpanIds {
  /** Ids of the document: none of them is made up for another span. */
  written: Set<unknown>;
  given: Set<string>;
}

/** Views of traces want each id once and none empty. */
function uniqueId(value: unknown, index: number, { written, given }: SpanIds): string {
  const wanted = typeof value === 'string' && value !== '' ? value : `span-${index}`;
  let id = wanted;
  for (let n = index; given.has(id) || (id !== wanted && written.has(id)); n++) {
    id = `${wanted}#${n + 1}`;
  }
  given.add(id);
  return id;
}

function violationText({ attributes }: StepEvent): string {
  const code = attributes['loop.failure.code'];
  return typeof code === 'string' ? `safety violation ${code}` : 'safety violation';
}

function failureText(document: JsonObject, attributes: JsonObject): string {
  const reason = document.termination_reason ?? attributes['loop.termination_reason'];
  return typeof reason === 'string' && reason !== '' ? `failure: ${reason}` : 'failure';
}

/** When the document's loop began, to stand in for steps without any time. */
export const ltfStart = (document: JsonObject): EpochMs | null => parseTimestamp(document.started_at);
