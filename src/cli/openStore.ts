import { createReadStream, existsSync, statSync } from 'node:fs';
import { createLocalEngine } from '../engine/localEngine';
import type { QueryEngine } from '../engine/engine';
import { createJaegerEngine, createLokiEngine, createTempoEngine, type BackendOptions } from '../engine/backends';
import { createJaegerStore } from '../stores/jaeger/jaegerStore';
import { createLokiStore } from '../stores/loki/lokiStore';
import type { LoopStore } from '../stores/loopStore';
import { createTempo } from '../stores/tempo/tempo';
import { createTempoStore } from '../stores/tempo/tempoStore';
import { createServerEngine } from '../engine/serverEngine';
import { createFetchPort } from '../stores/fetchPort';
import { createHttpFiles } from '../stores/jsonl/httpFiles';
import { createJsonlStore } from '../stores/jsonl/jsonlStore';
import { isGlob, isTemplate } from '../stores/jsonl/patterns';
import { createNodeFiles, createStdinFiles } from './nodeFiles';
import { createNodeParser } from './nodeParser';
import type { ReadingOptions } from './readingOptions';
import { DEFAULT_PRICES } from '../core/prices/defaultPrices';
import type { HttpPort } from '../stores/port';
import { UsageError } from './usageError';

/** What a folder is read for. */
const STORE_FILES = '*.{jsonl,ndjson,json,pb,jsonl.gz,ndjson.gz,json.gz,pb.gz}';

export const isUrl = (text: string) => /^https?:\/\//i.test(text);

/** A path that exists is meant as it stands, whatever characters it holds. */
const escapeGlob = (path: string) => (process.platform === 'win32' ? path : path.replace(/[*?[\]{}()!\\]/g, '\\$&'));

/** The patterns that a path of the command line stands for. Throws where nothing is there. */
export function pathPatterns(path: string): string[] {
  if (existsSync(path)) {
    const literal = escapeGlob(path);
    return statSync(path).isDirectory()
      ? [`${literal.replace(/[/\\]+$/, '')}/${STORE_FILES}`]
      : [isGlob(path) ? literal : path];
  }
  if (isGlob(path) || isTemplate(path)) {
    return [path];
  }
  throw new UsageError(`There is no file or folder ${path}; check the path, or put quotes around a glob.`);
}

/** `http://host/loops/a.jsonl` as the folder and the name in it. */
function splitUrl(url: string): { base: string; name: string } {
  const slash = url.lastIndexOf('/');
  try {
    return { base: url.slice(0, slash), name: decodeURIComponent(url.slice(slash + 1)) };
  } catch {
    throw new UsageError(`The URL ${url} is malformed: write odd characters as % and two hexadecimal digits.`);
  }
}

/** What a shell gives for `<(zcat loops.gz)`: it can be read only once. */
const isPipe = (path: string) => existsSync(path) && statSync(path).isFIFO();

/** Backends that hold loops besides files, by `--kind`. */
const BACKENDS = { tempo: createTempoEngine, jaeger: createJaegerEngine, loki: createLokiEngine } as const;
export type BackendKind = keyof typeof BACKENDS;
export const isBackend = (kind: string): kind is BackendKind => Object.hasOwn(BACKENDS, kind);

/** A port whose URLs are below an address: `/api/search`. */
function portBelow(address: string): HttpPort {
  const url = new URL(address);
  const { username, password } = url;
  url.username = '';
  url.password = '';
  const root = url.toString().replace(/\/+$/, '');
  const who = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64');
  const port = createFetchPort(username === '' ? {} : { Authorization: `Basic ${who}` });
  return { request: (request) => port.request({ ...request, url: root + request.url }) };
}

/** The same backends as stores, for those who read loops and ask no queries. */
const BACKEND_STORES: Record<BackendKind, (http: HttpPort, options: BackendOptions) => LoopStore> = {
  tempo: (http, options) => createTempoStore(createTempo(http, options.tenant), options),
  jaeger: createJaegerStore,
  loki: createLokiStore,
};

/** What is asked of some backends besides. */
export type BackendAsking = Pick<BackendOptions, 'tenant' | 'services' | 'selector'>;

function open<T>(
  make: (http: HttpPort, options: BackendOptions) => T,
  kind: BackendKind,
  url: string,
  reading: ReadingOptions,
  asking: BackendAsking
): T {
  if (!isUrl(url) || !URL.canParse(url)) {
    throw new UsageError(`--kind ${kind} needs the URL of the backend as --store, such as http://127.0.0.1:3200.`);
  }
  const { prices = DEFAULT_PRICES, ...options } = reading;
  return make(portBelow(url), { ...options, ...asking, prices });
}

/** An engine over a tracing or logging backend at a URL. */
export const openBackend = (
  kind: BackendKind,
  url: string,
  reading: ReadingOptions = {},
  asking: BackendAsking = {}
): QueryEngine => open(BACKENDS[kind], kind, url, reading, asking);

/** The loops of a tracing or logging backend at a URL. */
export const openBackendStore = (
  kind: BackendKind,
  url: string,
  reading: ReadingOptions = {},
  asking: BackendAsking = {}
): LoopStore => open(BACKEND_STORES[kind], kind, url, reading, asking);

/** The loops of what `--store` names: a file, a folder, a glob, `-`, or the URL of a file. Null for a Loopscope server. */
export function openLoops(store: string, reading: ReadingOptions = {}): LoopStore | null {
  const parser = createNodeParser();
  if (store === '-' || isPipe(store)) {
    const files = createStdinFiles(store === '-' ? process.stdin : createReadStream(store));
    return createJsonlStore({ files, patterns: ['-'], parser, ...reading });
  }
  if (isUrl(store)) {
    if (!URL.canParse(store)) {
      throw new UsageError(`--store ${store} is no URL; write it as http://host:port/loops.jsonl.`);
    }
    const { base, name } = splitUrl(store);
    const port = createFetchPort();
    if (/\.(jsonl|ndjson|json|pb)(\.gz)?$/i.test(name) || isGlob(name) || isTemplate(name)) {
      const files = createHttpFiles(port, base);
      return createJsonlStore({ files, patterns: [name], parser, ...reading });
    }
    return null;
  }
  const files = createNodeFiles('.');
  return createJsonlStore({ files, patterns: pathPatterns(store), parser, ...reading });
}

/** An engine over what `--store` names: a file, a folder, a glob, `-`, or a URL. */
export function openStore(store: string, reading: ReadingOptions = {}): QueryEngine {
  const loops = openLoops(store, reading);
  return loops === null ? createServerEngine(createFetchPort(), store) : createLocalEngine(loops);
}
