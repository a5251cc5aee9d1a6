import type { HttpPort, HttpRequest } from '../stores/port';
import { readTestdata } from './testing';

export interface Reply {
  status: number;
  /** Text is sent as it is, anything else as JSON. */
  body: unknown;
  headers?: Record<string, string>;
}

/** A real server's answer, as `testdata` keeps it. */
export interface Recording extends Reply {
  path: string;
  params: Record<string, string>;
}

export const recording = (name: string) => readTestdata(name) as Recording;

export interface ReplayPort extends HttpPort {
  /** What was asked, in order. */
  asked: URL[];
  requests: HttpRequest[];
  /** Requests that were aborted before they were answered. */
  aborted: number;
}

/** A port that answers out of a function; 404 with Go's own words where it has no answer. */
export function replayPort(answer: (url: URL) => Reply | Promise<Reply> | undefined): ReplayPort {
  const port: ReplayPort = {
    asked: [],
    requests: [],
    aborted: 0,
    async request(request) {
      const url = new URL(request.url, 'http://backend');
      port.asked.push(url);
      port.requests.push(request);
      const found = answer(url) ?? { status: 404, body: '404 page not found\n' };
      const {
        status,
        body,
        headers = {},
      } = await Promise.race([
        found,
        new Promise<never>((_, reject) => {
          request.signal.addEventListener('abort', () => {
            port.aborted++;
            reject(new DOMException('aborted', 'AbortError'));
          });
        }),
      ]);
      const bytes = new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body));
      return {
        status,
        statusText: '',
        headers: { get: (name) => headers[name.toLowerCase()] ?? null },
        body: (async function* () {
          // In two pieces, the first of which may end within a character.
          const middle = Math.floor(bytes.length / 2);
          yield bytes.subarray(0, middle);
          yield bytes.subarray(middle);
        })(),
      };
    },
  };
  return port;
}
