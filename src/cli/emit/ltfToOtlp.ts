import { isObject, type JsonObject } from '../../core/formats/json';
import { parseTimestamp } from '../../core/formats/time';

/** Nanoseconds as OTLP/JSON writes them; microseconds are kept. */
const toNanos = (ms: number): string => String(BigInt(Math.round(ms * 1000)) * 1000n);

function anyValue(value: unknown): JsonObject | null {
  switch (typeof value) {
    case 'string':
      return { stringValue: value };
    case 'boolean':
      return { boolValue: value };
    case 'number':
      return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value };
    default:
      return null;
  }
}

/** Attributes that are fractions of one by their nature: 1 is a double as well, or backends keep it apart from 0.5. */
const DOUBLES = /score|target|les\.|cost|latency/;

function keyValues(attributes: unknown): JsonObject[] {
  return Object.entries(isObject(attributes) ? attributes : {}).flatMap(([key, value]) => {
    const written = typeof value === 'number' && DOUBLES.test(key) ? { doubleValue: value } : anyValue(value);
    return written === null ? [] : [{ key, value: written }];
  });
}

/**
 * A document of LTF as an OTLP/JSON export with the spans as they were, as an emitter of `loop.*` spans sends them.
 * Iterations, which documents write as points in time, get the latency that they tell as their length.
 */
export function ltfToOtlp(document: JsonObject, traceId: string): JsonObject {
  const name = typeof document.loop_name === 'string' ? document.loop_name : 'loop';
  const spans = Array.isArray(document.spans) ? document.spans.filter(isObject) : [];
  return {
    resourceSpans: [
      {
        resource: { attributes: keyValues({ 'service.name': name }) },
        scopeSpans: [{ scope: { name: 'loopscope-emit' }, spans: spans.map((span) => toSpan(span, traceId)) }],
      },
    ],
  };
}

function toSpan(span: JsonObject, traceId: string): JsonObject {
  const attributes = isObject(span.attributes) ? span.attributes : {};
  const end = parseTimestamp(span.end_time) ?? parseTimestamp(span.start_time) ?? 0;
  const start = parseTimestamp(span.start_time) ?? end;
  const latency = attributes['loop.latency_ms'];
  const length = start === end && typeof latency === 'number' && latency > 0 ? latency : 0;
  const events = Array.isArray(span.events) ? span.events.filter(isObject) : [];
  return {
    traceId,
    spanId: span.span_id,
    ...(typeof span.parent_span_id === 'string' ? { parentSpanId: span.parent_span_id } : {}),
    name: span.name,
    kind: 1,
    startTimeUnixNano: toNanos(start - length),
    endTimeUnixNano: toNanos(end),
    attributes: keyValues(attributes),
    events: events.map((event) => ({
      name: event.name,
      timeUnixNano: toNanos(parseTimestamp(event.timestamp) ?? end),
      attributes: keyValues(event.attributes),
    })),
  };
}
