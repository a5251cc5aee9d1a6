import { PbfReader } from 'pbf';
import { isObject, type JsonObject } from '../../core/formats/json';
import { decodeTraceRequest, ProtobufError } from '../../core/formats/otlp/protobuf';
import { readOtlpTraces } from '../../core/formats/otlp/readOtlp';
import type { SpanRecord } from '../../core/formats/otlp/span';
import { readJson, type TempoClient } from './client';
import { TempoError } from './errors';

/** A trace as the server gives it. */
export interface WholeTrace {
  spans: SpanRecord[];
  /** The same as OTLP. */
  document: JsonObject;
  /** What the server says about what it left out; null where it gave all. */
  partial: string | null;
}

const PROTOBUF = 'application/protobuf';
const WHAT = 'the trace';

/** A trace by its id: null where there is none. Throws a TempoError of `too-large` where it cannot be had in one piece. */
export async function readTrace(client: TempoClient, traceId: string, signal: AbortSignal): Promise<WholeTrace | null> {
  try {
    return await readV2(client, traceId, PROTOBUF, signal);
  } catch (error) {
    if (error instanceof ProtobufError) {
      return readV2(client, traceId, 'application/json', signal);
    }
    if (error instanceof TempoError && error.refusal === 'missing') {
      return readV1(client, traceId, signal);
    }
    throw error;
  }
}

async function readV2(client: TempoClient, traceId: string, accept: string, signal: AbortSignal) {
  const { bytes, type } = await client.bytes(WHAT, `/api/v2/traces/${traceId}`, {}, accept, signal);
  if (type.includes('protobuf')) {
    const { trace, status, message } = unwrap(bytes);
    return toWhole(decodeTraceRequest(trace), status === 1 ? message : null);
  }
  const json = readJson(WHAT, bytes, type);
  const partial = json.status === 'PARTIAL' ? String(json.message ?? 'a part is missing') : null;
  return toWhole(isObject(json.trace) ? json.trace : json, partial);
}

/** Servers before 2.7 know only this. */
async function readV1(client: TempoClient, traceId: string, signal: AbortSignal) {
  try {
    const { bytes, type } = await client.bytes(WHAT, `/api/traces/${traceId}`, {}, PROTOBUF, signal);
    return toWhole(type.includes('protobuf') ? decodeTraceRequest(bytes) : readJson(WHAT, bytes, type), null);
  } catch (error) {
    if (error instanceof TempoError && error.refusal === 'missing') {
      return null;
    }
    throw error;
  }
}

function toWhole(document: JsonObject, partial: string | null): WholeTrace | null {
  const { spans } = readOtlpTraces(document);
  return spans.length === 0 && partial === null ? null : { spans, document, partial };
}

interface Envelope {
  trace: Uint8Array;
  status: number;
  message: string;
}

/** The trace within an answer of the second version, which says beside it whether it is whole. */
function unwrap(bytes: Uint8Array): Envelope {
  try {
    return new PbfReader(bytes).readFields(
      (tag: number, envelope: Envelope, pbf: PbfReader) => {
        if (tag === 1) {
          envelope.trace = pbf.readBytes();
        } else if (tag === 3) {
          envelope.status = pbf.readVarint();
        } else if (tag === 4) {
          envelope.message = pbf.readString();
        }
      },
      { trace: new Uint8Array(), status: 0, message: '' }
    );
  } catch (error) {
    throw new ProtobufError(error instanceof Error ? error.message : String(error), 0);
  }
}
