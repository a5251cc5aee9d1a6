import { isObject, type JsonObject } from '../../core/formats/json';
import type { HttpAnswer, HttpPort } from '../port';
import { withDeadline } from '../deadline';
import { StoreError } from '../storeError';
import { badTenant, tempoError, TempoError } from './errors';
import { wellFormed } from './traceql';

export type Params = Record<string, string | number>;

export interface TempoClient {
  /** An object as JSON. Throws a StoreError in all other cases. */
  json(what: string, path: string, params: Params, signal: AbortSignal): Promise<JsonObject>;
  /** Bytes of the first type that the server has, and which it is. */
  bytes(
    what: string,
    path: string,
    params: Params,
    accept: string,
    signal: AbortSignal
  ): Promise<{ bytes: Uint8Array; type: string }>;
  /** What has been asked and received so far. */
  readonly traffic: { requests: number; bytes: number; waitedMs: number };
}

/** Requests on their way at one time. */
const PARALLEL = 4;
/** An answer that takes longer is given up (ms). */
const TIMEOUT = 60_000;
/** Longest answer that is read (bytes). */
const MAX_BODY = 300_000_000;
/** Longest time that a server may ask to wait before the one other try (ms). */
const MAX_WAIT = 5_000;

/** Parameters as a query string that is as short as it can be: what URLs allow is not written in hexadecimal. */
export function queryString(params: Params): string {
  const plain = (text: string) =>
    encodeURIComponent(wellFormed(text))
      .replaceAll(/%(2C|3A|2F|40|24)/g, (code) => decodeURIComponent(code))
      .replaceAll('%20', '+');
  return Object.entries(params)
    .map(([key, value]) => `${key}=${plain(String(value))}`)
    .join('&');
}

/** Speaks HTTP with one Tempo: a few requests at a time, each bounded in time and size, each failure in one sentence. */
export function createTempoClient(http: HttpPort, tenant = ''): TempoClient {
  const traffic = { requests: 0, bytes: 0, waitedMs: 0 };
  const waiting: Array<() => void> = [];
  let running = 0;

  async function turn(signal: AbortSignal): Promise<void> {
    if (running >= PARALLEL) {
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
    running++;
    if (signal.aborted) {
      release();
      signal.throwIfAborted();
    }
  }

  function release(): void {
    running--;
    waiting.shift()?.();
  }

  const isSendable = /^[\x20-\x7e]*$/.test(tenant);

  async function ask(what: string, url: string, accept: string, signal: AbortSignal) {
    const { signal: limit, end } = withDeadline(signal, TIMEOUT);
    const headers: Record<string, string> = { Accept: accept, ...(tenant === '' ? {} : { 'X-Scope-OrgID': tenant }) };
    const begun = Date.now();
    traffic.requests++;
    try {
      const answer = await http.request({ url, headers, signal: limit });
      const bytes = await readBody(what, answer, limit);
      traffic.bytes += bytes.length;
      return { answer, bytes };
    } catch (error) {
      signal.throwIfAborted();
      if (limit.aborted) {
        throw new StoreError(`Tempo did not answer ${what} within ${TIMEOUT / 1000} s.`, [
          'Try a shorter time range or filter; if that does not help, look at the load of Tempo.',
        ]);
      }
      if (error instanceof StoreError) {
        throw error;
      }
      throw new StoreError(`Tempo could not be reached (${error instanceof Error ? error.message : String(error)}).`, [
        'Check the URL, and that Tempo is running and can be reached from here.',
      ]);
    } finally {
      end();
      traffic.waitedMs += Date.now() - begun;
    }
  }

  async function get(what: string, path: string, params: Params, accept: string, signal: AbortSignal) {
    const query = queryString(params);
    const url = query === '' ? path : `${path}?${query}`;
    if (!isSendable) {
      throw badTenant('it holds a character that no header can');
    }
    await turn(signal);
    try {
      for (let tries = 0; ; tries++) {
        const { answer, bytes } = await ask(what, url, accept, signal);
        if (answer.status >= 200 && answer.status < 300) {
          return { bytes, type: answer.headers.get('content-type') ?? '' };
        }
        const after = answer.headers.get('retry-after');
        const wait = Number(after ?? 1) * 1000;
        if (tries === 0 && (answer.status === 429 || answer.status === 503) && wait <= MAX_WAIT) {
          await pause(wait, signal);
          continue;
        }
        throw tempoError(what, answer.status, new TextDecoder().decode(bytes.subarray(0, 4096)), after);
      }
    } finally {
      release();
    }
  }

  return {
    traffic,
    bytes: get,
    async json(what, path, params, signal) {
      const { bytes, type } = await get(what, path, params, 'application/json', signal);
      return readJson(what, bytes, type);
    },
  };
}

/** The object that an answer holds. Throws a StoreError where it breaks off or is something else. */
export function readJson(what: string, bytes: Uint8Array, type: string): JsonObject {
  const text = new TextDecoder().decode(bytes);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw /^\s*[{[]/.test(text) ? brokenOff(what, bytes.length) : notTempo(type);
  }
  if (!isObject(json)) {
    throw notTempo(type);
  }
  return json;
}

/** What was said to be an answer, and is not readable as one to its end. */
export const brokenOff = (what: string, length: number) =>
  new StoreError(`Tempo's answer to ${what} breaks off after ${length.toLocaleString('en-US')} bytes.`, [
    'Try again; if it happens again, look at the limits of proxies before Tempo.',
  ]);

/** An answer that is more than is read; `told` says why, in words that go behind *is*. */
export function tooLarge(what: string, told: string): TempoError {
  const advice = ['Narrow the time range, or ask for one iteration of the loop.'];
  return new TempoError(`Tempo's answer to ${what} is ${told}.`, advice, 200, 'too-large', told);
}

/** What answers is another service, or the login page of a proxy. */
export const notTempo = (type: string) =>
  new StoreError(
    `The URL does not lead to Tempo: it answers with ${type === '' ? 'something else' : type.split(';')[0]}.`,
    ['Give the address of Tempo itself, such as http://tempo:3200.']
  );

async function readBody(what: string, { body, headers }: HttpAnswer, signal: AbortSignal): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of body) {
      signal.throwIfAborted();
      length += chunk.length;
      if (length > MAX_BODY) {
        break;
      }
      chunks.push(chunk);
    }
  } catch (error) {
    signal.throwIfAborted();
    const reason = error instanceof Error ? error.message : String(error);
    throw new StoreError(
      `The connection broke while ${what} was read, after ${length.toLocaleString('en-US')} bytes (${reason}).`,
      ['Try again; if it happens again, look at the log of Tempo and of proxies before it.']
    );
  }
  if (length > MAX_BODY) {
    throw tooLarge(what, `longer than ${MAX_BODY / 1e6} MB`);
  }
  const declared = headers.get('content-encoding') === null ? Number(headers.get('content-length') ?? length) : length;
  if (declared > length) {
    throw brokenOff(what, length);
  }
  return chunks.length === 1 ? chunks[0] : join(chunks, length);
}

function join(chunks: Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

/** Waits, until the signal aborts at most; rejects then. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason instanceof Error ? signal.reason : new Error('The request was cancelled.'));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal.addEventListener('abort', stop, { once: true });
  });
}
