import type { LoopSteps } from './steps';
import type { Step } from '../core/model/loop';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Values inside each other that are written; deeper ones are left out. */
const MAX_DEPTH = 8;

/** What is known of a loop as one OTLP trace in JSON: for stores that keep spans and no document of the loop. */
export function toOtlpJson({ traceId, steps }: LoopSteps): Json {
  return { resourceSpans: [{ scopeSpans: [{ spans: steps.map((step) => toSpan(traceId, step)) }] }] };
}

const STATUS = { unset: 0, ok: 1, error: 2 } as const;

function toSpan(traceId: string, step: Step): Json {
  const { startTime, durationMs } = step;
  const end = startTime === null || durationMs === null ? null : startTime + durationMs;
  return {
    traceId,
    spanId: step.spanId,
    ...(step.parentSpanId !== null && { parentSpanId: step.parentSpanId }),
    name: step.name,
    ...(startTime !== null && { startTimeUnixNano: toNanos(startTime) }),
    ...(end !== null && { endTimeUnixNano: toNanos(end) }),
    attributes: toPairs(step.attributes),
    events: step.events.map(({ time, name, attributes }) => ({
      ...(time !== null && { timeUnixNano: toNanos(time) }),
      name,
      attributes: toPairs(attributes),
    })),
    status: { code: STATUS[step.status], ...(step.error !== null && { message: step.error }) },
  };
}

/** Milliseconds, to the microsecond, as whole nanoseconds: more digits than a number holds. */
function toNanos(ms: number): string {
  const micros = Math.round((ms % 1) * 1000);
  return String(BigInt(Math.floor(ms)) * 1_000_000n + BigInt(micros) * 1000n);
}

function toPairs(attributes: Record<string, unknown>): Json {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: toAnyValue(value) }));
}

function toAnyValue(value: unknown, depth = 0): Json {
  switch (typeof value) {
    case 'string':
      return { stringValue: value };
    case 'boolean':
      return { boolValue: value };
    case 'number':
      return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value };
    default:
      break;
  }
  if (typeof value !== 'object' || value === null || depth >= MAX_DEPTH) {
    return {};
  }
  if (Array.isArray(value)) {
    return { arrayValue: { values: value.map((one) => toAnyValue(one, depth + 1)) } };
  }
  const values = Object.entries(value).map(([key, one]) => ({ key, value: toAnyValue(one, depth + 1) }));
  return { kvlistValue: { values } };
}
