import { isObject, type JsonObject } from './json';
import type { Attributes, SpanRecord } from './otlp/span';
import { plainAttributes } from './plain';
import { parseTimestamp } from './time';

const NO_RESOURCE: Attributes = {};

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
