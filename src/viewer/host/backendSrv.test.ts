/** @jest-environment jsdom */
import { AppEvents, EventBusSrv } from '@grafana/data';
import type { FetchResponse } from '@grafana/runtime';
import { firstValueFrom } from 'rxjs';
import { createBackendSrv } from './backendSrv';

type Chunk = FetchResponse<Uint8Array | undefined>;

interface FakeAnswer {
  status?: number;
  headers?: Record<string, string>;
  chunks?: string[];
  /** Keeps the body open after the chunks. */
  isOpen?: boolean;
}

/** A `fetch` that answers what it is told and remembers what it was asked. */
function fakeFetch({ status = 200, headers = {}, chunks = [], isOpen = false }: FakeAnswer) {
  const calls: Array<{ url: string; init: RequestInit }> = [];
  const pending = chunks.map((chunk) => new Uint8Array(Buffer.from(chunk)));
  const answer = (url: RequestInfo | URL, init: RequestInit = {}): Promise<Response> => {
    calls.push({ url: String(url), init });
    const aborted = new Promise<never>((_, reject) =>
      init.signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')))
    );
    aborted.catch(() => undefined);
    const read = () => {
      const value = pending.shift();
      return value
        ? Promise.resolve({ done: false, value })
        : isOpen
          ? aborted
          : Promise.resolve({ done: true, value: undefined });
    };
    const response = {
      status,
      statusText: '',
      ok: status >= 200 && status < 300,
      headers: new Headers(headers),
      redirected: false,
      type: 'basic',
      url: String(url),
      body: { getReader: () => ({ read }) },
      text: () => Promise.resolve(chunks.join('')),
    };
    return Promise.resolve(Object.assign(Object.create(null), response));
  };
  return { fetch: answer, calls };
}

function collect(answer: FakeAnswer, options = {}) {
  const { fetch, calls } = fakeFetch(answer);
  const backend = createBackendSrv({ events: new EventBusSrv(), fetch });
  const seen: Chunk[] = [];
  const done = new Promise<Chunk[]>((resolve, reject) =>
    backend
      .chunked({ url: '/files/loops.jsonl', ...options })
      .subscribe({ next: (chunk) => seen.push(chunk), error: reject, complete: () => resolve(seen) })
  );
  return { done, calls };
}

const textOf = ({ data }: Chunk) => (data ? Buffer.from(data).toString() : undefined);

/** jsdom's own headers swallow `Range`, which no browser does. */
class PlainHeaders {
  private readonly values = new Map<string, string>();

  constructor(init: Record<string, string> = {}) {
    Object.entries(init).forEach(([name, value]) => this.set(name, value));
  }

  get(name: string): string | null {
    return this.values.get(name.toLowerCase()) ?? null;
  }

  has(name: string): boolean {
    return this.get(name) !== null;
  }

  set(name: string, value: string): void {
    this.values.set(name.toLowerCase(), value);
  }
}

const sentHeader = ({ headers }: RequestInit, name: string) =>
  headers instanceof Headers ? headers.get(name) : undefined;

beforeAll(() => {
  Object.assign(globalThis, { Headers: PlainHeaders });
});

describe('chunked', () => {
  it('emits each chunk with the head of the response, and an empty one at the end', async () => {
    const { done, calls } = collect(
      { status: 206, headers: { etag: '"a"', 'content-range': 'bytes 5-9/10' }, chunks: ['{"a"', ':1}'] },
      { headers: { Range: 'bytes=5-' } }
    );
    const seen = await done;
    expect(seen.map(textOf)).toEqual(['{"a"', ':1}', undefined]);
    expect(seen[0].status).toBe(206);
    expect(seen[0].headers.get('content-range')).toBe('bytes 5-9/10');
    expect(sentHeader(calls[0].init, 'Range')).toBe('bytes=5-');
    expect(calls[0].url).toBe('http://localhost/files/loops.jsonl');
  });

  it('leaves the judgement of a failed status to who asked', async () => {
    const seen = await collect({ status: 416 }).done;
    expect(seen.map(({ ok, status }) => [ok, status])).toEqual([[false, 416]]);
  });

  it('aborts the request when nobody listens any more', async () => {
    const { fetch, calls } = fakeFetch({ chunks: ['{}'], isOpen: true });
    const backend = createBackendSrv({ events: new EventBusSrv(), fetch });
    await firstValueFrom(backend.chunked({ url: '/files/loops.jsonl' }));
    expect(calls[0].init.signal?.aborted).toBe(true);
  });

  it('cancels a running request when another takes its id', async () => {
    const { fetch } = fakeFetch({ isOpen: true });
    const backend = createBackendSrv({ events: new EventBusSrv(), fetch });
    const first = firstValueFrom(backend.chunked({ url: '/a', requestId: 'one' }));
    const other = backend.chunked({ url: '/b', requestId: 'other' }).subscribe();
    const second = backend.chunked({ url: '/c', requestId: 'one' }).subscribe();
    await expect(first).rejects.toMatchObject({ cancelled: true, config: { url: '/a' } });
    expect([other.closed, second.closed]).toEqual([false, false]);
    other.unsubscribe();
    second.unsubscribe();
  });
});

describe('requests', () => {
  it('sends JSON, encodes parameters and reads a JSON answer', async () => {
    const { fetch, calls } = fakeFetch({ chunks: ['{"ok":true}'] });
    const backend = createBackendSrv({ events: new EventBusSrv(), fetch });
    const answer = await backend.post<{ ok: boolean }>(
      'api/query',
      { queries: [] },
      { params: { a: ['1', '2'], b: null } }
    );
    expect(answer).toEqual({ ok: true });
    expect(calls[0]).toMatchObject({
      url: 'http://localhost/api/query?a=1&a=2',
      init: { method: 'POST', body: '{"queries":[]}' },
    });
    expect(sentHeader(calls[0].init, 'Content-Type')).toBe('application/json');
  });

  it("tells the server's own sentence, to a person only when asked to", async () => {
    const events = new EventBusSrv();
    const said: unknown[] = [];
    events.on(AppEvents.alertError, (payload) => said.push(payload));
    const { fetch } = fakeFetch({ status: 404, chunks: ['{"error":"There is no such file."}'] });
    const backend = createBackendSrv({ events, fetch });
    await expect(backend.get('/files/x')).rejects.toMatchObject({ status: 404, message: 'There is no such file.' });
    expect(said).toEqual([]);
    await expect(backend.get('/files/x', undefined, undefined, { showErrorAlert: true })).rejects.toBeDefined();
    expect(said).toEqual([['There is no such file.']]);
  });
});
