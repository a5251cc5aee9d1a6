import { AppEvents, type EventBusExtended } from '@grafana/data';
import type { BackendSrv, BackendSrvRequest, FetchError, FetchResponse } from '@grafana/runtime';
import { Observable, Subject, lastValueFrom, map } from 'rxjs';

export interface BackendSrvOptions {
  events: EventBusExtended;
  fetch?: typeof fetch;
}

type Body = BackendSrvRequest['data'];

/** Grafana's HTTP service over `fetch`, for one server: no proxy, no sessions, no retries. */
export function createBackendSrv({
  events,
  fetch: fetchUrl = window.fetch.bind(window),
}: BackendSrvOptions): BackendSrv {
  const started = new Subject<string>();

  /** Runs a request; its response is aborted on unsubscribing or when another takes its id. */
  function open<T>(
    options: BackendSrvRequest,
    read: (response: Response, emit: (value: T) => void) => Promise<void>
  ): Observable<T> {
    return new Observable<T>((subscriber) => {
      const abort = new AbortController();
      const { requestId } = options;
      if (requestId !== undefined) {
        started.next(requestId);
        subscriber.add(
          started.subscribe((id) => {
            if (id === requestId) {
              subscriber.error(cancelled(options));
            }
          })
        );
      }
      subscriber.add(() => abort.abort());
      options.abortSignal?.addEventListener('abort', () => subscriber.error(cancelled(options)));
      fetchUrl(urlOf(options), initOf(options, abort.signal))
        .then((response) => read(response, (value) => subscriber.next(value)))
        .then(
          () => subscriber.complete(),
          (error: unknown) => subscriber.error(error)
        );
    });
  }

  function fetchOne<T>(options: BackendSrvRequest): Observable<FetchResponse<T>> {
    return open<FetchResponse<T>>(options, async (response, emit) => {
      const data = await bodyOf(response, options.responseType);
      if (!response.ok) {
        throw failed(response, data, options, events);
      }
      emit({ ...headOf(response, options), data });
    });
  }

  async function request<T>(options: BackendSrvRequest): Promise<T> {
    return lastValueFrom(fetchOne<T>(options).pipe(map((response) => response.data)));
  }

  return {
    fetch: fetchOne,
    request,
    datasourceRequest: <T>(options: BackendSrvRequest) => lastValueFrom(fetchOne<T>(options)),
    chunked: (options) =>
      open<FetchResponse<Uint8Array | undefined>>(options, async (response, emit) => {
        const head = headOf(response, options);
        const reader = response.body?.getReader();
        for (;;) {
          const chunk = await reader?.read();
          // An answer without a body still tells its status, and the last one tells the end: as Grafana does.
          emit({ ...head, data: chunk?.value });
          if (!chunk || chunk.done) {
            return;
          }
        }
      }),
    get: (url, params, requestId, options) => request({ ...options, method: 'GET', url, params, requestId }),
    delete: (url, data, options) => request({ ...options, method: 'DELETE', url, data }),
    post: (url, data, options) => request({ ...options, method: 'POST', url, data }),
    patch: (url, data, options) => request({ ...options, method: 'PATCH', url, data }),
    put: (url, data, options) => request({ ...options, method: 'PUT', url, data }),
  };
}

function urlOf({ url, params }: BackendSrvRequest): string {
  const absolute = new URL(url.startsWith('/') || /^https?:/.test(url) ? url : `/${url}`, window.location.origin);
  for (const [key, value] of Object.entries(params ?? {})) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null) {
        absolute.searchParams.append(key, String(one));
      }
    }
  }
  return absolute.href;
}

function initOf(options: BackendSrvRequest, signal: AbortSignal): RequestInit {
  const headers = new Headers();
  for (const [key, value] of Object.entries(options.headers ?? {})) {
    headers.set(key, String(value));
  }
  if (!headers.has('Accept')) {
    headers.set('Accept', 'application/json, text/plain, */*');
  }
  const body = encode(options.data);
  if (body !== undefined && typeof options.data === 'object' && !headers.has('Content-Type') && !isRaw(options.data)) {
    headers.set('Content-Type', 'application/json');
  }
  return { method: options.method ?? 'GET', headers, body, signal, credentials: options.credentials ?? 'same-origin' };
}

function isRaw(data: Body): boolean {
  return data instanceof Blob || data instanceof ArrayBuffer || ArrayBuffer.isView(data) || data instanceof FormData;
}

function encode(data: Body): BodyInit | undefined {
  if (data === undefined || data === null) {
    return undefined;
  }
  return typeof data === 'string' || isRaw(data) ? data : JSON.stringify(data);
}

async function bodyOf(response: Response, type: BackendSrvRequest['responseType']) {
  if (type === 'arraybuffer') {
    return response.arrayBuffer();
  }
  if (type === 'blob') {
    return response.blob();
  }
  const text = await response.text();
  if (type === 'text') {
    return text;
  }
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function headOf(response: Response, config: BackendSrvRequest) {
  const { status, statusText, ok, headers, redirected, type, url } = response;
  return { status, statusText, ok, headers, redirected, type, url, config };
}

function failed(response: Response, data: unknown, config: BackendSrvRequest, events: EventBusExtended): FetchError {
  const message = sentenceOf(data) ?? `The server answered ${response.status} ${response.statusText}.`;
  if (config.showErrorAlert === true) {
    events.emit(AppEvents.alertError, [message]);
  }
  return { status: response.status, statusText: response.statusText, data: { message }, message, config };
}

function sentenceOf(data: unknown): string | undefined {
  if (typeof data !== 'object' || data === null) {
    return undefined;
  }
  const values: Record<string, unknown> = { ...data };
  return [values.message, values.error].find((value): value is string => typeof value === 'string' && value !== '');
}

function cancelled(config: BackendSrvRequest): FetchError {
  return { status: -1, statusText: 'Request was aborted', data: {}, cancelled: true, config };
}
