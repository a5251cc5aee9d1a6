import type { AttributeValue, Attributes, SpanEventRecord, SpanRecord } from '../../core/formats/otlp/span';
import { readId } from '../../core/formats/otlp/values';
import type { EpochMs } from '../../core/model/units';
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

/** The attributes of a span, told apart. */
export interface Told {
  span: Attributes;
  /** Null where it tells nothing of its resource. */
  resource: Attributes | null;
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

export const createTold = (): Told => ({ span: {}, resource: null, event: new Map(), intrinsics: new Map() });

function put(into: Attributes, key: string, value: AttributeValue): void {
  if (key === '__proto__') {
    Object.defineProperty(into, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    into[key] = value;
  }
}

/** Puts an attribute of an answer where it belongs. */
export function tell(told: Told, key: string, value: AttributeValue, { resource, event }: ScopeTable): void {
  if (INTRINSICS.has(key)) {
    told.intrinsics.set(key, value);
  } else if (resource.has(key)) {
    put((told.resource ??= {}), key, value);
  } else if (event.has(key)) {
    told.event.set(key, value);
  } else {
    put(told.span, key, value);
  }
}

/** What an answer says of the root, if it says anything. */
export const rootServiceOf = (service: string) => (service === '' || service === NO_ROOT ? null : service);

/** The resource of spans that do not tell their own. */
export const resourceOf = (rootService: string | null): Attributes =>
  rootService === null ? {} : { 'service.name': rootService };

/** True of what the group of the spans that have no place in the tree was grouped by. */
export const isUnplaced = (key: string, value: AttributeValue) =>
  key.startsWith('by((nestedSetLeft') && Number(value) < 0;

const STATUSES = new Map<string, SpanRecord['status']>([
  ['ok', 'ok'],
  ['error', 'error'],
]);

/** What a trace says of a span, besides its attributes. */
export interface SpanFrame {
  traceId: string;
  spanId: string;
  name: string;
  startTime: EpochMs | null;
  endTime: EpochMs | null;
  /** What is known of the resource from the trace; spans share it. */
  resource: Attributes;
}

/** A span as the conventions read it. */
export function toSpan({ traceId, spanId, name, startTime, endTime, resource }: SpanFrame, told: Told): SpanRecord {
  const { intrinsics } = told;
  const parent = readId(intrinsics.get('span:parentID'), 8);
  const status = text(intrinsics.get('status'));
  const message = text(intrinsics.get('statusMessage'));
  return {
    traceId,
    spanId,
    parentSpanId: parent === spanId ? null : parent,
    name,
    startTime,
    endTime,
    status: STATUSES.get(status) ?? 'unset',
    statusMessage: message === '' ? null : message,
    attributes: told.span,
    events: readEvents(told.event, intrinsics, startTime),
    resource: told.resource === null ? resource : { ...resource, ...told.resource },
    scope: text(intrinsics.get('instrumentation:name')) || null,
  };
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
  if (last === '' && attributes.size === 0) {
    return [];
  }
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
