import type { BackendSrv, FetchResponse } from '@grafana/runtime';
import type { Subscription } from 'rxjs';
import type { HttpAnswer, HttpPort, HttpRequest } from '../stores/port';
import { StoreError } from '../stores/storeError';
import { hasParentSegment } from './config';

type Chunk = FetchResponse<Uint8Array | undefined>;
type Backend = Pick<BackendSrv, 'chunked'>;

/**
 * HTTP through Grafana: answers stream chunk by chunk, and aborting stops the request.
 * `baseUrl` is the data source's own URL (its proxy path); relative URLs of requests are below it.
 * `name` is that of another data source that is asked in place of this one.
 */
export function createGrafanaHttpPort(backend: () => Backend, baseUrl: string, name = 'this one'): HttpPort {
  return {
    request: (request) => send(backend(), { ...request, url: resolveUrl(baseUrl, request.url) }, name),
  };
}

/**
 * The URL that the browser asks: below the data source's own, never elsewhere.
 * Without a leading slash, so that Grafana under a sub-path works: its `<base>` completes it.
 */
export function resolveUrl(baseUrl: string, url: string): string {
  const base = baseUrl.replace(/\/+$/, '');
  const path = isBelow(url, base) ? url.slice(base.length) : url;
  if (/^[a-z][a-z0-9+.-]*:/i.test(path) || path.startsWith('//') || hasParentSegment(path.split('?')[0])) {
    throw new Error(`The address ${url} leads out of the data source's URL.`);
  }
  const below = path.replace(/^\/+/, '');
  // The folder itself ends in a slash: servers redirect without one, and a redirect leads past the proxy.
  return `${base.replace(/^\/(?!\/)/, '')}/${below}`;
}

function isBelow(url: string, base: string): boolean {
  return base !== '' && (url === base || url.startsWith(`${base}/`) || url.startsWith(`${base}?`));
}

let requests = 0;

function send(
  backend: Backend,
  { method = 'GET', url, headers, body, signal }: HttpRequest,
  name: string
): Promise<HttpAnswer> {
  if (signal.aborted) {
    return Promise.reject(abortError());
  }
  const requestId = `loopscope-${++requests}`;
  return new Promise<HttpAnswer>((resolve, reject) => {
    const queue = createQueue();
    let answered = false;
    const fail = (error: unknown): void => {
      signal.removeEventListener('abort', onAbort);
      const reason = toError(error);
      queue.fail(reason);
      reject(reason);
    };
    const subscription: Subscription = backend
      .chunked({
        method,
        url,
        // Browsers that keep parts of a file answer a range with what they kept, though the file has grown.
        headers: { 'Cache-Control': 'no-cache', ...headers },
        data: body,
        requestId,
        showErrorAlert: false,
      })
      .subscribe({
        next: (chunk) => {
          const refusal = answered ? null : refusalOf(chunk, name);
          if (refusal) {
            fail(refusal);
            return;
          }
          queue.push(chunk.data);
          if (!answered) {
            answered = true;
            resolve(
              toAnswer(
                chunk,
                queue.read(() => subscription.unsubscribe())
              )
            );
          }
        },
        error: fail,
        complete: () => {
          signal.removeEventListener('abort', onAbort);
          queue.end();
          if (!answered) {
            reject(new Error(`No answer came from ${url}.`));
          }
        },
      });
    const onAbort = (): void => {
      subscription.unsubscribe();
      fail(abortError());
    };
    if (!subscription.closed) {
      signal.addEventListener('abort', onAbort, { once: true });
    }
  });
}

/** What Grafana's proxy says in place of an upstream 401. */
const AUTHENTICATION_FAILED = 'Authentication to data source failed';

/** What Grafana itself refuses, before the backend was asked. */
function refusalOf({ status, data }: Chunk, name: string): StoreError | null {
  const text = status === 403 || status === 404 ? textOf(data) : '';
  if (status === 404 && text.includes('Unable to find datasource')) {
    return new StoreError(`Grafana has no data source ${name} any more.`, ['Choose another one in the settings.']);
  }
  if (status === 403 && text.includes('Access denied to datasource')) {
    return new StoreError(`You may not query the data source ${name}.`, [
      'Ask an administrator for the permission to query it.',
    ]);
  }
  return null;
}

function toAnswer(chunk: Chunk, body: AsyncIterable<Uint8Array>): HttpAnswer {
  const denied = chunk.status === 400 && textOf(chunk.data).includes(AUTHENTICATION_FAILED);
  return {
    status: denied ? 401 : chunk.status,
    statusText: denied ? 'Unauthorized' : chunk.statusText,
    headers: { get: (name) => chunk.headers?.get(name) ?? null },
    body,
  };
}

function textOf(bytes: Uint8Array | undefined): string {
  return bytes === undefined ? '' : new TextDecoder().decode(bytes.subarray(0, 1024));
}

interface ChunkQueue {
  push(bytes: Uint8Array | undefined): void;
  end(): void;
  fail(error: object): void;
  read(stop: () => void): AsyncIterable<Uint8Array>;
}

/** Holds chunks until they are read; a reader that leaves early stops the request. */
function createQueue(): ChunkQueue {
  const waiting: Uint8Array[] = [];
  let state: { done: boolean; error: object | null } = { done: false, error: null };
  let wake: () => void = () => undefined;
  const settle = (next: typeof state): void => {
    state = state.done ? state : next;
    wake();
  };
  return {
    push: (bytes) => {
      if (bytes !== undefined && bytes.length > 0) {
        waiting.push(bytes);
        wake();
      }
    },
    end: () => settle({ done: true, error: null }),
    fail: (error) => settle({ done: true, error }),
    async *read(stop) {
      try {
        for (;;) {
          if (state.error) {
            throw state.error;
          }
          const next = waiting.shift();
          if (next) {
            yield next;
          } else if (state.done) {
            return;
          } else {
            await new Promise<void>((resolve) => (wake = resolve));
          }
        }
      } finally {
        stop();
      }
    },
  };
}

function abortError(): Error {
  return new DOMException('The request was cancelled.', 'AbortError');
}

function toError(error: unknown): object {
  return typeof error === 'object' && error !== null
    ? error
    : new Error(typeof error === 'string' ? error : 'The network request failed.');
}
