import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { API_VERSION, API_VERSION_HEADER } from '../../engine/api';

const pack = promisify(gzip);

/** A request that cannot be answered, with its status. */
export class RequestError extends Error {
  constructor(
    readonly status: number,
    message: string
  ) {
    super(message);
    this.name = 'RequestError';
  }
}

/** Largest body of a query, in bytes. */
const MAX_BODY = 1024 * 1024;
/** Bytes that are read of a body that is too large before the connection is closed. */
const MAX_DRAINED = 16 * MAX_BODY;
/** Answers below this are sent as they are. */
const WORTH_PACKING = 1024;

export async function readJsonBody(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  let size = 0;
  // A request that is too large is read on and thrown away: who closes at once is not heard.
  for await (const part of request) {
    if (part instanceof Buffer) {
      size += part.length;
      if (size <= MAX_BODY) {
        parts.push(part);
      } else if (size > MAX_DRAINED) {
        break;
      }
    }
  }
  if (size > MAX_BODY) {
    throw new RequestError(413, `The body is larger than ${MAX_BODY} bytes; send fewer queries at once.`);
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8'));
  } catch (error) {
    const reason =
      typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
    throw new RequestError(400, `The body is no JSON (${reason}).`);
  }
}

export async function sendJson(
  request: IncomingMessage,
  response: ServerResponse,
  value: unknown,
  status = 200
): Promise<void> {
  const text = Buffer.from(JSON.stringify(value));
  response.statusCode = status;
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('Vary', 'Accept-Encoding');
  response.setHeader(API_VERSION_HEADER, API_VERSION);
  const accepted = String(request.headers['accept-encoding'] ?? '');
  if (/\bgzip\b/.test(accepted) && text.length > WORTH_PACKING) {
    response.setHeader('Content-Encoding', 'gzip');
    response.end(await pack(text, { level: 3 }));
  } else {
    response.end(text);
  }
}

const MALFORMED = 'The address is malformed: write odd characters as % and two hexadecimal digits.';

/** The path of a request, normalised. */
export function readPath(address: string): string {
  try {
    return new URL(address, 'http://localhost').pathname;
  } catch {
    throw new RequestError(400, MALFORMED);
  }
}

/** A part of a path as it was before it was encoded. */
export function readName(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new RequestError(400, MALFORMED);
  }
}
