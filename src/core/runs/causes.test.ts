import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isObject } from '../formats/json';
import { readOtlpTraces } from '../formats/otlp/readOtlp';
import type { SpanRecord } from '../formats/otlp/span';
import { causeOf } from './causes';
import type { Run } from './run';
import { TraceIndex } from './traceIndex';

const PLACE = { offset: 0, length: 0, line: 1 };
const OTLP = join(__dirname, '../../../testdata/otlp');
const readJson = (name: string): unknown => JSON.parse(readFileSync(join(OTLP, 'loom', name), 'utf8'));

function loomSpans(): SpanRecord[] {
  const body = readJson('loom-ai.otlp.json');
  return isObject(body) ? readOtlpTraces(body).spans : [];
}

function readRuns(spans: SpanRecord[]): Run[] {
  const index = new TraceIndex();
  spans.forEach((span) => index.add(span, 0, PLACE));
  const { batches } = index.flush();
  const ids = batches.flatMap(({ batch }) => batch.traceIds);
  return ids.flatMap((id) => index.run(id) ?? []);
}

const CASES = (
  readJson('loom-ai.expected.json') as {
    cases: Array<{ case: string; goal_id: string; trace_id?: string; llm_calls: number; input_tokens: number }>;
  }
).cases;
const WHOLE = CASES.find(({ case: name }) => name === 'ok');

/** The real run, as it would be if each worker had begun a trace of its own and kept the context that its message carried. */
function split(keep: (cause: { traceId: string; spanId: string }) => Partial<SpanRecord>): SpanRecord[] {
  const [root] = readRuns(loomSpans()).filter(({ loop }) => loop.task === WHOLE?.goal_id);
  const spans = root.steps.map(({ span }) => span);
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const workers = spans.filter(({ name }) => name === 'LLMWorker.process');
  const ownTrace = (span: SpanRecord): number => {
    const worker = workers.indexOf(span);
    const parent = byId.get(span.parentSpanId ?? '');
    return worker >= 0 ? worker : parent === undefined ? -1 : ownTrace(parent);
  };
  return spans.map((span) => {
    const worker = ownTrace(span);
    if (worker < 0) {
      return span;
    }
    const traceId = worker.toString(16).padStart(32, 'f');
    const cause = { traceId: span.traceId, spanId: span.parentSpanId ?? '' };
    return workers.includes(span) ? { ...span, ...keep(cause), traceId, parentSpanId: null } : { ...span, traceId };
  });
}

const traceparent = ({ traceId, spanId }: { traceId: string; spanId: string }) => `00-${traceId}-${spanId}-03`;

describe('traces that go on from one another come together', () => {
  it.each([
    ['by a link', (cause: { traceId: string; spanId: string }) => ({ links: [cause] })],
    [
      'by the context of the message',
      (cause: { traceId: string; spanId: string }) => ({
        attributes: { _trace_context: { traceparent: traceparent(cause) } },
      }),
    ],
    [
      'by the context of the message as JSON',
      (cause: { traceId: string; spanId: string }) => ({
        attributes: { _trace_context: JSON.stringify({ traceparent: traceparent(cause) }) },
      }),
    ],
  ])('%s, in any order', (_, keep) => {
    const spans = split(keep);
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(4);
    for (const order of [spans, [...spans].reverse()]) {
      const runs = readRuns(order);
      expect(runs).toHaveLength(1);
      expect(runs[0].steps.filter(({ parent }) => parent === null)).toHaveLength(1);
      expect(runs[0].loop.task).toBe(WHOLE?.goal_id);
      expect(runs[0].loop.totals).toMatchObject({ llmCalls: WHOLE?.llm_calls, inputTokens: WHOLE?.input_tokens });
    }
  });

  it('stay apart where nothing tells', () => {
    expect(readRuns(split(() => ({})))).toHaveLength(4);
  });

  it('stay apart while what they go on from is not there', () => {
    const parts = split((cause) => ({ links: [cause] })).filter(({ traceId }) => traceId.startsWith('f'));
    expect(readRuns(parts)).toHaveLength(3);
  });
});

describe('what a root goes on from', () => {
  const [root] = loomSpans().filter(({ parentSpanId }) => parentSpanId === null);
  const a = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) };
  const c = { traceId: 'c'.repeat(32), spanId: 'd'.repeat(16) };

  it.each<[string, Partial<SpanRecord>, unknown]>([
    ['links to several traces', { links: [a, c] }, null],
    ['links within its own trace', { links: [{ ...a, traceId: root.traceId }] }, null],
    ['a context without ids', { attributes: { traceparent: `00-${'0'.repeat(32)}-${'0'.repeat(16)}-00` } }, null],
    ['torn JSON', { attributes: { _trace_context: '{"traceparent' } }, null],
    ['a context before links', { attributes: { traceparent: traceparent(c) }, links: [a] }, c],
    ['a span with a parent', { parentSpanId: 'e'.repeat(16), links: [a] }, null],
    ['a loop that another one caused', { name: 'loop.run', links: [a], attributes: { 'loop.name': 'x' } }, null],
  ])('%s', (_, more, cause) => {
    expect(causeOf({ ...root, ...more })).toEqual(cause);
  });
});
