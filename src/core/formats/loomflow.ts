import { isObject, type JsonObject } from './json';
import type { Attributes, AttributeValue, SpanRecord } from './otlp/span';
import { parseTimestamp } from './time';

const NO_RESOURCE: Attributes = {};

function plain(value: unknown): AttributeValue {
  if (typeof value === 'number') {
    return Number.isFinite(value) ? value : null;
  }
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) {
    return value;
  }
  if (Array.isArray(value)) {
    return value.map(plain);
  }
  return isObject(value) ? plainAttributes(value) : null;
}

function plainAttributes(object: JsonObject): Attributes {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, plain(value)]));
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
    parentSpanId: text(record.parent_span_id),
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
