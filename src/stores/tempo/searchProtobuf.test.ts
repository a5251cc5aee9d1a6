import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import fc from 'fast-check';
import { PbfWriter } from 'pbf';
import type { JsonObject } from '../../core/formats/json';
import { StoreError } from '../storeError';
import { scopeTable } from './foundTrace';
import { profileRefs } from './marks';
import { readSearchAnswer } from './searchAnswer';
import { readSearchProtobuf } from './searchProtobuf';

const TESTDATA = join(__dirname, '../../../testdata/tempo');
/** What Tempo answered to one search, asked for in both forms. */
const recorded = (form: 'json' | 'pb') =>
  brotliDecompressSync(readFileSync(join(TESTDATA, `search-both-forms.${form}.br`)));
const scopes = scopeTable([
  ...profileRefs('judged'),
  { scope: 'resource', name: 'team' },
  { scope: 'event', name: 'exception.message' },
]);
const read = (bytes: Uint8Array) => readSearchProtobuf('the search', bytes, scopes);

interface Value {
  stringValue?: string;
  boolValue?: boolean;
  intValue?: string;
  doubleValue?: number;
  arrayValue?: { values: Value[] };
}
interface KeyValue {
  key: string;
  value: Value;
}
interface Span {
  spanID: string;
  name: string;
  startTimeUnixNano: string;
  durationNanos: string;
  attributes: KeyValue[];
}
interface SpanSet {
  spans: Span[];
  matched: number;
  attributes: KeyValue[];
}
interface Trace {
  traceID: string;
  rootServiceName: string;
  startTimeUnixNano: string;
  durationMs: number;
  spanSet?: SpanSet;
  spanSets: SpanSet[];
}

/** As protobuf writes 64-bit integers; the library's writer rounds them. */
function writeVarint64(pbf: PbfWriter, text: string): void {
  let rest = BigInt.asUintN(64, BigInt(text));
  const bytes: number[] = [];
  do {
    bytes.push(Number(rest & 0x7fn) | (rest > 0x7fn ? 0x80 : 0));
    rest >>= 7n;
  } while (rest > 0n);
  bytes.forEach((byte) => {
    pbf.realloc(1);
    pbf.buf[pbf.pos++] = byte;
  });
}

/** The library's own writer has other characters for some beyond the first 65,536. */
const writeText = (pbf: PbfWriter, tag: number, text: string) =>
  pbf.writeBytesField(tag, new TextEncoder().encode(text));

function writeUint64(pbf: PbfWriter, tag: number, text: string): void {
  if (text !== '0') {
    pbf.writeTag(tag, 0);
    writeVarint64(pbf, text);
  }
}

function writeValue({ stringValue, boolValue, intValue, doubleValue, arrayValue }: Value, pbf: PbfWriter): void {
  if (stringValue !== undefined) {
    writeText(pbf, 1, stringValue);
  } else if (boolValue !== undefined) {
    pbf.writeBooleanField(2, boolValue);
  } else if (intValue !== undefined) {
    pbf.writeTag(3, 0);
    writeVarint64(pbf, intValue);
  } else if (doubleValue !== undefined) {
    pbf.writeDoubleField(4, doubleValue);
  } else if (arrayValue !== undefined) {
    pbf.writeMessage(
      5,
      ({ values }, inner) => values.forEach((value) => inner.writeMessage(1, writeValue, value)),
      arrayValue
    );
  }
}

function writeAttribute({ key, value }: KeyValue, pbf: PbfWriter): void {
  writeText(pbf, 1, key);
  pbf.writeMessage(2, writeValue, value);
}

function writeSpan(span: Span, pbf: PbfWriter): void {
  writeText(pbf, 1, span.spanID);
  writeText(pbf, 2, span.name);
  writeUint64(pbf, 3, span.startTimeUnixNano);
  writeUint64(pbf, 4, span.durationNanos);
  span.attributes.forEach((attribute) => pbf.writeMessage(5, writeAttribute, attribute));
}

function writeSet({ spans, matched, attributes }: SpanSet, pbf: PbfWriter): void {
  spans.forEach((span) => pbf.writeMessage(1, writeSpan, span));
  pbf.writeVarintField(2, matched);
  attributes.forEach((attribute) => pbf.writeMessage(3, writeAttribute, attribute));
}

function writeTrace(trace: Trace, pbf: PbfWriter): void {
  writeText(pbf, 1, trace.traceID);
  writeText(pbf, 2, trace.rootServiceName);
  writeUint64(pbf, 4, trace.startTimeUnixNano);
  pbf.writeVarintField(5, trace.durationMs);
  if (trace.spanSet !== undefined) {
    pbf.writeMessage(6, writeSet, trace.spanSet);
  }
  trace.spanSets.forEach((set) => pbf.writeMessage(7, writeSet, set));
}

function encode(traces: Trace[]): Uint8Array {
  const pbf = new PbfWriter();
  traces.forEach((trace) => pbf.writeMessage(1, writeTrace, trace));
  pbf.writeMessage(2, (inspected: number, inner) => inner.writeVarintField(1, inspected), 7);
  return pbf.finish();
}

/** As Tempo's JSON leaves out what is empty. */
const toJson = (traces: Trace[]): JsonObject =>
  JSON.parse(
    JSON.stringify({ traces, metrics: { inspectedTraces: 7 } }, (_, value: unknown) =>
      value === '' || value === '0' || (typeof value === 'number' && !Number.isFinite(value)) ? undefined : value
    )
  );

const hex = (length: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{1,${length}}$`));
const keys = fc.oneof(
  fc.constantFrom(
    'loop.name',
    'loop.goal_score',
    'status',
    'statusMessage',
    'span:parentID',
    'event:name',
    'event:timeSinceStart',
    'instrumentation:name',
    'exception.message',
    'team',
    '__proto__',
    'toString'
  ),
  fc.string({ unit: 'grapheme', minLength: 1 })
);
const scalar: fc.Arbitrary<Value> = fc.oneof(
  fc.record({ stringValue: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 80 }) }),
  fc.record({ boolValue: fc.boolean() }),
  fc.record({
    intValue: fc
      .bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
      .filter((n) => n !== 0n)
      .map(String),
  }),
  fc.record({ doubleValue: fc.double() })
);
const value = fc.oneof(
  { weight: 9, arbitrary: scalar },
  { weight: 1, arbitrary: fc.record({ arrayValue: fc.record({ values: fc.array(scalar, { minLength: 1 }) }) }) }
);
const attributes = fc.array(fc.record({ key: keys, value }), { maxLength: 12 });
// up to the year 2200
const nanos = fc.bigInt({ min: 0n, max: 7_258_118_400_000_000_000n }).map(String);
const span = fc.record({
  spanID: fc.oneof(hex(16), fc.constant('none')),
  name: fc.string({ minLength: 1 }),
  startTimeUnixNano: nanos,
  // without a sign, as Tempo counts
  durationNanos: fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }).map((length) => String(BigInt.asUintN(64, length))),
  attributes,
});
const groups = fc.array(
  fc.record({
    key: fc.constantFrom('by(trace:duration)', 'by((nestedSetLeft - 1) % 61)'),
    value: fc.record({
      intValue: fc
        .integer({ min: -2, max: 60 })
        .filter((n) => n !== 0)
        .map(String),
    }),
  })
);
const set = fc.record({
  spans: fc.array(span, { maxLength: 4 }),
  matched: fc.nat({ max: 2 ** 32 - 1 }),
  attributes: groups,
});
const trace: fc.Arbitrary<Trace> = fc.record(
  {
    traceID: fc.oneof(hex(32), fc.constant('none')),
    rootServiceName: fc.constantFrom('agents', 'Größe', '<root span not yet received>', ''),
    startTimeUnixNano: nanos,
    durationMs: fc.nat(),
    spanSet: set,
    spanSets: fc.array(set, { maxLength: 3 }),
  },
  { requiredKeys: ['traceID', 'rootServiceName', 'startTimeUnixNano', 'durationMs', 'spanSets'] }
);

it('reads the same of a recorded answer in both forms', () => {
  const json: JsonObject = JSON.parse(recorded('json').toString('utf8'));
  const expected = readSearchAnswer(json, scopes);
  expect(expected.flatMap(({ spans }) => spans).length).toBeGreaterThan(50);
  expect(expected.some(({ spans }) => spans.some(({ events }) => events.length > 0))).toBe(true);
  expect(read(recorded('pb'))).toEqual(expected);
});

it('reads the same of any answer in both forms', () => {
  fc.assert(
    fc.property(fc.array(trace, { maxLength: 4 }), (traces) => {
      expect(read(encode(traces))).toEqual(readSearchAnswer(toJson(traces), scopes));
    })
  );
});

const span1: Span = {
  spanID: '1',
  name: 'loop.iteration',
  startTimeUnixNano: '1795304805550123456',
  durationNanos: '999999999',
  attributes: [
    { key: 'loop.goal_score', value: { doubleValue: 0.25 } },
    { key: 'loop.tokens_delta', value: { intValue: '-3' } },
    { key: 'big', value: { intValue: '9007199254740993' } },
  ],
};
const trace1: Trace = {
  traceID: 'abc',
  rootServiceName: 'agents',
  startTimeUnixNano: '1795304805550123456',
  durationMs: 1000,
  spanSets: [{ spans: [span1], matched: 3, attributes: [] }],
};

it.each([
  ['ends before it starts', -2_000_000n, 1795304805548.123],
  ['has not ended, which is told as an end of 0', -1795304805550123456n, null],
])('knows of a span that it %s', (_, length, endTime) => {
  const durationNanos = String(BigInt.asUintN(64, length));
  const traces = [{ ...trace1, spanSets: [{ ...trace1.spanSets[0], spans: [{ ...span1, durationNanos }] }] }];
  expect(read(encode(traces))[0].spans).toMatchObject([{ startTime: 1795304805550.123, endTime }]);
});

it('keeps every digit of times and numbers', () => {
  expect(read(encode([trace1]))).toMatchObject([
    {
      traceId: `${'0'.repeat(29)}abc`,
      start: 1795304805550.123,
      matched: 3,
      rootService: 'agents',
      spans: [
        {
          spanId: '0000000000000001',
          startTime: 1795304805550.123,
          endTime: 1795304806550.123,
          attributes: { 'loop.goal_score': 0.25, 'loop.tokens_delta': -3, big: '9007199254740993' },
          resource: { 'service.name': 'agents' },
        },
      ],
    },
  ]);
});

it('counts the set that is told twice once', () => {
  const [set1] = trace1.spanSets;
  const [found] = read(encode([{ ...trace1, spanSet: set1 }]));
  expect([found.matched, found.spans.length]).toEqual([3, 1]);
  const [only] = read(encode([{ ...trace1, spanSet: set1, spanSets: [] }]));
  expect([only.matched, only.spans.length]).toEqual([3, 1]);
});

/** What reading it throws; null where it does not. */
function failure(bytes: Uint8Array): unknown {
  try {
    read(bytes);
    return null;
  } catch (error) {
    return error;
  }
}

it('says in a sentence where an answer breaks off', () => {
  const bytes = encode([trace1]);
  const whole = encode([trace1]).length;
  for (let length = 1; length < whole; length++) {
    const error = failure(bytes.subarray(0, length));
    if (error !== null) {
      expect(error).toBeInstanceOf(StoreError);
      expect(String(error)).toMatch(/Tempo's answer to the search breaks off after \d+ bytes\./);
    }
  }
  expect(failure(bytes.subarray(0, 40))).not.toBeNull();
});

it('says in a sentence what is no answer', () => {
  expect(failure(new Uint8Array())).toEqual(expect.objectContaining({ message: expect.stringContaining('URL') }));
  expect(failure(Uint8Array.of(0x18, 1))).toEqual(expect.objectContaining({ message: expect.stringContaining('URL') }));
});

it.each<[string, number[]]>([
  ['a trace longer than any', [0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01, 0x0a]],
  ['a text longer than its trace', [0x0a, 0x03, 0x0a, 0x7f, 0x61]],
  ['a number without an end', [0x0a, 0x0c, 0x20, ...Array.from({ length: 11 }, () => 0xff)]],
  ['no field', [0x0a, 0x02, 0x07, 0x00]],
])('believes no length: %s', (_, bytes) => {
  expect(String(failure(Uint8Array.from(bytes)))).toContain('breaks off');
});

it('refuses more parts than it would hold', () => {
  const spans = new Uint8Array(new Uint16Array(400_001).fill(0x0a).buffer);
  const pbf = new PbfWriter();
  pbf.writeMessage(
    1,
    (all: Uint8Array, inner) => {
      writeText(inner, 1, 'abc');
      inner.writeBytesField(7, all);
    },
    spans
  );
  expect(failure(pbf.finish())).toMatchObject({
    refusal: 'too-large',
    message: "Tempo's answer to the search is of more than 4,000,000 parts.",
  });
});

it('reads random bytes or says that they are none', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const error = failure(bytes);
      expect(error === null || error instanceof StoreError).toBe(true);
    })
  );
});
