import { lastValueFrom } from 'rxjs';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import type { JsonObject } from '../core/formats/json';
import { completeQuery } from '../core/query/defaults';
import type { LoopQuery } from '../core/query/query';
import type { QueryAnswer, QueryContext, QueryEngine } from '../engine/engine';
import { createLocalEngine } from '../engine/localEngine';
import { createJsonlStore } from '../stores/jsonl/jsonlStore';
import { createFetchPort } from '../stores/fetchPort';
import type { HttpPort } from '../stores/port';
import { createNodeFiles } from './nodeFiles';

const OTLP = resolve(__dirname, '../../testdata/otlp');

/** The OTLP trace exports of `testdata/otlp`, below the given folders. */
export const otlpFiles = (...folders: string[]): string[] =>
  folders.flatMap((folder) =>
    readdirSync(join(OTLP, folder))
      .filter((name) => /\.otlp\.json(\.gz)?$/.test(name))
      .map((name) => join(OTLP, folder, name))
  );

const TIME = /"(startTimeUnixNano|endTimeUnixNano|timeUnixNano)":\s*"(\d+)"/g;

/**
 * An export as if it had just been sent: it ends at the given time, and its traces and services are none of those
 * that earlier runs sent. `salt` is eight hexadecimal digits.
 */
export function freshExport(file: string, endMs: number, salt: string): { body: JsonObject; services: string[] } {
  const bytes = readFileSync(file);
  const packed = file.endsWith('.gz');
  let text = JSON.stringify(JSON.parse((packed ? gunzipSync(bytes) : bytes).toString('utf8')));
  const newest = [...text.matchAll(TIME)].reduce((max, [, , nanos]) => (BigInt(nanos) > max ? BigInt(nanos) : max), 0n);
  const shift = BigInt(endMs) * 1_000_000n - newest;
  text = text.replace(TIME, (_, key: string, nanos: string) =>
    BigInt(nanos) === 0n ? `"${key}":"0"` : `"${key}":"${BigInt(nanos) + shift}"`
  );
  text = text.replace(
    /"traceId":"([0-9a-f]{8})([0-9a-f]{24})"/g,
    (_, __, rest: string) => `"traceId":"${salt}${rest}"`
  );
  // Two programs in testdata called their sessions alike.
  text = text.replaceAll('"stringValue":"sess-', `"stringValue":"${basename(file, '.otlp.json')}-sess-`);
  const services = new Set<string>();
  text = text.replace(/\{"key":"service.name","value":\{"stringValue":"([^"]*)"\}\}/g, (_, name: string) => {
    services.add(`${name}-${salt}`);
    return `{"key":"service.name","value":{"stringValue":"${name}-${salt}"}}`;
  });
  return { body: JSON.parse(text), services: [...services] };
}

/** The JSONL store over these lines. */
export function jsonlEngine(lines: string[]): QueryEngine {
  const file = join(mkdtempSync(join(tmpdir(), 'loopscope-')), 'records.jsonl');
  writeFileSync(file, lines.map((line) => `${line}\n`).join(''));
  return createLocalEngine(createJsonlStore({ files: createNodeFiles('.'), patterns: [file] }));
}

export const ask = (engine: QueryEngine, query: Partial<LoopQuery>, context: Partial<QueryContext> = {}) =>
  lastValueFrom(
    engine.query(completeQuery({ limit: Infinity, ...query }), {
      range: { from: null, to: null },
      intervalMs: 1000,
      maxDataPoints: 100,
      requestedAt: Date.now(),
      ...context,
    })
  );

/** Rows of all frames as objects, in an order of their own, to compare stores that answer in different orders. */
export function rowsOf({ frames }: QueryAnswer): string[] {
  return frames
    .flatMap((frame) => {
      const { fields, length } = frame;
      return Array.from({ length }, (_, i) =>
        JSON.stringify([
          frame.name,
          ...fields.map(({ name, labels, values }) => [name, labels ?? null, values[i] ?? null]),
        ])
      );
    })
    .sort();
}

/** Eight hexadecimal digits that no other run has. */
export const runSalt = (): string =>
  Math.floor(0x10000000 + Math.random() * 0xe0000000)
    .toString(16)
    .padStart(8, '0');

/** A port whose URLs are below a server's root, as those of a data source are. */
export function below(root: string): HttpPort {
  const port = createFetchPort();
  return { request: (request) => port.request({ ...request, url: `${root.replace(/\/+$/, '')}${request.url}` }) };
}
