import { isObject, type JsonObject } from './json';
import type { Attributes, AttributeValue, SpanRecord } from './otlp/span';
import { MAX_ATTRIBUTES, MAX_DEPTH } from './otlp/values';
import { parseTimestamp } from './time';

const NO_RESOURCE: Attributes = {};

function plain(value: unknown, depth: number): AttributeValue {
  if (typeof value === 'number') {
    return Number.isFinite(value) ? value : null;
  }
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) {
    return value;
  }
  if (depth > MAX_DEPTH) {
    return null;
  }
  if (Array.isArray(value)) {
    return value.slice(0, MAX_ATTRIBUTES).map((inner) => plain(inner, depth + 1));
  }
  return isObject(value) ? plainAttributes(value, depth + 1) : null;
}

function plainAttributes(object: JsonObject, depth = 0): Attributes {
  const entries = Object.entries(object).slice(0, MAX_ATTRIBUTES);
  return Object.fromEntries(entries.map(([key, value]) => [key, plain(value, depth)]));
}

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null);

/** A span line of loomflow's FileTelemetry; null for its metric lines and for spans without ids. */
export function readLoomflowSpan(record: JsonObject): SpanRecord | null {
  const traceId = text(record.trace_id);
  const spanId = text(record.span_id);
  if (record.kind !== 'span' || traceId === null || spanId === null) {
    return null;
  }
  const exception = text(record.exception);
  const attributes = isObject(record.attributes) ? plainAttributes(record.attributes) : {};
  const failed = exception !== null || record.status === 'error' || text(attributes['error.type']) !== null;
  return {
    traceId,
    spanId,
    parentSpanId: record.parent_span_id === spanId ? null : text(record.parent_span_id),
    name: text(record.name) ?? '',
    startTime: parseTimestamp(record.started_at),
    endTime: parseTimestamp(record.ended_at),
    status: failed ? 'error' : 'unset',
    statusMessage: exception,
    attributes,
    events: [],
    resource: NO_RESOURCE,
    scope: 'loomflow',
  };
}
