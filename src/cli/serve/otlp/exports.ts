import { isObject, type JsonObject } from '../../../core/formats/json';
import { decodeMetricsRequest, decodeTraceRequest, ProtobufError } from '../../../core/formats/otlp/protobuf';
import { readId } from '../../../core/formats/otlp/values';
import { OtlpError, type Encoding, type Rejected } from './status';

/** What the two routes differ in. */
export interface Signal {
  /** For people. */
  name: string;
  groups: 'resourceSpans' | 'resourceMetrics';
  rejectedName: 'rejectedSpans' | 'rejectedDataPoints';
  decode(bytes: Uint8Array): JsonObject;
}

export const TRACES: Signal = {
  name: 'trace',
  groups: 'resourceSpans',
  rejectedName: 'rejectedSpans',
  decode: decodeTraceRequest,
};
export const METRICS: Signal = {
  name: 'metrics',
  groups: 'resourceMetrics',
  rejectedName: 'rejectedDataPoints',
  decode: decodeMetricsRequest,
};

/** The signal of a group; for what comes from another thread, where functions cannot come along. */
export const signalOf = (groups: Signal['groups']) => (groups === 'resourceSpans' ? TRACES : METRICS);

/** A longer line is divided, so that readers need not hold all of it at once. */
const LONG_LINE = 8 * 1024 * 1024;
/** Readers refuse longer lines. */
const MAX_LINE = 63 * 1024 * 1024;
/** Braces and brackets in one body of JSON: two bytes can ask for an object, and each takes fifty in memory. */
const MAX_OPENINGS = 4_000_000;

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

function parseBody(bytes: Uint8Array): unknown {
  let openings = 0;
  // By index: an iterator takes longer than the parser.
  for (let i = 0; i < bytes.length; i++) {
    if ((bytes[i] === 0x7b || bytes[i] === 0x5b) && ++openings > MAX_OPENINGS) {
      throw new OtlpError(413, 'The export holds too many values; send smaller batches.');
    }
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    const reason =
      typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
    throw new OtlpError(400, `The body is no JSON (${reason}).`);
  }
}

function readJson(bytes: Uint8Array, { name, groups }: Signal): JsonObject {
  const body = parseBody(bytes);
  if (!isObject(body)) {
    throw new OtlpError(400, `The body should be an object with ${groups}, a list.`);
  }
  const value = body[groups];
  if (value === undefined && Object.keys(body).length > 0) {
    const held = Object.keys(body)[0].slice(0, 40);
    throw new OtlpError(400, `The body is no ${name} export: it holds ${held}, but no ${groups}.`);
  }
  if (value !== undefined && value !== null && !Array.isArray(value)) {
    throw new OtlpError(400, `${groups} should be a list.`);
  }
  return body;
}

/** The export as an object of OTLP/JSON. Throws an OtlpError. */
export function readExport(bytes: Uint8Array, encoding: Encoding, signal: Signal): JsonObject {
  if (encoding === 'json') {
    return readJson(bytes, signal);
  }
  try {
    return signal.decode(bytes);
  } catch (error) {
    if (error instanceof ProtobufError) {
      throw new OtlpError(400, error.message);
    }
    throw error;
  }
}

/** A span with its ids in hex; null where no trace can hold it. */
function checkSpan(span: unknown): JsonObject | null {
  if (!isObject(span)) {
    return null;
  }
  const traceId = readId(span.traceId, 16);
  const spanId = readId(span.spanId, 8);
  if (traceId === null || spanId === null) {
    return null;
  }
  const parent = readId(span.parentSpanId, 8);
  return { ...span, traceId, spanId, ...(parent !== null && { parentSpanId: parent }) };
}

export interface Checked {
  /** What is kept; null where nothing is. */
  body: JsonObject | null;
  rejected: Rejected | null;
}

/** Leaves out spans without usable ids, and groups that hold nothing then. */
function checkTraces(body: JsonObject): Checked {
  let rejected = 0;
  const resourceSpans = list(body.resourceSpans).flatMap((group) => {
    const { instrumentationLibrarySpans: old, ...kept } = isObject(group) ? group : {};
    const scopeSpans = list(kept.scopeSpans ?? old).flatMap((scoped) => {
      const all = list(isObject(scoped) ? scoped.spans : undefined);
      const spans = all.map(checkSpan).filter((span) => span !== null);
      rejected += all.length - spans.length;
      return isObject(scoped) && spans.length > 0 ? [{ ...scoped, spans }] : [];
    });
    return scopeSpans.length > 0 ? [{ ...kept, scopeSpans }] : [];
  });
  return {
    body: resourceSpans.length === 0 ? null : { resourceSpans },
    rejected:
      rejected === 0
        ? null
        : {
            count: rejected,
            message: `${rejected === 1 ? 'A span has' : `${rejected} spans have`} no valid trace id (16 bytes) or span id (8 bytes).`,
          },
  };
}

/** What of an export is kept, and what is not. */
export function checkExport(body: JsonObject, { groups }: Signal): Checked {
  if (groups === 'resourceSpans') {
    return checkTraces(body);
  }
  const { resourceMetrics } = body;
  return { body: list(resourceMetrics).length === 0 ? null : { resourceMetrics }, rejected: null };
}

/** Each half of an export with its own resource and scope; one group or one span alone cannot be halved. */
function halve(body: JsonObject): JsonObject[] {
  const inner = (object: JsonObject, keys: string[]): JsonObject[] => {
    const [key, ...rest] = keys;
    const elements = list(object[key]);
    if (elements.length > 1) {
      const middle = elements.length >> 1;
      return [elements.slice(0, middle), elements.slice(middle)].map((half) => ({ ...object, [key]: half }));
    }
    const [only] = elements;
    return rest.length === 0 || !isObject(only)
      ? [object]
      : inner(only, rest).map((half) => ({ ...object, [key]: [half] }));
  };
  return inner(
    body,
    'resourceSpans' in body ? ['resourceSpans', 'scopeSpans', 'spans'] : ['resourceMetrics', 'scopeMetrics', 'metrics']
  );
}

/** An export as lines of OTLP/JSON, one unless it is long. Throws an OtlpError. */
export function toLines(body: JsonObject): Buffer[] {
  let line: Buffer;
  try {
    line = Buffer.from(`${JSON.stringify(body)}\n`);
  } catch (error) {
    // Nested deeper than the stack, or longer than a text may be.
    throw new OtlpError(
      400,
      `The export cannot be written as JSON (${error instanceof Error ? error.message : String(error)}).`
    );
  }
  if (line.length <= LONG_LINE) {
    return [line];
  }
  const halves = halve(body);
  if (halves.length > 1) {
    return halves.flatMap(toLines);
  }
  if (line.length > MAX_LINE) {
    throw new OtlpError(413, 'The export holds a span that is too large to be kept.');
  }
  return [line];
}

/** An export as it is kept. */
export interface DecodedExport {
  /** Lines of OTLP/JSON with their line breaks; null where nothing is kept. */
  lines: Buffer | null;
  rejected: Rejected | null;
}

/** All that is done with the bytes of an export before they are written. Throws an OtlpError. */
export function decodeExport(bytes: Uint8Array, encoding: Encoding, signal: Signal): DecodedExport {
  const { body, rejected } = checkExport(readExport(bytes, encoding, signal), signal);
  return { lines: body === null ? null : Buffer.concat(toLines(body)), rejected };
}
