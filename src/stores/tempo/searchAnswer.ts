import { isObject, type JsonObject } from '../../core/formats/json';
import type { AttributeValue, Attributes, SpanEventRecord, SpanRecord } from '../../core/formats/otlp/span';
import { readAnyValue, readId, readNanos } from '../../core/formats/otlp/values';
import type { EpochMs } from '../../core/model/units';
import { notTempo } from './client';
import type { AttributeRef } from './marks';

/** A trace that a search found. */
export interface FoundTrace {
  traceId: string;
  /** Of the part that was found; null where it is not told. */
  start: EpochMs | null;
  rootService: string | null;
  /** Spans that fit, more than are given where the server cut them. */
  matched: number;
  spans: SpanRecord[];
  /** Of the spans that Tempo holds apart from their root those that fit, at least: not all may be given. */
  loose: number;
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown) => (typeof value === 'string' ? value : '');

/** What Tempo writes in place of a root that has not arrived. */
const NO_ROOT = '<root span not yet received>';

/** The events by which runs are read, each known by attributes that only it has. */
const EVENTS: ReadonlyArray<{ name: string; attributes: readonly string[] }> = [
  { name: 'exception', attributes: ['exception.message', 'exception.type'] },
  { name: 'loop.safety.violation', attributes: ['loop.failure.code'] },
  {
    name: 'gen_ai.evaluation.result',
    attributes: ['gen_ai.evaluation.name', 'gen_ai.evaluation.score.value'],
  },
];

/** How the attributes of an answer, which come without their scope, are told apart. */
export interface ScopeTable {
  resource: ReadonlySet<string>;
  event: ReadonlySet<string>;
}

export function scopeTable(refs: readonly AttributeRef[]): ScopeTable {
  const names = (scope: AttributeRef['scope']) =>
    new Set(refs.filter((ref) => ref.scope === scope).map(({ name }) => name));
  const ofSpan = names('span');
  const only = (scope: 'resource' | 'event') => new Set([...names(scope)].filter((name) => !ofSpan.has(name)));
  return { resource: only('resource'), event: only('event') };
}

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
  const service = text(trace.rootServiceName);
  const rootService = service === '' || service === NO_ROOT ? null : service;
  const spans = all.flatMap((set) =>
    list(set.spans).flatMap((span) => (isObject(span) ? (readSpan(span, traceId, rootService, scopes) ?? []) : []))
  );
  const matched = all.reduce((sum, set) => sum + matchedOf(set), 0);
  const loose = Math.max(0, ...all.filter(({ attributes }) => list(attributes).some(isUnplaced)).map(matchedOf));
  return { traceId, start: readNanos(trace.startTimeUnixNano), rootService, matched, spans, loose };
}

const matchedOf = ({ matched }: JsonObject) => (typeof matched === 'number' ? matched : 0);

/** The group of the spans that have no place in the tree. */
const isUnplaced = (group: unknown) =>
  isObject(group) && text(group.key).startsWith('by((nestedSetLeft') && Number(readAnyValue(group.value)) < 0;

const STATUSES = { ok: 'ok', error: 'error', unset: 'unset' } as const;

function readSpan(
  span: JsonObject,
  traceId: string,
  rootService: string | null,
  scopes: ScopeTable
): SpanRecord | null {
  const spanId = readId(span.spanID, 8);
  if (spanId === null) {
    return null;
  }
  const told = readTold(span.attributes, scopes);
  const start = text(span.startTimeUnixNano);
  const parent = readId(told.intrinsics.get('span:parentID'), 8);
  const status = text(told.intrinsics.get('status'));
  const message = text(told.intrinsics.get('statusMessage'));
  const startTime = readNanos(start);
  return {
    traceId,
    spanId,
    parentSpanId: parent === spanId ? null : parent,
    name: text(span.name),
    startTime,
    endTime: readNanos(endOf(start, text(span.durationNanos))),
    status: status in STATUSES ? STATUSES[status as keyof typeof STATUSES] : 'unset',
    statusMessage: message === '' ? null : message,
    attributes: told.span,
    events: readEvents(told.event, told.intrinsics, startTime),
    resource: rootService === null ? told.resource : { 'service.name': rootService, ...told.resource },
    scope: text(told.intrinsics.get('instrumentation:name')) || null,
  };
}

const DIGITS = /^\d{1,20}$/;

/** A duration of 0 is left out. */
function endOf(start: string, duration: string): string {
  return DIGITS.test(start) ? String(BigInt(start) + (DIGITS.test(duration) ? BigInt(duration) : 0n)) : '';
}

interface Told {
  span: Attributes;
  resource: Attributes;
  event: Map<string, AttributeValue>;
  intrinsics: Map<string, AttributeValue>;
}

const INTRINSICS = new Set([
  'span:parentID',
  'status',
  'statusMessage',
  'kind',
  'instrumentation:name',
  'event:name',
  'event:timeSinceStart',
  'nestedSetParent',
  'nestedSetLeft',
  'nestedSetRight',
  'traceDuration',
]);

function readTold(attributes: unknown, { resource, event }: ScopeTable): Told {
  const told: Told = { span: {}, resource: {}, event: new Map(), intrinsics: new Map() };
  const put = (into: Attributes, key: string, value: AttributeValue) => {
    if (key === '__proto__') {
      Object.defineProperty(into, key, { value, enumerable: true, configurable: true, writable: true });
    } else {
      into[key] = value;
    }
  };
  for (const entry of list(attributes)) {
    if (!isObject(entry) || typeof entry.key !== 'string') {
      continue;
    }
    const value = readAnyValue(entry.value);
    if (INTRINSICS.has(entry.key)) {
      told.intrinsics.set(entry.key, value);
    } else if (resource.has(entry.key)) {
      put(told.resource, entry.key, value);
    } else if (event.has(entry.key)) {
      told.event.set(entry.key, value);
    } else {
      put(told.span, entry.key, value);
    }
  }
  return told;
}

const UNITS: Record<string, number> = { ns: 1e-6, µs: 1e-3, us: 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** `1m2.5s`, as Go writes durations, in milliseconds. */
export function readGoDuration(value: string): number {
  return [...value.matchAll(/(\d+(?:\.\d+)?)(ns|µs|us|ms|[smh])/g)].reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * UNITS[unit],
    0
  );
}

/** Of the events of a span a search tells each attribute once: enough for what happened, not for how often. */
function readEvents(
  attributes: Told['event'],
  intrinsics: Told['intrinsics'],
  start: EpochMs | null
): SpanEventRecord[] {
  const last = text(intrinsics.get('event:name'));
  const since = readGoDuration(text(intrinsics.get('event:timeSinceStart')));
  const time = start === null || last === '' ? null : ((start + since) as EpochMs);
  const known = EVENTS.filter(
    ({ name, attributes: names }) => name === last || names.some((key) => attributes.has(key))
  );
  const events = known.map(({ name, attributes: names }) => ({
    name,
    time: name === last ? time : start,
    attributes: Object.fromEntries(
      names.flatMap((key) => (attributes.has(key) ? [[key, attributes.get(key) ?? null]] : []))
    ),
  }));
  return last === '' || events.some(({ name }) => name === last)
    ? events
    : [...events, { name: last, time, attributes: {} }];
}
