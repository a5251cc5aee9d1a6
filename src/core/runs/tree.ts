import type { SpanRecord } from '../formats/otlp/span';
import { readStep, type RunStep } from './step';

/** By start, then by id, so that the order of arrival does not matter. */
export function compareSpans(a: SpanRecord, b: SpanRecord): number {
  const left = a.startTime ?? Infinity;
  const right = b.startTime ?? Infinity;
  return left !== right ? left - right : a.spanId < b.spanId ? -1 : a.spanId > b.spanId ? 1 : 0;
}

/** What a span says, as text whose length and letters put any two records of it in the same order. */
const wholeText = (span: SpanRecord) => JSON.stringify(span);

/** Of two records of one span the one that was ended later, else the one that says more. */
export function laterRecord(a: SpanRecord, b: SpanRecord): SpanRecord {
  const left = a.endTime ?? -Infinity;
  const right = b.endTime ?? -Infinity;
  if (left !== right) {
    return left > right ? a : b;
  }
  const leftText = wholeText(a);
  const rightText = wholeText(b);
  const more = leftText.length - rightText.length;
  return more > 0 || (more === 0 && leftText >= rightText) ? a : b;
}

export interface StepTree {
  /** All steps, by start. */
  steps: RunStep[];
  /** Steps without a known step above them, by start. */
  roots: RunStep[];
  /** All steps, each after the one above it: to pass something down in one go, or up from the end. */
  topDown: RunStep[];
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
  const roots = steps.filter(({ parent }) => parent === null);
  return { steps, roots, topDown: orderDown(roots) };
}

function orderDown(roots: RunStep[]): RunStep[] {
  const order = [...roots];
  // The list grows while it is walked: level by level.
  for (const step of order) {
    for (const child of step.children) {
      order.push(child);
    }
  }
  return order;
}

function cutCycles(steps: RunStep[]): void {
  const settled = new Set<RunStep>();
  for (const start of steps) {
    const path = new Set<RunStep>();
    let step: RunStep | null = start;
    while (step !== null && !settled.has(step) && !path.has(step)) {
      path.add(step);
      step = step.parent;
    }
    if (step !== null && path.has(step)) {
      earliestOfCycle(step).parent = null;
    }
    for (const seen of path) {
      settled.add(seen);
    }
  }
}

function earliestOfCycle(member: RunStep): RunStep {
  let earliest = member;
  for (let step = member.parent; step !== null && step !== member; step = step.parent) {
    earliest = compareSpans(step.span, earliest.span) < 0 ? step : earliest;
  }
  return earliest;
}

/** The nearest step above each step that the test holds for, in one pass; null where there is none. */
export function nearestAbove(topDown: RunStep[], test: (step: RunStep) => boolean): Map<RunStep, RunStep | null> {
  const found = new Map<RunStep, RunStep | null>();
  for (const step of topDown) {
    const { parent } = step;
    found.set(step, parent === null || test(parent) ? parent : (found.get(parent) ?? null));
  }
  return found;
}

/**
 * The steps with a step below them that the test holds for, in one pass.
 * What lies below a step that `stop` holds for is not told to those above it.
 */
export function withBelow(
  topDown: RunStep[],
  test: (step: RunStep) => boolean,
  stop: (step: RunStep) => boolean = () => false
): Set<RunStep> {
  const found = new Set<RunStep>();
  for (let i = topDown.length - 1; i >= 0; i--) {
    const step = topDown[i];
    if (step.parent !== null && !stop(step) && (test(step) || found.has(step))) {
      found.add(step.parent);
    }
  }
  return found;
}

/** The nearest step above (or the step itself, where `own`) that the test holds for. For many steps use `nearestAbove`. */
export function nearest(step: RunStep, test: (step: RunStep) => boolean, own = false): RunStep | null {
  for (let above = own ? step : step.parent; above !== null; above = above.parent) {
    if (test(above)) {
      return above;
    }
  }
  return null;
}
