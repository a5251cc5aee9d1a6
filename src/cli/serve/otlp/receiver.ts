import type { IncomingMessage, ServerResponse } from 'node:http';
import { createBudget, readBody, type Budget } from './body';
import { createInlineDecoder, type ExportDecoder } from './decoder';
import { METRICS, TRACES, type Signal } from './exports';
import { JournalBusyError, JournalWriteError, type Journal } from './journal';
import { encodeStatus, encodeSuccess, OtlpError, type Encoding } from './status';

const SIGNALS = new Map<string, Signal>([
  ['/v1/traces', TRACES],
  ['/v1/metrics', METRICS],
]);

/** Seconds after which what the disk refused may be sent again. */
const RETRY_AFTER_DISK = 5;

const CONTENT_TYPES: Record<Encoding, string> = {
  json: 'application/json',
  protobuf: 'application/x-protobuf',
};

/** True for the routes of OTLP/HTTP. */
export const isOtlpPath = (path: string) => path === '/v1' || path.startsWith('/v1/');

function encodingOf(request: IncomingMessage): Encoding | null {
  const type = (request.headers['content-type'] ?? '').split(';')[0].trim().toLowerCase();
  return type === CONTENT_TYPES.json ? 'json' : type === CONTENT_TYPES.protobuf ? 'protobuf' : null;
}

function send(response: ServerResponse, encoding: Encoding, status: number, body: Uint8Array): void {
  response.statusCode = status;
  response.setHeader('Content-Type', CONTENT_TYPES[encoding]);
  response.setHeader('Content-Length', body.length);
  response.setHeader('Cache-Control', 'no-store');
  response.end(body);
}

function toOtlpError(error: unknown): OtlpError {
  if (error instanceof OtlpError) {
    return error;
  }
  if (error instanceof JournalBusyError) {
    return new OtlpError(503, error.message, 1);
  }
  if (error instanceof JournalWriteError) {
    return new OtlpError(503, error.message, RETRY_AFTER_DISK);
  }
  return new OtlpError(500, error instanceof Error ? error.message : String(error));
}

export interface OtlpReceiver {
  /** Answers a request under /v1: an export that is acknowledged is on the disk. */
  answer(path: string, request: IncomingMessage, response: ServerResponse): Promise<void>;
}

/** Takes exports over OTLP/HTTP into a journal; without one, says how to get one. */
export function createOtlpReceiver(
  journal: Journal | null,
  budget: Budget = createBudget(),
  decoder: ExportDecoder = createInlineDecoder()
): OtlpReceiver {
  async function take(request: IncomingMessage, response: ServerResponse, signal: Signal): Promise<void> {
    const encoding = encodingOf(request);
    if (encoding === null) {
      throw new OtlpError(415, 'Exports are taken as application/json or application/x-protobuf.');
    }
    if (journal === null) {
      throw new OtlpError(404, 'Spans are not taken here: start loopscope serve with --data DIR, where they are kept.');
    }
    const { bytes, release } = await readBody(request, budget);
    try {
      const { lines, rejected } = await decoder.decode(bytes, encoding, signal);
      if (lines !== null) {
        await journal.append(lines);
      }
      send(response, encoding, 200, encodeSuccess(rejected, signal.rejectedName, encoding));
    } finally {
      release();
    }
  }

  return {
    async answer(path, request, response) {
      try {
        const signal = SIGNALS.get(path);
        if (signal === undefined) {
          throw new OtlpError(404, `Nothing is taken at ${path}; traces go to /v1/traces, metrics to /v1/metrics.`);
        }
        if (request.method !== 'POST') {
          response.setHeader('Allow', 'POST');
          throw new OtlpError(405, 'Exports are sent with POST.');
        }
        await take(request, response, signal);
      } catch (error) {
        if (response.headersSent || response.destroyed) {
          response.destroy();
          return;
        }
        const { status, message, retryAfter } = toOtlpError(error);
        if (retryAfter !== null) {
          response.setHeader('Retry-After', retryAfter);
        }
        if (status === 415) {
          response.setHeader('Accept-Encoding', 'gzip');
        }
        const encoding = encodingOf(request) ?? 'json';
        send(response, encoding, status, encodeStatus(status, message, encoding));
      }
    },
  };
}
