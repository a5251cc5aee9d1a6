import type { HttpAnswer, HttpPort, HttpRequest } from '../port';

/** A recorded answer of a real Tempo, in `testdata/tempo`. */
export interface Recorded {
  request: { path: string };
  status: number;
  content_type: string;
  body?: unknown;
  body_text?: string;
}

export interface Reply {
  status?: number;
  type?: string;
  headers?: Record<string, string>;
  body: string | Uint8Array;
}

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}

export const replyOf = ({ status, content_type: type, body, body_text: text }: Recorded): Reply => ({
  status,
  type,
  body: text ?? JSON.stringify(body),
});

export interface FakePort extends HttpPort {
  asked: Array<{ path: string; params: URLSearchParams; headers: Record<string, string>; signal: AbortSignal }>;
}

/** A port that answers by path and parameters; what a reply throws, the network threw. */
export function createFakePort(
  reply: (path: string, params: URLSearchParams, request: HttpRequest) => Reply | Promise<Reply>
): FakePort {
  const asked: FakePort['asked'] = [];
  return {
    asked,
    async request(request): Promise<HttpAnswer> {
      const url = new URL(request.url, 'http://tempo');
      asked.push({
        path: url.pathname,
        params: url.searchParams,
        headers: request.headers ?? {},
        signal: request.signal,
      });
      const {
        status = 200,
        type = 'application/json',
        headers = {},
        body,
      } = await reply(url.pathname, url.searchParams, request);
      const all: Record<string, string> = { 'content-type': type, ...headers };
      const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
      return { status, statusText: '', headers: { get: (name) => all[name.toLowerCase()] ?? null }, body: once(bytes) };
    },
  };
}
