import { epochMs, roundMicros, type EpochMs } from '../model/units';
import { isObject, type JsonObject } from './json';
import { MAX_EVENTS, type OtlpReading } from './otlp/readOtlp';
import type { Attributes, AttributeValue, SpanEventRecord, SpanLinkRecord, SpanRecord } from './otlp/span';
import { MAX_ATTRIBUTES, readId } from './otlp/values';
import { plainValue } from './plain';

const list = (value: unknown): JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : []);
const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null);

/** Tags that stand for fields which OTLP has apart. */
const FIELD_TAGS = new Set([
  'span.kind',
  'error',
  'otel.status_code',
  'otel.status_description',
  'otel.scope.name',
  'otel.scope.version',
  'otel.library.name',
  'otel.library.version',
]);

const INTEGER = /^-?\d{1,20}$/;

function tagValue({ type, value }: JsonObject): AttributeValue {
  const number = typeof value === 'string' && type === 'int64' && INTEGER.test(value) ? Number(value) : value;
  // A 64-bit id keeps its digits as text.
  return plainValue(
    typeof number === 'number' && typeof value === 'string' && !Number.isSafeInteger(number) ? value : number
  );
}

/** A list of typed tags as an object; of a repeated key the first counts. */
function readTags(tags: unknown): Attributes {
  const attributes = new Map<string, AttributeValue>();
  for (const tag of list(tags).slice(0, MAX_ATTRIBUTES)) {
    if (typeof tag.key === 'string' && !attributes.has(tag.key)) {
      attributes.set(tag.key, tagValue(tag));
    }
  }
  return Object.fromEntries(attributes);
}

/** Microseconds since the epoch. */
function readMicros(value: unknown): EpochMs | null {
  const micros = typeof value === 'string' && INTEGER.test(value) ? Number(value) : value;
  return typeof micros === 'number' && micros > 0 && micros < 1e17 ? epochMs(roundMicros(micros / 1000)) : null;
}

function readLog(log: JsonObject): SpanEventRecord {
  const { event, ...attributes } = readTags(log.fields);
  return { name: typeof event === 'string' ? event : '', time: readMicros(log.timestamp), attributes };
}

/** Logs in order of time: Jaeger does not keep that in which they were written. */
const readLogs = (logs: unknown): SpanEventRecord[] =>
  list(logs)
    .slice(0, MAX_EVENTS)
    .map(readLog)
    .sort((a, b) => (a.time ?? 0) - (b.time ?? 0));

/** Of the references to the own trace a `CHILD_OF` is the parent, else the first that it follows; the rest are links. */
function readReferences(span: JsonObject, traceId: string): { parent: string | null; links: SpanLinkRecord[] } {
  const references = list(span.references)
    .slice(0, MAX_EVENTS)
    .flatMap((reference) => {
      const to = { traceId: readId(reference.traceID, 16), spanId: readId(reference.spanID, 8) };
      return to.traceId === null || to.spanId === null
        ? []
        : [{ type: reference.refType, link: { traceId: to.traceId, spanId: to.spanId } }];
    });
  const own = references.filter(({ link }) => link.traceId === traceId);
  const parent = own.find(({ type }) => type === 'CHILD_OF') ?? own[0];
  return {
    parent: parent?.link.spanId ?? readId(span.parentSpanID, 8),
    links: references.filter((reference) => reference !== parent).map(({ link }) => link),
  };
}

function readStatus(tags: Attributes): SpanRecord['status'] {
  const code = String(tags['otel.status_code'] ?? '').toUpperCase();
  // Tracers older than OpenTelemetry have nothing but the tag `error`.
  const failed = code === 'ERROR' || String(tags.error) === 'true';
  return failed ? 'error' : code === 'OK' ? 'ok' : 'unset';
}

function readResource(process: unknown): Attributes {
  if (!isObject(process)) {
    return {};
  }
  const name = text(process.serviceName);
  return { ...(name !== null && { 'service.name': name }), ...readTags(process.tags) };
}

function readSpan(span: JsonObject, resource: Attributes): SpanRecord | null {
  const traceId = readId(span.traceID, 16);
  const spanId = readId(span.spanID, 8);
  if (traceId === null || spanId === null) {
    return null;
  }
  const tags = readTags(span.tags);
  const { parent, links } = readReferences(span, traceId);
  const startTime = readMicros(span.startTime);
  const duration = Number(span.duration ?? NaN);
  return {
    traceId,
    spanId,
    parentSpanId: parent === spanId ? null : parent,
    name: text(span.operationName) ?? '',
    startTime,
    endTime: startTime === null || !(duration >= 0) ? startTime : epochMs(roundMicros(startTime + duration / 1000)),
    status: readStatus(tags),
    statusMessage: text(tags['otel.status_description']),
    attributes: Object.fromEntries(Object.entries(tags).filter(([key]) => !FIELD_TAGS.has(key))),
    events: readLogs(span.logs),
    ...(links.length > 0 && { links }),
    resource,
    scope: text(tags['otel.scope.name']) ?? text(tags['otel.library.name']),
  };
}

const isTrace = (value: unknown): boolean =>
  isObject(value) && Array.isArray(value.spans) && (typeof value.traceID === 'string' || isObject(value.processes));

/** Whether a value is what Jaeger's HTTP JSON API answers: `{data: [traces]}`, or one trace as its UI saves it. */
export function isJaegerTraces(value: JsonObject): boolean {
  return isTrace(value) || (Array.isArray(value.data) && value.data.some(isTrace));
}

/**
 * The spans of an answer of Jaeger's older query API (`/api/traces`): tags, logs, references and processes,
 * times in microseconds. Anything else has no spans.
 */
export function readJaegerTraces(value: unknown): OtlpReading {
  const reading: OtlpReading = { spans: [], refused: 0 };
  if (!isObject(value)) {
    return reading;
  }
  for (const trace of isTrace(value) ? [value] : list(value.data)) {
    const processes = isObject(trace.processes) ? trace.processes : {};
    const resources = new Map<unknown, Attributes>(
      Object.entries(processes).map(([id, process]) => [id, readResource(process)])
    );
    for (const raw of Array.isArray(trace.spans) ? trace.spans : []) {
      const resource = isObject(raw) ? (resources.get(raw.processID) ?? readResource(raw.process)) : {};
      const span = isObject(raw) ? readSpan(raw, resource) : null;
      if (span === null) {
        reading.refused++;
      } else {
        reading.spans.push(span);
      }
    }
  }
  return reading;
}
