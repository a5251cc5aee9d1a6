import { isObject, type JsonObject } from '../json';
import { anyValue, metricsRequest, traceRequest, type Field, type Message, type Scalar } from './protobufFields';
import { BYTES, FIXED32, FIXED64, ProtobufReader, VARINT, WIRE_TYPES } from './protobufReader';

export { ProtobufError } from './protobufReader';

/** Messages in messages; protobuf's own libraries stop there too. */
const MAX_DEPTH = 100;
/** Messages and list elements of one request. */
const MAX_PARTS = 3_000_000;
/** And of one value. */
const MAX_VALUE_PARTS = 100_000;

const WIRE_TYPE: Record<Scalar, number> = {
  string: BYTES,
  hex: BYTES,
  base64: BYTES,
  bool: VARINT,
  enum: VARINT,
  uint32: VARINT,
  sint32: VARINT,
  int64: VARINT,
  uint64: VARINT,
  fixed32: FIXED32,
  fixed64: FIXED64,
  sfixed64: FIXED64,
  double: FIXED64,
};

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Of an id that is none the start will do: it stays too long to be one. */
function toHex(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length && i < 64; i++) {
    text += HEX[bytes[i]];
  }
  return text;
}

function toBase64(bytes: Uint8Array): string {
  const pieces: string[] = [];
  // A multiple of 3, so that the pieces can be put together; small enough for an argument list.
  for (let at = 0; at < bytes.length; at += 0x6000) {
    pieces.push(btoa(String.fromCharCode(...bytes.subarray(at, at + 0x6000))));
  }
  return pieces.join('');
}

/** JSON has no NaN and no infinity; protobuf's mapping writes their names. */
const toJsonNumber = (value: number): number | string => (Number.isFinite(value) ? value : String(value));

/** Reads by the tables of fields. */
class Decoder extends ProtobufReader {
  decode(message: Message): JsonObject {
    return this.message(message, {}, this.pbf.length, 0);
  }

  private message(message: Message, into: JsonObject, end: number, depth: number): JsonObject {
    if (depth > MAX_DEPTH) {
      this.fail(`its messages are nested deeper than ${MAX_DEPTH}`);
    }
    const { pbf } = this;
    while (pbf.pos < end) {
      const at = pbf.pos;
      const tag = this.tag(end, message.title);
      const wire = tag & 7;
      const number = Math.floor(tag / 8);
      const field = message.fields.get(number);
      if (field === undefined) {
        this.skip(wire, end);
      } else {
        this.field(message, field, wire, into, end, depth, at);
      }
    }
    return into;
  }

  private field(
    message: Message,
    field: Field,
    wire: number,
    into: JsonObject,
    end: number,
    depth: number,
    at: number
  ): void {
    const { name, type, list } = field;
    const expected = typeof type === 'string' ? WIRE_TYPE[type] : BYTES;
    if (wire !== expected && !(list && wire === BYTES)) {
      this.fail(`${name} of ${message.title} is ${WIRE_TYPES.get(wire)} instead of ${WIRE_TYPES.get(expected)}`, at);
    }
    if (message.oneOf.length > 0 && message.oneOf.includes(name)) {
      for (const other of message.oneOf) {
        if (other !== name && into[other] !== undefined) {
          delete into[other];
        }
      }
    }
    if (!list) {
      into[name] = typeof type === 'string' ? this.scalar(type, end) : this.single(type, into[name], end, depth);
      return;
    }
    const known = into[name];
    const elements: unknown[] = Array.isArray(known) ? known : [];
    into[name] = elements;
    if (typeof type !== 'string') {
      this.count();
      elements.push(this.message(type, {}, this.runEnd(end), depth + 1));
    } else if (wire === BYTES && expected !== BYTES) {
      const runEnd = this.runEnd(end);
      while (this.pbf.pos < runEnd) {
        this.count();
        elements.push(this.scalar(type, runEnd));
      }
    } else {
      this.count();
      elements.push(this.scalar(type, end));
    }
  }

  /** A message that is written twice is merged, as protobuf demands. */
  private single(type: Message, known: unknown, end: number, depth: number): JsonObject {
    this.count();
    return this.message(type, isObject(known) ? known : {}, this.runEnd(end), depth + 1);
  }

  private scalar(type: Scalar, end: number): unknown {
    switch (type) {
      case 'string':
        return this.string(end);
      case 'hex':
        this.peekRun(end);
        return toHex(this.pbf.readBytes());
      case 'base64':
        this.peekRun(end);
        return toBase64(this.pbf.readBytes());
      case 'bool':
        return this.varint(end) !== 0;
      case 'enum':
        return this.varint(end) | 0;
      case 'uint32':
        return this.varint(end) >>> 0;
      case 'sint32': {
        const zigzag = this.varint(end) >>> 0;
        return (zigzag >>> 1) ^ -(zigzag & 1);
      }
      case 'int64':
        return this.varint64(end, true);
      case 'uint64':
        return this.varint64(end, false);
      case 'fixed32':
        this.need(4, end);
        return this.pbf.readFixed32();
      case 'fixed64':
        return this.fixed64(end).toString();
      case 'sfixed64':
        return BigInt.asIntN(64, this.fixed64(end)).toString();
      case 'double':
        this.need(8, end);
        return toJsonNumber(this.pbf.readDouble());
    }
  }
}

/**
 * An `ExportTraceServiceRequest` as the OTLP/JSON object for it: ids as lower-case hex, 64-bit integers as
 * decimal text, enums as numbers; what was not written is left out. Throws a ProtobufError.
 */
export const decodeTraceRequest = (bytes: Uint8Array): JsonObject => new Decoder(bytes, MAX_PARTS).decode(traceRequest);

/** An `AnyValue` in the same way. Throws a ProtobufError. */
export const decodeAnyValue = (bytes: Uint8Array): JsonObject => new Decoder(bytes, MAX_VALUE_PARTS).decode(anyValue);

/** An `ExportMetricsServiceRequest` in the same way. Throws a ProtobufError. */
export const decodeMetricsRequest = (bytes: Uint8Array): JsonObject =>
  new Decoder(bytes, MAX_PARTS).decode(metricsRequest);

const list = (value: unknown): JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : []);

/** A metric's name can pass for an id, but not for one of 16 bytes in every span. */
function areTraces(body: JsonObject): boolean {
  const spans = list(body.resourceSpans)
    .flatMap(({ scopeSpans }) => list(scopeSpans))
    .flatMap((group) => list(group.spans));
  return spans.every(({ traceId }) => typeof traceId === 'string' && traceId.length === 32);
}

/**
 * A file of which nobody says what it holds: a trace export, or a metrics export where it only reads as one.
 * Throws a ProtobufError that tells what is wrong with it as a trace export.
 */
export function decodeRequest(bytes: Uint8Array): JsonObject {
  let traces: JsonObject | null = null;
  let failure: unknown = null;
  try {
    traces = decodeTraceRequest(bytes);
    if (areTraces(traces)) {
      return traces;
    }
  } catch (error) {
    failure = error;
  }
  try {
    return decodeMetricsRequest(bytes);
  } catch (error) {
    if (traces !== null) {
      return traces;
    }
    throw failure ?? error;
  }
}
