import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import send from 'send';
import type { QueryEngine } from '../../engine/engine';
import { answerScrape } from '../metrics/endpoint';
import type { Exporter } from '../metrics/exporter';
import { answerDocument, answerQueries, answerTags } from './api';
import { refuseOtherHosts } from './loopback';
import { createOtlpReceiver, isOtlpPath, type OtlpReceiver } from './otlp/receiver';
import { readName, readPath, RequestError, sendJson } from './request';

export interface LoopscopeServerOptions {
  engine: QueryEngine;
  /** Absolute paths of the files to serve, by the name they are served under; asked anew each time. */
  files(): Promise<Map<string, string>>;
  /** The folder of the built plugin and viewer. */
  dist: string;
  version: string;
  /** True where only this machine may ask: other host names are refused, so that no web page can reach it by rebinding. */
  loopbackOnly: boolean;
  /** Takes spans; where there is none, they are refused with a sentence. */
  otlp?: OtlpReceiver;
  /** Answers at `/metrics`. */
  exporter?: Exporter;
}

const POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "worker-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

interface SendError extends NodeJS.ErrnoException {
  status?: number;
  headers?: Record<string, string>;
}

interface SendOptions {
  immutable?: boolean;
  dotfiles?: 'allow' | 'deny';
}

function sendProblem(path: string, status: number): string {
  switch (status) {
    case 416:
      return `${path} is shorter than the range that was asked for.`;
    case 412:
      return `${path} is no longer the one that was asked for.`;
    case 403:
      return `${path} may not be read.`;
    default:
      return `${path} is not there.`;
  }
}

/** Sends a file, or tells that it is not there. The path is encoded, as in a URL. */
function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  root: string,
  path: string,
  options: SendOptions = {}
): void {
  const { immutable = false, dotfiles = 'deny' } = options;
  send(request, path, { root, index: false, dotfiles, immutable, maxAge: immutable ? '1y' : 0 })
    .on('error', ({ status = 404, headers = {} }: SendError) => {
      if (!response.headersSent) {
        // With the size of the file, without which a reader cannot go on after a 416.
        Object.entries(headers).forEach(([name, value]) => response.setHeader(name, value));
        void sendJson(request, response, { error: sendProblem(path, status) }, status);
      }
    })
    .on('headers', (sent: ServerResponse) => {
      if (/\.(jsonl|ndjson)$/.test(path)) {
        sent.setHeader('Content-Type', 'application/x-ndjson');
      }
    })
    .pipe(response);
}

/** The HTTP interface of `loopscope serve`: queries, tags, files with Range, the plugin and the viewer. */
export function createLoopscopeServer(options: LoopscopeServerOptions): Server {
  const { engine, dist, version, otlp = createOtlpReceiver(null) } = options;
  const viewer = join(dist, 'viewer');

  async function sendStoreFile(name: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const files = await options.files();
    if (name === '') {
      await sendJson(
        request,
        response,
        [...files.keys()].map((key) => ({ name: key, type: 'file' }))
      );
      return;
    }
    const path = files.get(name);
    if (path === undefined) {
      throw new RequestError(404, `There is no file ${name} in this store.`);
    }
    const folder = resolve(path, '..');
    // Named by the person who started the server, so a leading dot hides nothing.
    sendFile(request, response, folder, encodeURIComponent(basename(path)), { dotfiles: 'allow' });
  }

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = readPath(request.url ?? '/');
    if (isOtlpPath(path)) {
      return otlp.answer(path, request, response);
    }
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    if (path === '/api/query') {
      if (request.method !== 'POST') {
        response.setHeader('Allow', 'POST');
        throw new RequestError(405, 'Queries are sent with POST.');
      }
      return answerQueries(engine, request, response);
    }
    if (!isRead) {
      response.setHeader('Allow', 'GET, HEAD');
      throw new RequestError(405, `${request.method ?? 'This method'} is not answered at ${path}.`);
    }
    if (path === '/api/health') {
      const health = await engine.health();
      return sendJson(request, response, { ...health, version });
    }
    if (path === '/metrics' && options.exporter !== undefined) {
      return answerScrape(options.exporter, request, response);
    }
    if (path === '/api/tags' || path.startsWith('/api/tags/')) {
      return answerTags(engine, path, request, response);
    }
    if (path.startsWith('/api/loops/')) {
      return answerDocument(engine, path, request, response);
    }
    if (path.startsWith('/api/')) {
      throw new RequestError(404, `There is nothing at ${path}.`);
    }
    if (path === '/files' || path.startsWith('/files/')) {
      return sendStoreFile(readName(path.slice('/files/'.length)), request, response);
    }
    return sendAsset(path, request, response);
  }

  function sendAsset(path: string, request: IncomingMessage, response: ServerResponse): void {
    const plugin = /^\/public\/plugins\/loopscope-app\/(.+)$/.exec(path)?.[1];
    response.setHeader('Content-Security-Policy', POLICY);
    if (plugin !== undefined) {
      sendFile(request, response, dist, `/${plugin}`);
    } else if (path.startsWith('/dashboards/')) {
      sendFile(request, response, dist, path);
    } else if (/\.[a-z0-9]+$/i.test(path)) {
      sendFile(request, response, viewer, path, { immutable: /[.-][0-9a-f]{8,}\./.test(path) });
    } else if (existsSync(join(viewer, 'index.html'))) {
      // Any other path is a page of the viewer, which reads it itself.
      sendFile(request, response, viewer, '/index.html');
    } else {
      response.setHeader('Content-Type', 'text/plain; charset=utf-8');
      response.statusCode = 404;
      response.end('The viewer has not been built; run "npm run build".\n');
    }
  }

  return createServer((request, response) => {
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.setHeader('Referrer-Policy', 'no-referrer');
    if (options.loopbackOnly && refuseOtherHosts(request, response)) {
      return;
    }
    route(request, response).catch((error: unknown) => {
      if (response.headersSent) {
        response.destroy();
        return;
      }
      const status = error instanceof RequestError ? error.status : 500;
      const message = error instanceof Error ? error.message : String(error);
      void sendJson(request, response, { error: message }, status);
    });
  });
}
