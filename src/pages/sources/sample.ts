import type { JsonObject } from '../../core/formats/json';

/** The goal scores of the sample, one an iteration. */
const SCORES = [0.42, 0.61, 0.7, 0.86];
const TARGET = 0.8;
const LATENCY_MS = 2_000;

const nanos = (ms: number) => `${Math.round(ms)}000000`;
const text = (key: string, value: string) => ({ key, value: { stringValue: value } });
const double = (key: string, value: number) => ({ key, value: { doubleValue: value } });
const int = (key: string, value: number) => ({ key, value: { intValue: String(value) } });

/** An OTLP/JSON export of one loop of four iterations that reaches its target and ends at a time (ms since the epoch). */
export function sampleExport(traceId: string, end: number): JsonObject {
  const start = end - SCORES.length * LATENCY_MS;
  const spanId = (index: number) => traceId.slice(0, 14) + index.toString(16).padStart(2, '0');
  const root = {
    traceId,
    spanId: spanId(1),
    name: 'loop.run',
    kind: 1,
    startTimeUnixNano: nanos(start),
    endTimeUnixNano: nanos(end),
    attributes: [
      text('loop.name', 'loopscope-sample'),
      text('loop.outcome', 'success'),
      text('loop.termination_reason', 'goal_met'),
      double('loop.goal_target', TARGET),
    ],
  };
  const iterations = SCORES.map((score, index) => ({
    traceId,
    spanId: spanId(index + 2),
    parentSpanId: root.spanId,
    name: 'loop.iteration',
    kind: 1,
    startTimeUnixNano: nanos(start + index * LATENCY_MS),
    endTimeUnixNano: nanos(start + (index + 1) * LATENCY_MS),
    attributes: [
      int('loop.iteration', index + 1),
      double('loop.goal_score', score),
      double('loop.goal_target', TARGET),
      int('loop.tokens_delta', 900 + 150 * index),
    ],
  }));
  const spans = [root, ...iterations];
  return {
    resourceSpans: [
      {
        resource: { attributes: [text('service.name', 'loopscope-sample')] },
        scopeSpans: [{ scope: { name: 'loopscope-sample' }, spans }],
      },
    ],
  };
}

/** A random trace id: 32 hex digits. */
export function newTraceId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** A line for a shell that sends the sample as it is now. */
export const curlLine = (otlp: string, traceId: string, end: number): string =>
  `curl ${otlp}/v1/traces -H 'Content-Type: application/json' -d '${JSON.stringify(sampleExport(traceId, end))}'`;
