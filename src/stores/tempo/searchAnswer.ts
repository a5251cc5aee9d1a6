import { isObject, type JsonObject } from '../../core/formats/json';
import type { Attributes, SpanRecord } from '../../core/formats/otlp/span';
import { readAnyValue, readId, readNanos } from '../../core/formats/otlp/values';
import { notTempo } from './client';
import {
  createTold,
  isUnplaced,
  resourceOf,
  rootServiceOf,
  tell,
  toSpan,
  type FoundTrace,
  type ScopeTable,
} from './foundTrace';

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown) => (typeof value === 'string' ? value : '');

/** What each set of spans of an answer was grouped by, as text. */
export function readSetKeys(json: JsonObject): string[][] {
  return list(json.traces)
    .filter(isObject)
    .flatMap(({ spanSets }) => list(spanSets).filter(isObject))
    .map(({ attributes }) =>
      list(attributes)
        .filter(isObject)
        .map(({ value }) => String(readAnyValue(value)))
    );
}

/** The traces of an answer, with the spans that were asked for. Throws where it is no answer to a search. */
export function readSearchAnswer(json: JsonObject, scopes: ScopeTable): FoundTrace[] {
  if (!Array.isArray(json.traces) && !isObject(json.metrics)) {
    throw notTempo('JSON of another kind');
  }
  return list(json.traces).flatMap((trace) => {
    const traceId = isObject(trace) ? readId(trace.traceID, 16) : null;
    return isObject(trace) && traceId !== null ? [readTrace(trace, traceId, scopes)] : [];
  });
}

function readTrace(trace: JsonObject, traceId: string, scopes: ScopeTable): FoundTrace {
  const sets = list(trace.spanSets).filter(isObject);
  const all = sets.length > 0 ? sets : [trace.spanSet].filter(isObject);
  const rootService = rootServiceOf(text(trace.rootServiceName));
  const resource = resourceOf(rootService);
  const spans = all.flatMap((set) =>
    list(set.spans).flatMap((span) => (isObject(span) ? (readSpan(span, traceId, resource, scopes) ?? []) : []))
  );
  const matched = all.reduce((sum, set) => sum + matchedOf(set), 0);
  const loose = Math.max(0, ...all.filter(({ attributes }) => list(attributes).some(isUnplacedGroup)).map(matchedOf));
  return { traceId, start: readNanos(trace.startTimeUnixNano), rootService, matched, spans, loose };
}

const matchedOf = ({ matched }: JsonObject) => (typeof matched === 'number' ? matched : 0);

const isUnplacedGroup = (group: unknown) => isObject(group) && isUnplaced(text(group.key), readAnyValue(group.value));

function readSpan(span: JsonObject, traceId: string, resource: Attributes, scopes: ScopeTable): SpanRecord | null {
  const spanId = readId(span.spanID, 8);
  if (spanId === null) {
    return null;
  }
  const told = createTold();
  for (const entry of list(span.attributes)) {
    if (isObject(entry) && typeof entry.key === 'string') {
      tell(told, entry.key, readAnyValue(entry.value), scopes);
    }
  }
  const start = text(span.startTimeUnixNano);
  const startTime = readNanos(start);
  const endTime = readNanos(endOf(start, text(span.durationNanos)));
  return toSpan({ traceId, spanId, name: text(span.name), startTime, endTime, resource }, told);
}

const DIGITS = /^\d{1,20}$/;

/** A duration of 0 is left out. Tempo counts without signs: of a span that ends before it starts, or never, it wraps round. */
function endOf(start: string, duration: string): string {
  const length = DIGITS.test(duration) ? BigInt.asIntN(64, BigInt(duration)) : 0n;
  return DIGITS.test(start) ? String(BigInt(start) + length) : '';
}
