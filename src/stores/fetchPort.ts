import type { HttpPort } from './port';

async function* chunks(body: ReadableStream<Uint8Array> | null): AsyncIterable<Uint8Array> {
  if (body === null) {
    return;
  }
  const reader = body.getReader();
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) {
        return;
      }
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** HTTP by the host's own `fetch`: Node, or a page that may speak to the server directly. */
export function createFetchPort(headers: Record<string, string> = {}): HttpPort {
  return {
    async request({ url, method = 'GET', headers: own = {}, body, signal }) {
      const answer = await fetch(url, {
        method,
        headers: { ...headers, ...own },
        signal,
        ...(body === undefined ? {} : { body }),
      });
      return {
        status: answer.status,
        statusText: answer.statusText,
        headers: answer.headers,
        body: chunks(answer.body),
      };
    },
  };
}
