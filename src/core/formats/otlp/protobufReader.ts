import { PbfReader } from 'pbf';

/** Bytes that are no OTLP request; the message is one sentence. */
export class ProtobufError extends Error {
  constructor(
    readonly reason: string,
    /** Where it was noticed, from 0. */
    readonly byte: number,
    /** Whether it is only more than is read at once. */
    readonly isTooLarge = false
  ) {
    super(`This is no OTLP request in protobuf: ${reason} (byte ${byte}).`);
    this.name = 'ProtobufError';
  }
}

export const VARINT = 0;
export const FIXED64 = 1;
export const BYTES = 2;
export const FIXED32 = 5;
export const WIRE_TYPES = new Map([
  [VARINT, 'a varint'],
  [FIXED64, 'a 64-bit number'],
  [BYTES, 'a run of bytes'],
  [FIXED32, 'a 32-bit number'],
]);

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Reads protobuf's parts; every length is checked against the bytes that are there before it is believed. */
export class ProtobufReader {
  readonly pbf: PbfReader;
  private parts = 0;

  constructor(
    bytes: Uint8Array,
    private readonly maxParts: number
  ) {
    // Pieces of a Node Buffer are Buffers, which take longer to make.
    this.pbf = new PbfReader(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  }

  fail(reason: string, byte = this.pbf.pos): never {
    throw new ProtobufError(reason, Math.min(byte, this.pbf.length));
  }

  /** Counts something that takes memory: two bytes can ask for one, and each takes a hundred. */
  count(parts = 1): void {
    this.parts += parts;
    if (this.parts > this.maxParts) {
      const reason = `it holds more than ${this.maxParts.toLocaleString('en-US')} parts, send less at once`;
      throw new ProtobufError(reason, this.pbf.pos, true);
    }
  }

  /** The tag of a field: its number times 8, and how it is written. `title` is what it is a field of. */
  tag(end: number, title: string): number {
    const at = this.pbf.pos;
    const tag = this.varint(end);
    if (tag < 8 || !WIRE_TYPES.has(tag & 7)) {
      this.fail(`${title} holds something that is no field`, at);
    }
    return tag;
  }

  string(end: number): string {
    const { pbf } = this;
    const first = this.peekRun(end);
    // pbf drops a byte order mark at the start of long texts.
    return pbf.buf[first] === 0xef ? decoder.decode(pbf.readBytes()) : pbf.readString();
  }

  need(bytes: number, end: number): void {
    if (this.pbf.pos + bytes > end) {
      this.fail('it breaks off');
    }
  }

  varint(end: number, isSigned = false): number {
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
  varint64(end: number, isSigned: boolean): string {
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

  fixed64(end: number): bigint {
    this.need(8, end);
    const value = this.pbf.dataView.getBigUint64(this.pbf.pos, true);
    this.pbf.pos += 8;
    return value;
  }

  /** Reads the length of a run of bytes; the place where it ends. */
  runEnd(end: number): number {
    const at = this.pbf.pos;
    const length = this.varint(end);
    return length > end - this.pbf.pos ? this.fail('it breaks off', at) : this.pbf.pos + length;
  }

  /** Checks the length of a run of bytes and stays before it; where its first byte is. */
  peekRun(end: number): number {
    const { pbf } = this;
    const at = pbf.pos;
    this.runEnd(end);
    const first = pbf.pos;
    pbf.pos = at;
    return first;
  }

  skip(wire: number, end: number): void {
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
