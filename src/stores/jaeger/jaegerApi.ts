import { readJaegerTraces } from '../../core/formats/jaegerJson';
import { isObject, type JsonObject } from '../../core/formats/json';
import { readOtlpTraces } from '../../core/formats/otlp/readOtlp';
import type { SpanRecord } from '../../core/formats/otlp/span';
import { unreadable, type Asker } from '../remote/asker';
import { plainTold, Refusal } from '../remote/refusal';
import { StoreError } from '../storeError';

/** The largest trace that is read whole (bytes). */
export const TRACE_BYTES = 256e6;

/** `v3` of today's servers, `old` of those before. */
export type JaegerVersion = 'v3' | 'old';

export interface TraceSearch {
  service: string;
  /** Ms since the epoch, both included: one of the matching span's start times lies in between. */
  from: number;
  to: number;
  /** Most traces that are answered. */
  limit: number;
  /** Attributes that one span of the trace must have. */
  tags: Record<string, string>;
}

/** What a Jaeger query service is asked, whatever its version. */
export interface JaegerApi {
  /** Asked once; asked again after a failure. */
  version(signal: AbortSignal): Promise<JaegerVersion>;
  services(signal: AbortSignal): Promise<string[]>;
  operations(service: string, signal: AbortSignal): Promise<string[]>;
  /** Whole traces. Throws TooLarge beyond `maxBytes`. */
  search(search: TraceSearch, signal: AbortSignal, maxBytes?: number): Promise<SpanRecord[]>;
  /** No span where there is no such trace. */
  trace(traceId: string, signal: AbortSignal): Promise<SpanRecord[]>;
}

/** Microseconds, in digits. */
const micros = (ms: number) => Math.round(ms * 1000).toFixed(0);
const rfc3339 = (ms: number) => new Date(ms).toISOString();

export function createJaegerApi(asker: Asker): JaegerApi {
  let asked: Promise<JaegerVersion> | null = null;

  async function detect(signal: AbortSignal): Promise<JaegerVersion> {
    const v3 = await tryRoute(asker, '/api/v3/services', signal);
    if (isObject(v3) && Array.isArray(v3.services)) {
      return 'v3';
    }
    const old = await tryRoute(asker, '/api/services', signal);
    if (isObject(old) && 'data' in old) {
      return 'old';
    }
    throw new StoreError(
      'What answers at the URL is not Jaeger: it knows neither /api/v3/services nor /api/services.',
      [
        'Give the root of the Jaeger query service, the address of its user interface, with its base path if it has one.',
      ]
    );
  }

  async function version(signal: AbortSignal): Promise<JaegerVersion> {
    asked ??= detect(signal).catch((error: unknown) => {
      asked = null;
      throw error;
    });
    try {
      return await asked;
    } catch (error) {
      // Who began to ask went away; those who still wait ask for themselves.
      if (isAbort(error) && !signal.aborted) {
        return version(signal);
      }
      throw error;
    }
  }

  /** The JSON values of a body: one, or one after another as streaming gateways write them. */
  async function documents(path: string, signal: AbortSignal, maxBytes?: number): Promise<JsonObject[]> {
    const text = await asker.text(path, { signal, maxBytes });
    const values = parseDocuments(text);
    if (values === null) {
      throw unreadable(asker.who, text);
    }
    const failed = values.map(errorText).find((error) => error !== null);
    if (failed !== undefined) {
      throw new StoreError(`Jaeger could not finish its answer. It said: ${plainTold(failed ?? '')}`, [
        'Look at the log of Jaeger and of its storage.',
      ]);
    }
    return values;
  }

  async function spans(path: string, signal: AbortSignal, maxBytes?: number): Promise<SpanRecord[]> {
    let values: JsonObject[];
    try {
      values = await documents(path, signal, maxBytes);
    } catch (error) {
      // Both versions answer 404 where nothing was found, and so do addresses that are no API at all.
      if (error instanceof Refusal && error.status === 404 && /trace/i.test(error.told)) {
        return [];
      }
      throw error;
    }
    return values.flatMap((value) =>
      isObject(value.result) ? readOtlpTraces(value.result).spans : readJaegerTraces(value).spans
    );
  }

  return {
    version,
    async services(signal) {
      const isV3 = (await version(signal)) === 'v3';
      const [value] = await documents(isV3 ? '/api/v3/services' : '/api/services', signal);
      return texts(isV3 ? value?.services : value?.data);
    },
    async operations(service, signal) {
      const isV3 = (await version(signal)) === 'v3';
      const name = encodeURIComponent(service);
      const path = isV3 ? `/api/v3/operations?service=${name}` : `/api/services/${name}/operations`;
      const [value] = await documents(path, signal);
      const found: unknown = isV3 ? value?.operations : value?.data;
      return texts(Array.isArray(found) ? found.map((entry) => (isObject(entry) ? entry.name : entry)) : []);
    },
    async search({ service, from, to, limit, tags }, signal, maxBytes) {
      const isV3 = (await version(signal)) === 'v3';
      const tagText = Object.keys(tags).length === 0 ? null : JSON.stringify(tags);
      const params = isV3
        ? {
            // Servers of some versions know one way of writing only; each passes over the other.
            'query.service_name': service,
            'query.serviceName': service,
            'query.start_time_min': rfc3339(from),
            'query.startTimeMin': rfc3339(from),
            'query.start_time_max': rfc3339(to),
            'query.startTimeMax': rfc3339(to),
            'query.num_traces': String(limit),
            'query.searchDepth': String(limit),
            // As they were sent, not with clocks and ids set right.
            'query.raw_traces': 'true',
            'query.rawTraces': 'true',
            ...(tagText === null ? {} : { 'query.attributes': tagText }),
          }
        : {
            service,
            start: micros(from),
            end: micros(to),
            limit: String(limit),
            ...(tagText === null ? {} : { tags: tagText }),
          };
      const path = isV3 ? '/api/v3/traces' : '/api/traces';
      return spans(`${path}?${new URLSearchParams(params).toString()}`, signal, maxBytes);
    },
    async trace(traceId, signal) {
      const isV3 = (await version(signal)) === 'v3';
      return spans(
        isV3 ? `/api/v3/traces/${traceId}?raw_traces=true&rawTraces=true` : `/api/traces/${traceId}?raw=true`,
        signal,
        TRACE_BYTES
      );
    },
  };
}

const isAbort = (error: unknown) => error instanceof Error && error.name === 'AbortError';

const texts = (value: unknown): string[] =>
  Array.isArray(value)
    ? value.filter((entry): entry is string => typeof entry === 'string' && entry !== '').sort()
    : [];

/** A route's JSON; undefined where the server does not know it, or answers with its user interface. */
async function tryRoute(asker: Asker, path: string, signal: AbortSignal): Promise<unknown> {
  try {
    return JSON.parse(await asker.text(path, { signal, maxBytes: 4e6 }));
  } catch (error) {
    const isUnknown =
      error instanceof SyntaxError || (error instanceof Refusal && [404, 405, 501].includes(error.status));
    if (isUnknown) {
      return undefined;
    }
    throw error;
  }
}

/** Null where the text is no JSON, or breaks off. */
function parseDocuments(text: string): JsonObject[] | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? [value] : null;
  } catch {
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    try {
      const values = lines.map((line): unknown => JSON.parse(line));
      return values.length > 1 && values.every(isObject) ? values : null;
    } catch {
      return null;
    }
  }
}

/** What an error body of either version says; null where it is none. */
export function errorText(value: unknown): string | null {
  if (!isObject(value)) {
    return null;
  }
  if (isObject(value.error) && typeof value.error.message === 'string') {
    return value.error.message;
  }
  const { errors } = value;
  const first: unknown = Array.isArray(errors) ? errors[0] : null;
  return isObject(first) && typeof first.msg === 'string' ? first.msg : null;
}
