import { createHash } from 'node:crypto';
import { isObject, type JsonObject } from '../../core/formats/json';
import { detectFormat } from '../../core/formats/detect';
import { readOtlpTraces } from '../../core/formats/otlp/readOtlp';
import { parseTimestamp } from '../../core/formats/time';
import { mapFields, shiftNanos, shiftTimes } from '../retime';
import { ltfToOtlp } from './ltfToOtlp';

/** One loop, or one export of several traces, to be sent again and again. */
export interface Replay {
  /** When it ended (ms since the epoch). */
  end: number;
  /** An OTLP/JSON export, or a document of LTF. */
  kind: 'otlp' | 'ltf';
  body: JsonObject;
}

export interface ReplaySet {
  loops: Replay[];
  /** OTLP/JSON exports of cumulative metrics. */
  metrics: JsonObject[];
  /** Records of other kinds. */
  skipped: number;
}

/** Sorts records by what can be sent of them. */
export function readReplays(records: Iterable<unknown>): ReplaySet {
  const set: ReplaySet = { loops: [], metrics: [], skipped: 0 };
  for (const record of records) {
    const format = isObject(record) ? detectFormat(record) : null;
    if (!isObject(record)) {
      set.skipped++;
    } else if (format === 'ltf') {
      set.loops.push({ kind: 'ltf', body: record, end: parseTimestamp(record.ended_at) ?? 0 });
    } else if (format === 'otlp-traces') {
      const ends = readOtlpTraces(record).spans.map(({ endTime }) => endTime ?? 0);
      set.loops.push({ kind: 'otlp', body: record, end: ends.reduce<number>((most, time) => Math.max(most, time), 0) });
    } else if (format === 'otlp-metrics') {
      set.metrics.push(record);
    } else {
      set.skipped++;
    }
  }
  return set;
}

export interface Retold {
  /** OTLP/JSON: spans under new ids. */
  traces: JsonObject;
  /** The same loop as a document of LTF, where it came as one. Its `trace_id` is that of the trace. */
  document: JsonObject | null;
}

const digest = (salt: string, id: string, length: number) =>
  createHash('sha256').update(`${salt}\n${id}`).digest('hex').slice(0, length);

/** Ids stay together within one salt: parents, links and exemplars lead to where they led. */
function renameIds(value: unknown, salt: string): unknown {
  const rename = (id: unknown, length: number) =>
    typeof id === 'string' && id !== '' ? digest(salt, id, length) : null;
  return mapFields(value, (key, id) => {
    switch (key) {
      case 'traceId':
        return rename(id, 32);
      case 'spanId':
      case 'parentSpanId':
      case 'span_id':
      case 'parent_span_id':
        return rename(id, 16);
      default:
        return null;
    }
  });
}

const asObject = (value: unknown): JsonObject => (isObject(value) ? value : {});

/** A loop as if it had just ended at `end` (ms), under ids that `salt` makes new. */
export function retell({ kind, body, end: ended }: Replay, end: number, salt: string): Retold {
  const by = end - ended;
  if (kind === 'otlp') {
    return { traces: asObject(renameIds(shiftNanos(body, by), salt)), document: null };
  }
  const traceId = digest(salt, String(body.trace_id), 32);
  const document = { ...asObject(renameIds(shiftTimes(body, by), salt)), trace_id: traceId };
  return { traces: ltfToOtlp(document, traceId), document };
}
