import { PbfWriter } from 'pbf';

/** The two encodings of OTLP/HTTP; an answer has that of its request. */
export type Encoding = 'json' | 'protobuf';

/** An export that is not taken, with its HTTP status. */
export class OtlpError extends Error {
  constructor(
    readonly status: number,
    message: string,
    /** Seconds after which it may be sent again. */
    readonly retryAfter: number | null = null
  ) {
    super(message);
    this.name = 'OtlpError';
  }
}

/** Codes of google.rpc.Status. */
const CODES = new Map([
  [400, 3],
  [404, 5],
  [405, 12],
  [413, 8],
  [415, 3],
  [429, 8],
  [503, 14],
]);
const INTERNAL = 13;

const writeText = (writer: PbfWriter, field: number, text: string) =>
  writer.writeBytesField(field, new TextEncoder().encode(text));

/** A `google.rpc.Status`, the body of every OTLP error. */
export function encodeStatus(status: number, message: string, encoding: Encoding): Uint8Array {
  const code = CODES.get(status) ?? INTERNAL;
  if (encoding === 'json') {
    return Buffer.from(JSON.stringify({ code, message }));
  }
  const writer = new PbfWriter();
  writer.writeVarintField(1, code);
  writeText(writer, 2, message);
  return writer.finish();
}

/** What was left out of an export that was taken. */
export interface Rejected {
  count: number;
  message: string;
}

/** An `ExportTraceServiceResponse` or, which differs by a name, an `ExportMetricsServiceResponse`. */
export function encodeSuccess(rejected: Rejected | null, countName: string, encoding: Encoding): Uint8Array {
  if (encoding === 'json') {
    const partialSuccess =
      rejected === null ? undefined : { [countName]: String(rejected.count), errorMessage: rejected.message };
    return Buffer.from(JSON.stringify({ partialSuccess }));
  }
  const writer = new PbfWriter();
  if (rejected !== null) {
    writer.writeMessage(
      1,
      ({ count, message }: Rejected, inner: PbfWriter) => {
        inner.writeVarintField(1, count);
        writeText(inner, 2, message);
      },
      rejected
    );
  }
  return writer.finish();
}
