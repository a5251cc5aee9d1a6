import { isObject, type JsonObject } from '../json';
import type { SpanEventRecord, SpanLinkRecord, SpanRecord } from './span';
import { withOtlpNames } from './snakeCase';
import { readAttributes, readId, readNanos } from './values';

export interface OtlpReading {
  spans: SpanRecord[];
  /** Spans without a usable trace or span id, which no trace can hold. */
  refused: number;
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
/** Events and links of one span that are read. */
export const MAX_EVENTS = 256;

function readStatus(value: unknown): SpanRecord['status'] {
  const code = isObject(value) ? value.code : undefined;
  return code === 2 || code === 'STATUS_CODE_ERROR'
    ? 'error'
    : code === 1 || code === 'STATUS_CODE_OK'
      ? 'ok'
      : 'unset';
}

function readEvent(event: JsonObject): SpanEventRecord {
  return {
    name: typeof event.name === 'string' ? event.name : '',
    time: readNanos(event.timeUnixNano),
    attributes: readAttributes(event.attributes),
  };
}

function readLink(link: unknown): SpanLinkRecord[] {
  const traceId = isObject(link) ? readId(link.traceId, 16) : null;
  const spanId = isObject(link) ? readId(link.spanId, 8) : null;
  return traceId === null || spanId === null ? [] : [{ traceId, spanId }];
}

function readSpan(span: JsonObject, resource: SpanRecord['resource'], scope: string | null): SpanRecord | null {
  const traceId = readId(span.traceId, 16);
  const spanId = readId(span.spanId, 8);
  if (traceId === null || spanId === null) {
    return null;
  }
  const message = isObject(span.status) ? span.status.message : undefined;
  const parent = readId(span.parentSpanId, 8);
  const links = list(span.links).slice(0, MAX_EVENTS).flatMap(readLink);
  return {
    traceId,
    spanId,
    parentSpanId: parent === spanId ? null : parent,
    name: typeof span.name === 'string' ? span.name : '',
    startTime: readNanos(span.startTimeUnixNano),
    endTime: readNanos(span.endTimeUnixNano),
    status: readStatus(span.status),
    statusMessage: typeof message === 'string' && message !== '' ? message : null,
    attributes: readAttributes(span.attributes),
    events: list(span.events).slice(0, MAX_EVENTS).filter(isObject).map(readEvent),
    ...(links.length > 0 && { links }),
    resource,
    scope,
  };
}

/** Where servers put the export in their answers: Tempo's by trace id, Jaeger's search. */
const WRAPPERS = ['trace', 'result'] as const;

/** An OTLP/JSON trace export, taken out of a server's answer where it lies in one; null where there is none. */
export function findOtlpTraces(value: JsonObject): JsonObject | null {
  const candidates = [value, ...WRAPPERS.map((key) => value[key])];
  return (
    candidates
      .filter(isObject)
      .map(withOtlpNames)
      .find(({ resourceSpans, batches }) => Array.isArray(resourceSpans) || Array.isArray(batches)) ?? null
  );
}

/**
 * The spans of an OTLP/JSON trace export: ids in hex or base64, enums as numbers or names,
 * as the specification, the Collector's file exporter, Tempo and Jaeger write them.
 */
export function readOtlpTraces(body: JsonObject): OtlpReading {
  const reading: OtlpReading = { spans: [], refused: 0 };
  const found = findOtlpTraces(body) ?? {};
  for (const group of list(found.resourceSpans ?? found.batches)) {
    if (!isObject(group)) {
      continue;
    }
    const resource = isObject(group.resource) ? readAttributes(group.resource.attributes) : {};
    for (const scoped of list(group.scopeSpans ?? group.instrumentationLibrarySpans)) {
      if (!isObject(scoped)) {
        continue;
      }
      const { scope: own = scoped.instrumentationLibrary } = scoped;
      const scope = isObject(own) && typeof own.name === 'string' ? own.name : null;
      for (const raw of list(scoped.spans)) {
        const span = isObject(raw) ? readSpan(raw, resource, scope) : null;
        if (span === null) {
          reading.refused++;
        } else {
          reading.spans.push(span);
        }
      }
    }
  }
  return reading;
}
