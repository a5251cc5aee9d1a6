import { createServer, type Server } from 'node:http';
import { parseDuration } from '../../core/query/interval';
import { isLoopback, refuseOtherHosts } from '../serve/loopback';
import { isBackend } from '../openStore';
import { loopsOf, type StoreArguments } from '../storeArguments';
import { UsageError } from '../usageError';
import { answerScrape } from './endpoint';
import { createExporter, type Exporter } from './exporter';

export interface ExportOptions extends StoreArguments {
  host: string;
  port: string;
  window?: string;
  state?: string;
  maxLabelSets: string;
}

/** How far back a backend is read where nothing is said: it may hold months. */
const BACKEND_WINDOW = '24h';

function wholeNumber(text: string, option: string, min: number, max: number): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isInteger(value) || value < min || value > max) {
    throw new UsageError(`${option} ${text} is no whole number from ${min} to ${max}.`);
  }
  return value;
}

/** A server that answers at `/metrics` alone. */
export function createMetricsServer(exporter: Exporter, loopbackOnly: boolean): Server {
  return createServer((request, response) => {
    response.setHeader('X-Content-Type-Options', 'nosniff');
    if (loopbackOnly && refuseOtherHosts(request, response)) {
      return;
    }
    const path = (request.url ?? '/').split('?')[0];
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { Allow: 'GET, HEAD' }).end('Metrics are asked for with GET.\n');
    } else if (path === '/metrics') {
      void answerScrape(exporter, request, response);
    } else {
      response.writeHead(404, { 'Content-Type': 'text/plain' }).end('The metrics are at /metrics.\n');
    }
  });
}

/** Tells the metrics of a store until it is told to stop. */
export async function runExport(options: ExportOptions, version: string): Promise<void> {
  const port = wholeNumber(options.port, '--port', 0, 65_535);
  const maxLabelSets = wholeNumber(options.maxLabelSets, '--max-label-sets', 1, 10_000);
  const window = options.window ?? (isBackend(options.kind) ? BACKEND_WINDOW : null);
  const store = loopsOf(options);
  if (store === null) {
    throw new UsageError('A Loopscope server tells its metrics itself: scrape it at /metrics.');
  }
  const exporter = createExporter({
    store,
    version,
    stateFile: options.state ?? null,
    maxLabelSets,
    window: window === null ? null : parseDuration(window),
  });
  const server = createMetricsServer(exporter, isLoopback(options.host));
  await new Promise<void>((listening, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE' ? new UsageError(`Port ${port} is in use; choose another with --port.`) : error
      )
    );
    server.listen(port, options.host, listening);
  });
  const address = server.address();
  const actual = typeof address === 'object' && address !== null ? address.port : port;
  process.stdout.write(
    `Metrics of ${options.store} are at http://${options.host}:${actual}/metrics. Stop with Ctrl+C.\n`
  );
  await new Promise<void>((stop) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => stop());
    }
  });
  server.close();
  server.closeAllConnections();
}
