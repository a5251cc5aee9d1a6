import { PbfReader } from 'pbf';
import { isObject, type JsonObject } from '../json';
import { metricsRequest, traceRequest, type Field, type Message, type Scalar } from './protobufFields';

/** Bytes that are no OTLP request; the message is one sentence. */
export class ProtobufError extends Error {
  constructor(
    readonly reason: string,
    /** Where it was noticed, from 0. */
    readonly byte: number
  ) {
    super(`This is no OTLP request in protobuf: ${reason} (byte ${byte}).`);
    this.name = 'ProtobufError';
  }
}

/** Messages in messages; protobuf's own libraries stop there too. */
const MAX_DEPTH = 100;
/** Messages and list elements of one request: two bytes can ask for one, and each takes a hundred in memory. */
const MAX_PARTS = 3_000_000;

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;
const WIRE_TYPES = new Map([
  [VARINT, 'a varint'],
  [FIXED64, 'a 64-bit number'],
  [BYTES, 'a run of bytes'],
  [FIXED32, 'a 32-bit number'],
]);

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

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

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

/** Reads by the tables of fields; every length is checked against the bytes that are there before it is believed. */
class Decoder {
  private readonly pbf: PbfReader;
  private parts = 0;

  constructor(bytes: Uint8Array) {
    // Pieces of a Node Buffer are Buffers, which take longer to make.
    this.pbf = new PbfReader(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  }

  decode(message: Message): JsonObject {
    return this.message(message, {}, this.pbf.length, 0);
  }

  private fail(reason: string, byte = this.pbf.pos): never {
    throw new ProtobufError(reason, Math.min(byte, this.pbf.length));
  }

  private count(): void {
    if (++this.parts > MAX_PARTS) {
      this.fail(`it holds more than ${MAX_PARTS.toLocaleString('en-US')} parts, send less at once`);
    }
  }

  private message(message: Message, into: JsonObject, end: number, depth: number): JsonObject {
    if (depth > MAX_DEPTH) {
      this.fail(`its messages are nested deeper than ${MAX_DEPTH}`);
    }
    const { pbf } = this;
    while (pbf.pos < end) {
      const at = pbf.pos;
      const tag = this.varint(end);
      const wire = tag & 7;
      const number = Math.floor(tag / 8);
      if (number === 0 || !WIRE_TYPES.has(wire)) {
        this.fail(`${message.title} holds something that is no field`, at);
      }
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

  private string(end: number): string {
    const { pbf } = this;
    const first = this.peekRun(end);
    // pbf drops a byte order mark at the start of long texts.
    return pbf.buf[first] === 0xef ? decoder.decode(pbf.readBytes()) : pbf.readString();
  }

  private need(bytes: number, end: number): void {
    if (this.pbf.pos + bytes > end) {
      this.fail('it breaks off');
    }
  }

  private varint(end: number, isSigned = false): number {
    const at = this.pbf.pos;
    let value: number;
    try {
      value = this.pbf.readVarint(isSigned);
    } catch {
      return this.fail(this.pbf.pos > end ? 'it breaks off' : 'a number is longer than 10 bytes', at);
    }
    return this.pbf.pos > end ? this.fail('it breaks off', at) : value;
  }

  /** Beyond 2^53 a double would round. */
  private varint64(end: number, isSigned: boolean): string {
    const start = this.pbf.pos;
    const rounded = this.varint(end, isSigned);
    if (Number.isSafeInteger(rounded)) {
      return String(rounded);
    }
    let exact = 0n;
    for (let at = this.pbf.pos - 1; at >= start; at--) {
      exact = (exact << 7n) | BigInt(this.pbf.buf[at] & 0x7f);
    }
    return (isSigned ? BigInt.asIntN(64, exact) : BigInt.asUintN(64, exact)).toString();
  }

  private fixed64(end: number): bigint {
    this.need(8, end);
    const value = this.pbf.dataView.getBigUint64(this.pbf.pos, true);
    this.pbf.pos += 8;
    return value;
  }

  /** Reads the length of a run of bytes; the place where it ends. */
  private runEnd(end: number): number {
    const at = this.pbf.pos;
    const length = this.varint(end);
    return length > end - this.pbf.pos ? this.fail('it breaks off', at) : this.pbf.pos + length;
  }

  /** Checks the length of a run of bytes and stays before it; where its first byte is. */
  private peekRun(end: number): number {
    const { pbf } = this;
    const at = pbf.pos;
    this.runEnd(end);
    const first = pbf.pos;
    pbf.pos = at;
    return first;
  }

  private skip(wire: number, end: number): void {
    if (wire === VARINT) {
      this.varint(end);
    } else if (wire === BYTES) {
      this.pbf.pos = this.runEnd(end);
    } else {
      const size = wire === FIXED64 ? 8 : 4;
      this.need(size, end);
      this.pbf.pos += size;
    }
  }
}

/**
 * An `ExportTraceServiceRequest` as the OTLP/JSON object for it: ids as lower-case hex, 64-bit integers as
 * decimal text, enums as numbers; what was not written is left out. Throws a ProtobufError.
 */
export const decodeTraceRequest = (bytes: Uint8Array): JsonObject => new Decoder(bytes).decode(traceRequest);

/** An `ExportMetricsServiceRequest` in the same way. Throws a ProtobufError. */
export const decodeMetricsRequest = (bytes: Uint8Array): JsonObject => new Decoder(bytes).decode(metricsRequest);

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
