import type { EpochMs } from '../../model/units';

export type AttributeValue = string | number | boolean | null | AttributeValue[] | { [key: string]: AttributeValue };
export type Attributes = Record<string, AttributeValue>;

/** One span, whatever format it came in. */
export interface SpanRecord {
  /** Lower-case hex. */
  traceId: string;
  spanId: string;
  parentSpanId: string | null;
  name: string;
  startTime: EpochMs | null;
  endTime: EpochMs | null;
  status: 'ok' | 'error' | 'unset';
  statusMessage: string | null;
  attributes: Attributes;
  events: SpanEventRecord[];
  /** Spans that it names as related, of its own trace or of others; not there where it names none. */
  links?: SpanLinkRecord[];
  /** Spans of one export share this object. */
  resource: Attributes;
  /** What metrics tell of it, where the emitter says it nowhere else. */
  told?: SpanTold;
  /** Name of the instrumentation that wrote it. */
  scope: string | null;
}

export interface SpanTold {
  /** Whether a tool's call worked. */
  ok?: boolean;
  inputTokens?: number;
  outputTokens?: number;
  /** US dollars. */
  costUsd?: number;
  /** Whether a run was cut short, and which budget was used up. */
  interrupted?: boolean;
  reason?: string;
}

export interface SpanLinkRecord {
  /** Lower-case hex. */
  traceId: string;
  spanId: string;
}

export interface SpanEventRecord {
  name: string;
  time: EpochMs | null;
  attributes: Attributes;
}
