import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

export interface TestServer {
  url: string;
  /** Bytes of bodies that were sent. */
  sent: number;
  requests: string[];
  close(): Promise<void>;
}

export type Handler = (request: IncomingMessage, response: ServerResponse, server: TestServer) => void;

/** A server on a free port of this machine. */
export async function startServer(handler: Handler): Promise<TestServer> {
  const server = createServer((request, response) => {
    control.requests.push(`${request.url ?? ''} ${request.headers.range ?? ''}`.trim());
    handler(request, response, control);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  const control: TestServer = {
    url: `http://127.0.0.1:${port}`,
    sent: 0,
    requests: [],
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return control;
}

/** Sends a piece of a file as servers that know ranges do. */
export function sendRange(
  request: IncomingMessage,
  response: ServerResponse,
  server: TestServer,
  content: Buffer
): void {
  const match = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
  if (match === null) {
    server.sent += content.length;
    response.writeHead(200, { 'Content-Length': content.length }).end(content);
    return;
  }
  const from = Number(match[1]);
  if (from >= content.length) {
    response.writeHead(416, { 'Content-Range': `bytes */${content.length}` }).end();
    return;
  }
  const end = match[2] === '' ? content.length - 1 : Math.min(Number(match[2]), content.length - 1);
  const piece = content.subarray(from, end + 1);
  server.sent += piece.length;
  response
    .writeHead(206, { 'Content-Range': `bytes ${from}-${end}/${content.length}`, 'Content-Length': piece.length })
    .end(piece);
}
