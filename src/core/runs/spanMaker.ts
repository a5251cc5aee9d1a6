import { isObject } from '../formats/json';
import { readOtlpTraces } from '../formats/otlp/readOtlp';
import type { Attributes, AttributeValue, SpanRecord } from '../formats/otlp/span';
import { epochMs } from '../model/units';
import { assembleRun, type Run, type RunOptions } from './run';

/** For tests: a span as short as it can be told. Times in milliseconds after a fixed start. */
export interface SpanSketch {
  name?: string;
  in?: string | null;
  at?: [start: number, end: number | null];
  failed?: boolean;
  scope?: string;
  attributes?: Attributes;
  resource?: Attributes;
  events?: Array<{ name: string; attributes: Attributes }>;
}

const START = Date.UTC(2026, 10, 18, 8);

/** Spans by id; where no time is given, each begins after the one before it. */
export function spansOf(sketches: Record<string, SpanSketch>): SpanRecord[] {
  return Object.entries(sketches).map(([spanId, sketch], i) => {
    const [start, end] = sketch.at ?? [i * 10, i * 10 + 5];
    return {
      traceId: 't1',
      spanId,
      parentSpanId: sketch.in ?? null,
      name: sketch.name ?? spanId,
      startTime: epochMs(START + start),
      endTime: end === null ? null : epochMs(START + end),
      status: sketch.failed === true ? 'error' : 'unset',
      statusMessage: null,
      attributes: sketch.attributes ?? {},
      events: (sketch.events ?? []).map((event) => ({ ...event, time: epochMs(START + start) })),
      resource: sketch.resource ?? {},
      scope: sketch.scope ?? 'test',
    };
  });
}

export const runOf = (sketches: Record<string, SpanSketch>, options?: RunOptions): Run =>
  assembleRun('t1', spansOf(sketches), options);

export const agent = (name: string, attributes: Attributes = {}): Attributes => ({
  'gen_ai.operation.name': 'invoke_agent',
  'gen_ai.agent.name': name,
  ...attributes,
});

export const chat = (input?: number, output?: number, attributes: Attributes = {}): Attributes => ({
  'gen_ai.operation.name': 'chat',
  ...(input === undefined ? {} : { 'gen_ai.usage.input_tokens': input }),
  ...(output === undefined ? {} : { 'gen_ai.usage.output_tokens': output }),
  ...attributes,
});

export const toolCall = (name: string, attributes: Record<string, AttributeValue> = {}): Attributes => ({
  'gen_ai.operation.name': 'execute_tool',
  'gen_ai.tool.name': name,
  ...attributes,
});

/** Whatever a body holds, as spans. */
export const readBody = (body: unknown): SpanRecord[] => (isObject(body) ? readOtlpTraces(body).spans : []);
