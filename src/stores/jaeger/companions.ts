import type { SpanRecord } from '../../core/formats/otlp/span';
import { LOOK_BACK_MS } from './jaegerPush';
import type { TraceSearch } from './jaegerApi';

const WORKFLOW_STEP = 'loom.workflow.step';
const MAX_COMPANIONS = 100;

/** A search for the traces that are one loop with these spans: some workflows write each step as a trace of its own. */
export function companionSearch(spans: SpanRecord[]): TraceSearch | null {
  const step = spans.find(
    ({ parentSpanId, name, attributes }) =>
      parentSpanId === null && (name === WORKFLOW_STEP || attributes['loom.span.name'] === WORKFLOW_STEP)
  );
  const session = step?.attributes.session_id;
  const service = step?.resource['service.name'];
  const start = step?.startTime ?? null;
  if (typeof session !== 'string' || session === '' || typeof service !== 'string' || start === null) {
    return null;
  }
  const [from, to] = [start - LOOK_BACK_MS, start + LOOK_BACK_MS];
  return { service, from, to, limit: MAX_COMPANIONS, tags: { session_id: session } };
}

/** A loop of several traces is known by the one that is met first: spans go by their end, as emitters send them. */
export const asSent = (spans: SpanRecord[]): SpanRecord[] =>
  spans
    .map((span, i) => ({ span, i }))
    .sort((a, b) => compare(a.span.endTime, b.span.endTime) || a.i - b.i)
    .map(({ span }) => span);

const compare = (a: number | null, b: number | null) => (a === b ? 0 : a === null ? 1 : b === null ? -1 : a - b);
