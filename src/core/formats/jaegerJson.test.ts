import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { detectFormat } from './detect';
import { readJaegerTraces } from './jaegerJson';
import { isObject } from './json';
import { readOtlpTraces } from './otlp/readOtlp';
import type { SpanRecord } from './otlp/span';

const TESTDATA = join(__dirname, '../../../testdata');
const readJson = (path: string): unknown => JSON.parse(readFileSync(join(TESTDATA, path), 'utf8'));

/** The spans as they were sent to the server. */
function sent(path: string): Map<string, SpanRecord> {
  const body = readJson(path);
  return new Map((isObject(body) ? readOtlpTraces(body).spans : []).map((span) => [span.spanId, span]));
}

/** Jaeger knows no lists: it writes them as JSON text. */
const flat = (attributes: SpanRecord['attributes']) =>
  Object.fromEntries(
    Object.entries(attributes).map(([key, value]) => [key, Array.isArray(value) ? JSON.stringify(value) : value])
  );

describe('what Jaeger answers for a trace', () => {
  it.each([
    ['answers/jaeger-v1-genai-openllmetry-root-error.json', 'otlp/looplens/genai-openllmetry-root-error.otlp.json'],
    ['answers/jaeger-v1-loomflow-0.20.0-supervisor.json', 'otlp/loomflow/loomflow-0.20.0-supervisor.otlp.json'],
    ['answers/jaeger-v1-loom-ai.json', 'otlp/loom/loom-ai.otlp.json'],
  ])('%s is what was sent', (answer, original) => {
    const known = sent(original);
    const { spans, refused } = readJaegerTraces(readJson(answer));
    expect(refused).toBe(0);
    const inTraces = new Set(spans.map(({ traceId }) => traceId));
    expect(spans.length).toBe([...known.values()].filter(({ traceId }) => inTraces.has(traceId)).length);
    for (const span of spans) {
      const was = known.get(span.spanId);
      expect(span).toMatchObject({
        traceId: was?.traceId,
        parentSpanId: was?.parentSpanId,
        name: was?.name,
        status: was?.status,
        statusMessage: was?.statusMessage,
        scope: was?.scope,
        attributes: flat(was?.attributes ?? {}),
        resource: was?.resource,
      });
      expect(span.startTime).toBeCloseTo(was?.startTime ?? NaN, 3);
      // microseconds of two roundings
      expect(Math.abs((span.endTime ?? NaN) - (was?.endTime ?? NaN))).toBeLessThan(0.0021);
      expect(span.events.map(({ name, attributes }) => ({ name, attributes }))).toEqual(
        was?.events.map(({ name, attributes }) => ({ name, attributes: flat(attributes) }))
      );
    }
  });
});

const span = (more: object) => ({
  data: [
    { traceID: 'a'.repeat(32), processes: {}, spans: [{ traceID: 'a'.repeat(32), spanID: 'b'.repeat(16), ...more }] },
  ],
});

describe('odd answers', () => {
  it('take references to other traces as links and the first to the own as the parent', () => {
    const references = [
      { refType: 'FOLLOWS_FROM', traceID: 'c'.repeat(32), spanID: 'd'.repeat(16) },
      { refType: 'FOLLOWS_FROM', traceID: 'a'.repeat(32), spanID: 'e'.repeat(16) },
      { refType: 'CHILD_OF', traceID: 'a'.repeat(32), spanID: 'f'.repeat(16) },
    ];
    expect(readJaegerTraces(span({ references })).spans[0]).toMatchObject({
      parentSpanId: 'f'.repeat(16),
      links: [
        { traceId: 'c'.repeat(32), spanId: 'd'.repeat(16) },
        { traceId: 'a'.repeat(32), spanId: 'e'.repeat(16) },
      ],
    });
  });

  it('read ids without their leading zeros, processes inside the span and errors of old tracers', () => {
    const tags = [
      { key: 'error', type: 'bool', value: true },
      { key: 'n', type: 'int64', value: '7' },
    ];
    const process = { serviceName: 'old', tags: [] };
    expect(readJaegerTraces(span({ spanID: 'b', tags, process })).spans[0]).toMatchObject({
      spanId: '000000000000000b',
      status: 'error',
      attributes: { n: 7 },
      resource: { 'service.name': 'old' },
    });
  });

  it.each([[null], [[]], [{ data: null, errors: [{ code: 404, msg: 'trace not found' }] }], [{ data: [1, null] }]])(
    '%j has no spans',
    (value) => {
      expect(readJaegerTraces(value)).toEqual({ spans: [], refused: 0 });
      expect(detectFormat(value)).not.toBe('jaeger-traces');
    }
  );

  it('count spans without ids', () => {
    expect(readJaegerTraces({ data: [{ traceID: 'x', spans: [{ traceID: 'x' }, 5] }] })).toMatchObject({ refused: 2 });
  });
});
