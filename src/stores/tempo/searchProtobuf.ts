import { decodeAnyValue } from '../../core/formats/otlp/protobuf';
import { BYTES, FIXED64, ProtobufError, ProtobufReader, VARINT } from '../../core/formats/otlp/protobufReader';
import type { Attributes, AttributeValue, SpanRecord } from '../../core/formats/otlp/span';
import { createTextCache } from '../../core/formats/otlp/textCache';
import { readAnyValue, readId } from '../../core/formats/otlp/values';
import { epochMs, type EpochMs } from '../../core/model/units';
import { brokenOff, notTempo, tooLarge } from './client';
import {
  createTold,
  isUnplaced,
  resourceOf,
  rootServiceOf,
  tell,
  toSpan,
  type FoundTrace,
  type ScopeTable,
} from './foundTrace';

/** Attributes, sets and spans of one answer: 100 MB of them, where servers give 16 MB unless they are set up to. */
const MAX_PARTS = 4_000_000;
/** A span without anything in it takes as much memory as so many attributes. */
const SPAN_PARTS = 10;

/** A field of `tempopb`, as it stands on the wire. */
const field = (number: number, wire: number) => number * 8 + wire;

const ANSWER = { trace: field(1, BYTES), metrics: field(2, BYTES) };
const TRACE = {
  id: field(1, BYTES),
  rootService: field(2, BYTES),
  start: field(4, VARINT),
  /** The first of the sets once more, for readers who know of one only. */
  firstSet: field(6, BYTES),
  set: field(7, BYTES),
};
const SET = { span: field(1, BYTES), matched: field(2, VARINT), group: field(3, BYTES) };
const SPAN = {
  id: field(1, BYTES),
  name: field(2, BYTES),
  start: field(3, VARINT),
  duration: field(4, VARINT),
  attribute: field(5, BYTES),
};
const ATTRIBUTE = { key: field(1, BYTES), value: field(2, BYTES) };
const VALUE = { text: field(1, BYTES), bool: field(2, VARINT), int: field(3, VARINT), double: field(4, FIXED64) };

/** Where a message lies within the answer. */
interface Run {
  start: number;
  end: number;
}

/** A 64-bit number of nanoseconds in two parts: a double would round it. */
interface Nanos {
  micros: number;
  /** 0 to 999. */
  rest: number;
}

const NONE: Nanos = { micros: 0, rest: 0 };

function plus(a: Nanos, b: Nanos): Nanos {
  const rest = a.rest + b.rest;
  return { micros: a.micros + b.micros + (rest >= 1000 ? 1 : 0), rest: rest % 1000 };
}

/** As `readNanos`: times within the first millisecond are none. */
function toTime({ micros }: Nanos): EpochMs | null {
  const ms = Math.floor(micros / 1000) + (micros % 1000) / 1000;
  return ms >= 1 && ms < 1e14 ? epochMs(ms) : null;
}

class AnswerReader extends ProtobufReader {
  private readonly cached = createTextCache();

  constructor(
    bytes: Uint8Array,
    private readonly scopes: ScopeTable
  ) {
    super(bytes, MAX_PARTS);
  }

  /** Null where it holds nothing that an answer to a search holds. */
  answer(): FoundTrace[] | null {
    const { pbf } = this;
    const traces: FoundTrace[] = [];
    let isAnswer = false;
    while (pbf.pos < pbf.length) {
      const tag = this.tag(pbf.length, 'the answer');
      isAnswer ||= tag === ANSWER.trace || tag === ANSWER.metrics;
      if (tag !== ANSWER.trace) {
        this.skip(tag & 7, pbf.length);
        continue;
      }
      const trace = this.trace(this.runEnd(pbf.length));
      if (trace !== null) {
        traces.push(trace);
      }
    }
    return isAnswer ? traces : null;
  }

  private trace(end: number): FoundTrace | null {
    this.count();
    const sets: Run[] = [];
    let first: Run | null = null;
    let id = '';
    let service = '';
    let start = NONE;
    while (this.pbf.pos < end) {
      const tag = this.tag(end, 'a trace');
      switch (tag) {
        case TRACE.id:
          id = this.string(end);
          break;
        case TRACE.rootService:
          service = this.text(end);
          break;
        case TRACE.start:
          start = this.nanos(end);
          break;
        case TRACE.firstSet:
          first = this.run(end);
          break;
        case TRACE.set:
          this.count();
          sets.push(this.run(end));
          break;
        default:
          this.skip(tag & 7, end);
      }
    }
    const traceId = readId(id, 16);
    if (traceId === null) {
      return null;
    }
    const rootService = rootServiceOf(service);
    const trace: FoundTrace = { traceId, start: toTime(start), rootService, matched: 0, spans: [], loose: 0 };
    const resource = resourceOf(rootService);
    for (const set of sets.length > 0 || first === null ? sets : [first]) {
      this.set(set, trace, resource);
    }
    this.pbf.pos = end;
    return trace;
  }

  /** Adds what a set of spans holds to its trace. */
  private set({ start, end }: Run, trace: FoundTrace, resource: Attributes): void {
    this.pbf.pos = start;
    let matched = 0;
    let isLoose = false;
    while (this.pbf.pos < end) {
      const tag = this.tag(end, 'a set of spans');
      if (tag === SET.span) {
        const span = this.span(this.runEnd(end), trace.traceId, resource);
        if (span !== null) {
          trace.spans.push(span);
        }
      } else if (tag === SET.matched) {
        matched = this.varint(end) >>> 0;
      } else if (tag === SET.group) {
        this.attribute(this.runEnd(end), (key, value) => {
          isLoose ||= isUnplaced(key, value);
        });
      } else {
        this.skip(tag & 7, end);
      }
    }
    trace.matched += matched;
    trace.loose = isLoose ? Math.max(trace.loose, matched) : trace.loose;
  }

  private span(end: number, traceId: string, resource: Attributes): SpanRecord | null {
    this.count(SPAN_PARTS);
    const { scopes } = this;
    const told = createTold();
    const put = (key: string, value: AttributeValue) => tell(told, key, value, scopes);
    let id = '';
    let name = '';
    let start = NONE;
    let duration = NONE;
    while (this.pbf.pos < end) {
      const tag = this.tag(end, 'a span');
      switch (tag) {
        case SPAN.id:
          id = this.string(end);
          break;
        case SPAN.name:
          name = this.text(end);
          break;
        case SPAN.start:
          start = this.nanos(end);
          break;
        case SPAN.duration:
          duration = this.nanos(end);
          break;
        case SPAN.attribute:
          this.attribute(this.runEnd(end), put);
          break;
        default:
          this.skip(tag & 7, end);
      }
    }
    const spanId = readId(id, 8);
    const startTime = toTime(start);
    const endTime = start === NONE ? null : toTime(plus(start, duration));
    return spanId === null ? null : toSpan({ traceId, spanId, name, startTime, endTime, resource }, told);
  }

  private attribute(end: number, put: (key: string, value: AttributeValue) => void): void {
    this.count();
    let key = '';
    let value: AttributeValue = null;
    while (this.pbf.pos < end) {
      const tag = this.tag(end, 'an attribute');
      if (tag === ATTRIBUTE.key) {
        key = this.text(end);
      } else if (tag === ATTRIBUTE.value) {
        value = this.value(this.runEnd(end));
      } else {
        this.skip(tag & 7, end);
      }
    }
    put(key, value);
  }

  private value(end: number): AttributeValue {
    const { pbf } = this;
    const start = pbf.pos;
    let value: AttributeValue = null;
    while (pbf.pos < end) {
      const tag = this.tag(end, 'a value');
      switch (tag) {
        case VALUE.text:
          value = this.text(end);
          break;
        case VALUE.bool:
          value = this.varint(end) !== 0;
          break;
        case VALUE.int:
          value = this.integer(end);
          break;
        case VALUE.double: {
          this.need(8, end);
          const double = pbf.readDouble();
          value = Number.isFinite(double) ? double : null;
          break;
        }
        default:
          // Lists, maps and bytes are rare.
          pbf.pos = end;
          return readAnyValue(decodeAnyValue(pbf.buf.subarray(start, end)));
      }
    }
    return value;
  }

  /** A 64-bit id keeps its digits as text. */
  private integer(end: number): number | string {
    const text = this.varint64(end, true);
    const number = Number(text);
    return Number.isSafeInteger(number) ? number : text;
  }

  private text(end: number): string {
    const { pbf } = this;
    const at = pbf.pos;
    const runEnd = this.runEnd(end);
    const start = pbf.pos;
    pbf.pos = runEnd;
    return this.cached(pbf.buf, start, runEnd, () => {
      pbf.pos = at;
      return this.string(end);
    });
  }

  private run(end: number): Run {
    const runEnd = this.runEnd(end);
    const start = this.pbf.pos;
    this.pbf.pos = runEnd;
    return { start, end: runEnd };
  }

  private nanos(end: number): Nanos {
    const { pbf } = this;
    const start = pbf.pos;
    this.varint(end);
    // Digits to the base of 2^28, four bytes each; divided as by hand.
    let high = 0;
    let low = 0;
    for (let at = pbf.pos - 1; at >= start; at--) {
      const bits = pbf.buf[at] & 0x7f;
      if (at - start >= 4) {
        high = high * 128 + bits;
      } else {
        low = low * 128 + bits;
      }
    }
    // A duration below zero has wrapped round.
    const signed = high >= 2 ** 35 ? high - 2 ** 36 : high;
    const thousands = Math.floor(signed / 1000);
    const rest = (signed - thousands * 1000) * 2 ** 28 + low;
    return { micros: thousands * 2 ** 28 + Math.floor(rest / 1000), rest: rest % 1000 };
  }
}

/**
 * The traces of an answer in protobuf (`tempopb.SearchResponse`), just as of the same answer in JSON. Throws a StoreError
 * where it breaks off or is something else. `what` is what was asked for, in words.
 */
export function readSearchProtobuf(what: string, bytes: Uint8Array, scopes: ScopeTable): FoundTrace[] {
  let traces: FoundTrace[] | null;
  try {
    traces = new AnswerReader(bytes, scopes).answer();
  } catch (error) {
    if (!(error instanceof ProtobufError)) {
      throw error;
    }
    throw error.isTooLarge
      ? tooLarge(what, `of more than ${MAX_PARTS.toLocaleString('en-US')} parts`)
      : brokenOff(what, bytes.length);
  }
  if (traces === null) {
    throw notTempo('protobuf of another kind');
  }
  return traces;
}
