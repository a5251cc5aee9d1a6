import { spawn } from 'node:child_process';
import type { Server } from 'node:http';
import { join, resolve } from 'node:path';
import { createLocalEngine } from '../../engine/localEngine';
import { createJsonlStore } from '../../stores/jsonl/jsonlStore';
import { isGlob, isTemplate, templateGlob } from '../../stores/jsonl/patterns';
import { createExporter } from '../metrics/exporter';
import { createNodeFiles } from '../nodeFiles';
import { createNodeParser } from '../nodeParser';
import { pathPatterns } from '../openStore';
import { isLoopback } from './loopback';
import { readingOptions, type ReadingArguments, type ReadingOptions } from '../readingOptions';
import { UsageError } from '../usageError';
import type { Journal } from './otlp/journal';
import { createBudget } from './otlp/body';
import { createNodeDecoder } from './otlp/nodeDecoder';
import { createOtlpReceiver } from './otlp/receiver';
import { createOtlpServer, dataPatterns, openData, OTLP_PORT } from './otlp/setUp';
import { startSamples, type Samples } from './samples';
import { createLoopscopeServer } from './server';

export interface ServeOptions extends ReadingArguments {
  host: string;
  port?: string;
  otlpPort?: string;
  data?: string;
  samples?: boolean;
  open: boolean;
}

const DEFAULT_PORT = 4319;
/** Counters over a restart, beside the data they are of; a leading dot keeps it from being read as data. */
const METRICS_STATE = '.loopscope-metrics.json';
/** Ports tried after the usual one, where none was asked for. */
const OTHER_PORTS = 10;

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolveListening, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolveListening();
    });
  });
}

const isBusy = (error: unknown) =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'EADDRINUSE';

async function listenSomewhere(server: Server, host: string, asked: number | null): Promise<number> {
  const first = asked ?? DEFAULT_PORT;
  for (let port = first; ; port++) {
    try {
      await listen(server, host, port);
      const address = server.address();
      return address !== null && typeof address === 'object' ? address.port : port;
    } catch (error) {
      if (isBusy(error) && asked === null && port < first + OTHER_PORTS) {
        continue;
      }
      throw isBusy(error) ? new UsageError(`Port ${port} is in use; choose another with --port.`) : error;
    }
  }
}

/** The server of the OTLP port; null where the port is taken and nobody insists on it. */
async function listenForOtlp(server: Server, host: string, asked: number | null): Promise<number | null> {
  try {
    await listen(server, host, asked ?? OTLP_PORT);
    const address = server.address();
    return address !== null && typeof address === 'object' ? address.port : null;
  } catch (error) {
    if (!isBusy(error)) {
      throw error;
    }
    if (asked !== null) {
      throw new UsageError(`Port ${asked} is in use; choose another with --otlp-port.`);
    }
    return null;
  }
}

function readPort(text: string | undefined, option: string): number | null {
  if (text === undefined) {
    return null;
  }
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new UsageError(`${option} ${text} is no port; give a number from 1 to 65535.`);
  }
  return port;
}

/** A short name that is still free: with as many folders before it as it takes. */
function freeName(path: string, taken: ReadonlyMap<string, string>): string {
  const parts = path.split(/[/\\]/).filter((part) => part !== '');
  for (let n = 1; n < parts.length; n++) {
    const name = parts.slice(-n).join('/');
    if (!taken.has(name)) {
      return name;
    }
  }
  return parts.join('/');
}

/** The files of the store by the names they are served under; two of one name keep their folders. */
export function createFileList(patterns: string[], base: string): () => Promise<Map<string, string>> {
  const files = createNodeFiles(base);
  return async () => {
    const { signal } = new AbortController();
    const lists = await Promise.all(
      patterns.map((pattern) =>
        isGlob(pattern) || isTemplate(pattern) ? files.list(templateGlob(pattern), signal) : [pattern]
      )
    );
    const served = new Map<string, string>();
    for (const path of new Set(lists.flat().map((name) => resolve(base, name)))) {
      served.set(freeName(path, served), path);
    }
    return served;
  };
}

function openBrowser(url: string): void {
  const [command, ...args] =
    process.platform === 'darwin'
      ? ['open', url]
      : process.platform === 'win32'
        ? ['cmd', '/c', 'start', '', url]
        : ['xdg-open', url];
  // Where there is no browser to open, the address that was printed is enough.
  spawn(command, args, { stdio: 'ignore', detached: true })
    .on('error', () => undefined)
    .unref();
}

/** Serves until it is told to stop. */
export async function runServe(paths: string[], options: ServeOptions, version: string): Promise<void> {
  const port = readPort(options.port, '--port');
  const otlpPort = readPort(options.otlpPort, '--otlp-port');
  const reading = readingOptions(options);
  const withSamples = options.samples === true || (paths.length === 0 && options.data === undefined);
  if (otlpPort !== null && !withSamples && options.data === undefined) {
    throw new UsageError('--otlp-port needs --data DIR, the folder where spans are kept.');
  }
  // Names of samples are told from their folder, all others from where the program was started.
  const own = [...paths, ...(options.data === undefined ? [] : [options.data])].map((path) =>
    withSamples ? resolve(path) : path
  );
  const closing: Array<() => unknown> = [];
  try {
    const named = own.slice(0, paths.length).flatMap(pathPatterns);
    const samples = withSamples ? await startSamples() : null;
    closing.push(() => samples?.stop());
    const data = own.at(paths.length);
    const folder = data ?? samples?.folder ?? null;
    const journal = folder === null ? null : await openData(folder);
    const patterns = [
      ...(samples === null ? [] : ['*.jsonl']),
      ...named,
      ...(data === undefined ? [] : dataPatterns(data, paths)),
    ];
    await serve({ port, otlpPort, reading, samples, journal, patterns }, options, version, closing);
  } finally {
    for (const close of closing.reverse()) {
      await close();
    }
  }
}

interface Plan {
  port: number | null;
  otlpPort: number | null;
  reading: ReadingOptions;
  samples: Samples | null;
  journal: Journal | null;
  patterns: string[];
}

function listenerOf(server: Server, closing: Array<() => unknown>): Server {
  closing.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return server;
}

async function serve(plan: Plan, options: ServeOptions, version: string, closing: Array<() => unknown>): Promise<void> {
  const { samples, journal, patterns } = plan;
  const base = samples?.folder ?? process.cwd();
  const files = createNodeFiles(base);
  const store = createJsonlStore({ files, patterns, parser: createNodeParser(), ...plan.reading });
  const decoder = createNodeDecoder();
  const otlp = createOtlpReceiver(journal, createBudget(), decoder);
  const loopbackOnly = isLoopback(options.host);
  const server = createLoopscopeServer({
    engine: createLocalEngine(store),
    files: createFileList(patterns, base),
    dist: join(__dirname, '..'),
    version,
    loopbackOnly,
    otlp,
    exporter: createExporter({
      store,
      version,
      stateFile: journal === null ? null : join(journal.folder, METRICS_STATE),
    }),
  });
  const actual = await listenSomewhere(listenerOf(server, closing), options.host, plan.port);
  const onePort = plan.otlpPort !== null && plan.otlpPort === actual;
  const otlpActual =
    journal === null || onePort
      ? null
      : await listenForOtlp(listenerOf(createOtlpServer(otlp, loopbackOnly), closing), options.host, plan.otlpPort);
  // Before the connections are cut, so that what was taken is acknowledged.
  closing.push(() => journal?.close());
  closing.push(() => decoder.close());
  const shown = options.host.includes(':') ? `[${options.host}]` : options.host;
  const url = `http://${shown}:${actual}/`;
  // Read ahead, and hold on to the reading: a query that gives up must not stop it.
  const began = Date.now();
  store.read({ from: null, to: null }, began).subscribe({
    error: (error: unknown) =>
      process.stderr.write(`loopscope: ${error instanceof Error ? error.message : String(error)}\n`),
  });
  const lines = [`Loopscope is at ${url}`];
  if (journal !== null) {
    const otlpUrl = `http://${shown}:${otlpActual ?? actual}`;
    const busy = otlpActual === null && !onePort ? `Port ${OTLP_PORT} is in use, so send` : 'Send';
    const kept =
      journal.folder === samples?.folder ? 'keep them with --data DIR' : `they are kept in ${journal.folder}`;
    lines.push(`${busy} spans with OTLP/HTTP to ${otlpUrl}; ${kept}.`);
  }
  const what =
    samples === null
      ? `Serving ${patterns.join(', ')}`
      : patterns.length === 1
        ? 'Showing sample loops; name a file or folder to see your own'
        : `Showing sample loops and ${patterns.slice(1).join(', ')}`;
  process.stdout.write(`${lines.join('\n')}\n${what}. Stop with Ctrl+C.\n`);
  if (options.open && process.stdout.isTTY) {
    openBrowser(url);
  }
  await new Promise<void>((stop) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => stop());
    }
  });
}
