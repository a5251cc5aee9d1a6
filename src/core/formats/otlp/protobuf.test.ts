import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PbfWriter } from 'pbf';
import type { JsonObject } from '../json';
import { decodeMetricsRequest, decodeRequest, decodeTraceRequest, ProtobufError } from './protobuf';
import { readOtlpTraces } from './readOtlp';

const TESTDATA = join(__dirname, '../../../../testdata/otlp');
const TRACES = ['looplens/traceloop-handoff-chain', 'looplens/genai-openllmetry-ok', 'loomflow/loomflow-0.20.0-crash'];

const bytesOf = (name: string) => new Uint8Array(readFileSync(join(TESTDATA, name)));
const jsonOf = (name: string): JsonObject => JSON.parse(readFileSync(join(TESTDATA, name), 'utf8'));

/** Bytes written field by field: `[number, value]`, nested where the value is a list of fields. */
type Written = Array<[number, (writer: PbfWriter) => void]>;
function write(fields: Written, writer = new PbfWriter()): PbfWriter {
  fields.forEach(([, put]) => put(writer));
  return writer;
}
const bytes = (number: number, value: Uint8Array): Written[number] => [number, (w) => w.writeBytesField(number, value)];
// pbf's own writer spoils characters beyond U+1FFFF
const text = (number: number, value: string) => bytes(number, new TextEncoder().encode(value));
const varint = (number: number, value: number): Written[number] => [number, (w) => w.writeVarintField(number, value)];
const double = (number: number, value: number): Written[number] => [number, (w) => w.writeDoubleField(number, value)];
const fixed64 = (number: number, value: bigint): Written[number] => [
  number,
  (w) => {
    w.writeTag(number, 1);
    w.writeFixed32(Number(value & 0xffffffffn));
    w.writeFixed32(Number((value >> 32n) & 0xffffffffn));
  },
];
const inner = (number: number, fields: Written): Written[number] => [
  number,
  (w) => w.writeMessage(number, (all: Written, nested: PbfWriter) => void write(all, nested), fields),
];
const encode = (fields: Written) => write(fields).finish();

/** One span with the given fields after its ids. */
const exportOf = (fields: Written) =>
  encode([
    inner(1, [
      inner(2, [
        inner(2, [bytes(1, new Uint8Array(16).fill(0xab)), bytes(2, new Uint8Array(8).fill(0xcd)), ...fields]),
      ]),
    ]),
  ]);

function firstSpan(body: JsonObject): JsonObject {
  const [group] = body.resourceSpans as Array<{ scopeSpans: Array<{ spans: JsonObject[] }> }>;
  return group.scopeSpans[0].spans[0];
}

const valueOf = (value: Written) =>
  (firstSpan(decodeTraceRequest(exportOf([inner(9, [text(1, 'k'), inner(2, value)])]))).attributes as JsonObject[])[0]
    .value;

describe('requests of real exporters', () => {
  test.each(TRACES)('%s is what its JSON says', (name) => {
    expect(decodeTraceRequest(bytesOf(`${name}.otlp.pb`))).toEqual(jsonOf(`${name}.otlp.json`));
  });

  test('metrics with sums, histograms and exemplars are what their JSON says', () => {
    const name = 'metrics/loomflow-0.10.8-crash.otlp-metrics';
    expect(decodeMetricsRequest(bytesOf(`${name}.pb`))).toEqual(jsonOf(`${name}.json`));
  });

  test('a request that does not say what it is reads as what it holds', () => {
    expect(decodeRequest(bytesOf(`${TRACES[0]}.otlp.pb`))).toHaveProperty('resourceSpans');
    expect(decodeRequest(bytesOf('metrics/loomflow-0.10.8-crash.otlp-metrics.pb'))).toHaveProperty('resourceMetrics');
    // as a trace, the name of this metric would stand where an id does
    expect(decodeRequest(encode([inner(1, [inner(2, [inner(2, [text(1, 'sixteen.bytes.no')])])])]))).toHaveProperty(
      'resourceSpans'
    );
    expect(decodeRequest(encode([inner(1, [inner(2, [inner(2, [text(1, 'tokens')])])])]))).toHaveProperty(
      'resourceMetrics'
    );
  });
});

describe('values', () => {
  test('64-bit integers keep every digit', () => {
    const times = exportOf([fixed64(7, 1_795_266_830_144_906_609n), fixed64(8, 0xffff_ffff_ffff_ffffn)]);
    expect(firstSpan(decodeTraceRequest(times))).toMatchObject({
      startTimeUnixNano: '1795266830144906609',
      endTimeUnixNano: '18446744073709551615',
    });
    const raw = (varintBytes: number[]) => {
      const value: Written = [
        [
          3,
          (w) => {
            w.writeTag(3, 0);
            varintBytes.forEach((byte) => {
              w.realloc(1);
              w.buf[w.pos++] = byte;
            });
          },
        ],
      ];
      return valueOf(value);
    };
    expect(raw([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f])).toEqual({ intValue: '9223372036854775807' });
    expect(raw([0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01])).toEqual({
      intValue: '-9223372036854775808',
    });
    expect(raw([0x81, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10])).toEqual({ intValue: '9007199254740993' });
    expect(valueOf([varint(3, -1)])).toEqual({ intValue: '-1' });
  });

  test('every kind of value arrives, falsy ones too', () => {
    expect(valueOf([text(1, '')])).toEqual({ stringValue: '' });
    expect(valueOf([text(1, '\ufeffa mark at the start stays')])).toEqual({
      stringValue: '\ufeffa mark at the start stays',
    });
    expect(valueOf([varint(2, 0)])).toEqual({ boolValue: false });
    expect(valueOf([varint(3, 0)])).toEqual({ intValue: '0' });
    expect(valueOf([double(4, 0)])).toEqual({ doubleValue: 0 });
    expect(valueOf([double(4, NaN)])).toEqual({ doubleValue: 'NaN' });
    expect(valueOf([double(4, -Infinity)])).toEqual({ doubleValue: '-Infinity' });
    expect(valueOf([bytes(7, new Uint8Array([0, 255, 16]))])).toEqual({ bytesValue: 'AP8Q' });
    expect(valueOf([inner(5, [inner(1, [text(1, 'a')]), inner(1, [])])])).toEqual({
      arrayValue: { values: [{ stringValue: 'a' }, {}] },
    });
    expect(valueOf([inner(6, [inner(1, [text(1, 'k'), inner(2, [varint(3, 7)])])])])).toEqual({
      kvlistValue: { values: [{ key: 'k', value: { intValue: '7' } }] },
    });
  });

  test('of two values the last counts', () => {
    expect(valueOf([text(1, 'first'), varint(3, 2)])).toEqual({ intValue: '2' });
  });

  test('a message written in two parts is merged', () => {
    const span = firstSpan(decodeTraceRequest(exportOf([inner(15, [varint(3, 2)]), inner(15, [text(2, 'boom')])])));
    expect(span.status).toEqual({ code: 2, message: 'boom' });
  });

  test('unknown fields are passed over', () => {
    const span = firstSpan(
      decodeTraceRequest(
        exportOf([
          varint(900, 5),
          text(901, 'x'),
          double(902, 1),
          [903, (w) => w.writeFixed32Field(903, 1)],
          text(5, 'n'),
        ])
      )
    );
    expect(span).toEqual({ traceId: 'ab'.repeat(16), spanId: 'cd'.repeat(8), name: 'n' });
  });

  test('buckets of histograms are read packed and one by one', () => {
    const point = (fields: Written) =>
      decodeMetricsRequest(encode([inner(1, [inner(2, [inner(2, [inner(10, [inner(1, fields)])])])])]));
    const packed = point([
      [6, (w) => w.writeSVarintField(6, -3)],
      inner(8, [
        [1, (w) => w.writeSVarintField(1, -2)],
        [2, (w) => w.writePackedVarint(2, [1, 300, 0])],
      ]),
    ]);
    const single = point([
      [6, (w) => w.writeSVarintField(6, -3)],
      inner(8, [[1, (w) => w.writeSVarintField(1, -2)], varint(2, 1), varint(2, 300), varint(2, 0)]),
    ]);
    expect(packed).toEqual(single);
    expect(JSON.stringify(packed)).toContain('"scale":-3,"positive":{"offset":-2,"bucketCounts":["1","300","0"]}');
  });
});

describe('hostile bytes', () => {
  const sentence = /^This is no OTLP request in protobuf: .* \(byte \d+\)\.$/;

  test('a request that breaks off anywhere is refused or is a shorter one, never half a value', () => {
    const whole = bytesOf(`${TRACES[1]}.otlp.pb`);
    const { resourceSpans } = decodeTraceRequest(whole);
    for (let length = 1; length < whole.length; length++) {
      try {
        // only between two resources
        const shorter = decodeTraceRequest(whole.subarray(0, length)).resourceSpans as unknown[];
        expect((resourceSpans as unknown[]).slice(0, shorter.length)).toEqual(shorter);
      } catch (error) {
        expect(error).toBeInstanceOf(ProtobufError);
      }
    }
    expect(() => decodeTraceRequest(whole.subarray(0, whole.length - 1))).toThrow(sentence);
  });

  test('the byte is told', () => {
    expect(() => decodeTraceRequest(new Uint8Array([0x0a, 0x05, 0x0a]))).toThrow(
      'This is no OTLP request in protobuf: it breaks off (byte 1).'
    );
    expect(() => decodeTraceRequest(new TextEncoder().encode('{"resourceSpans":[]}'))).toThrow(sentence);
    expect(() => decodeTraceRequest(exportOf([text(7, 'late')]))).toThrow(
      'startTimeUnixNano of a span is a run of bytes instead of a 64-bit number'
    );
  });

  test('values nested a thousand deep are refused', () => {
    let value: Uint8Array = encode([text(1, 'deep')]);
    for (let i = 0; i < 1000; i++) {
      value = encode([inner(5, [bytes(1, value)])]);
    }
    expect(() => decodeTraceRequest(exportOf([inner(9, [text(1, 'k'), bytes(2, value)])]))).toThrow('nested deeper');
  });

  test('millions of empty messages are refused before they fill the memory', () => {
    const empty = new Uint8Array(8_000_000).map((_, i) => (i % 2 === 0 ? 0x0a : 0));
    expect(() => decodeTraceRequest(empty)).toThrow('send less at once');
  });

  test('any bytes either decode or are refused in one sentence', () => {
    const decodes = (input: Uint8Array) => {
      for (const decode of [decodeTraceRequest, decodeMetricsRequest, decodeRequest]) {
        try {
          readOtlpTraces(decode(input));
        } catch (error) {
          expect(error).toBeInstanceOf(ProtobufError);
          expect(String(error)).toMatch(/ProtobufError: This is no OTLP/);
        }
      }
    };
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), decodes), { numRuns: 500 });
    const real = bytesOf(`${TRACES[1]}.otlp.pb`);
    const damage = fc.array(fc.tuple(fc.nat(real.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(damage, (changes) => {
        const damaged = real.slice();
        changes.forEach(([at, byte]) => (damaged[at] = byte));
        decodes(damaged);
      }),
      { numRuns: 500 }
    );
  });
});

test('spans written by an encoder come back as they were', () => {
  const id = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
  const span = fc.record({
    traceId: id(16),
    spanId: id(8),
    name: fc.string({ unit: 'grapheme' }),
    kind: fc.integer({ min: 1, max: 5 }),
    start: fc.bigInt({ min: 1n, max: 2n ** 64n - 1n }),
    attributes: fc.array(fc.tuple(fc.string(), fc.oneof(fc.string({ unit: 'grapheme' }), fc.double(), fc.boolean()))),
    code: fc.integer({ min: 1, max: 2 }),
  });
  const hex = (value: Uint8Array) => Buffer.from(value).toString('hex');
  fc.assert(
    fc.property(fc.array(span, { minLength: 1, maxLength: 5 }), (spans) => {
      const written = spans.map(({ traceId, spanId, name, kind, start, attributes, code }) =>
        inner(2, [
          bytes(1, traceId),
          bytes(2, spanId),
          text(5, name),
          varint(6, kind),
          fixed64(7, start),
          ...attributes.map(([key, value]) =>
            inner(9, [
              text(1, key),
              inner(2, [
                typeof value === 'string'
                  ? text(1, value)
                  : typeof value === 'number'
                    ? double(4, value)
                    : varint(2, Number(value)),
              ]),
            ])
          ),
          inner(15, [varint(3, code)]),
        ])
      );
      const expected = spans.map(({ traceId, spanId, name, kind, start, attributes, code }) => ({
        traceId: hex(traceId),
        spanId: hex(spanId),
        name,
        kind,
        startTimeUnixNano: start.toString(),
        ...(attributes.length > 0 && {
          attributes: attributes.map(([key, value]) => ({
            key,
            value:
              typeof value === 'string'
                ? { stringValue: value }
                : typeof value === 'number'
                  ? { doubleValue: Number.isFinite(value) ? value : String(value) }
                  : { boolValue: value },
          })),
        }),
        status: { code },
      }));
      expect(decodeTraceRequest(encode([inner(1, [inner(2, written)])]))).toEqual({
        resourceSpans: [{ scopeSpans: [{ spans: expected }] }],
      });
    })
  );
});
