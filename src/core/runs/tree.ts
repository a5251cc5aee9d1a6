import type { SpanRecord } from '../formats/otlp/span';
import { readStep, type RunStep } from './step';

/** By start, then by id, so that the order of arrival does not matter. */
export function compareSpans(a: SpanRecord, b: SpanRecord): number {
  const left = a.startTime ?? Infinity;
  const right = b.startTime ?? Infinity;
  return left !== right ? left - right : a.spanId < b.spanId ? -1 : a.spanId > b.spanId ? 1 : 0;
}

/** Of two records of one span the one that was ended later, else the one that says more. */
export function laterRecord(a: SpanRecord, b: SpanRecord): SpanRecord {
  const left = a.endTime ?? -Infinity;
  const right = b.endTime ?? -Infinity;
  if (left !== right) {
    return left > right ? a : b;
  }
  const leftText = JSON.stringify(a.attributes);
  const rightText = JSON.stringify(b.attributes);
  return leftText.length !== rightText.length
    ? leftText.length > rightText.length
      ? a
      : b
    : leftText >= rightText
      ? a
      : b;
}

export interface StepTree {
  /** All steps, by start. */
  steps: RunStep[];
  /** Steps without a known step above them, by start. */
  roots: RunStep[];
}

/** Steps with their children. A cycle of parents is cut at its earliest step, which becomes a root. */
export function buildTree(spans: Iterable<SpanRecord>): StepTree {
  const byId = new Map<string, SpanRecord>();
  for (const span of spans) {
    const known = byId.get(span.spanId);
    byId.set(span.spanId, known === undefined ? span : laterRecord(known, span));
  }
  const steps = [...byId.values()].sort(compareSpans).map(readStep);
  const stepOf = new Map(steps.map((step) => [step.spanId, step]));
  for (const step of steps) {
    const parent = step.span.parentSpanId === null ? undefined : stepOf.get(step.span.parentSpanId);
    if (parent !== undefined && parent !== step) {
      step.parent = parent;
    }
  }
  cutCycles(steps);
  for (const step of steps) {
    step.parent?.children.push(step);
  }
  return { steps, roots: steps.filter(({ parent }) => parent === null) };
}

function cutCycles(steps: RunStep[]): void {
  const settled = new Set<RunStep>();
  for (const start of steps) {
    const path = new Set<RunStep>();
    for (let step: RunStep | null = start; step !== null && !settled.has(step); step = step.parent) {
      if (path.has(step)) {
        // `steps` are in order, so the first to be met again is reached from the earliest.
        start.parent = null;
        break;
      }
      path.add(step);
    }
    for (const step of path) {
      settled.add(step);
    }
  }
}

/** The nearest step above (or the step itself, where `own`) that the test holds for. */
export function nearest(step: RunStep, test: (step: RunStep) => boolean, own = false): RunStep | null {
  for (let above = own ? step : step.parent; above !== null; above = above.parent) {
    if (test(above)) {
      return above;
    }
  }
  return null;
}
