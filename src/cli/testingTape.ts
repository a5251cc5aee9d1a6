import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import type { HttpAnswer, HttpPort, HttpRequest } from '../stores/port';
import { profileRefs, refText, type Profile } from '../stores/tempo/marks';
import { TESTDATA } from './testing';
import { below, runSalt } from './testingBackends';

/** One request that a store made of a real server, and what that answered. */
interface Exchange {
  /** By which the request is found again; see `keyOf`. */
  key: string;
  url: string;
  status: number;
  headers: Record<string, string>;
  /** Text; of bytes that are none each is a character: in base64 what repeats would hardly pack. */
  body: string;
  isBinary?: boolean;
}

interface Recorded {
  /** What was running: name and version. */
  server: string;
  /** The time of the recording (ms): the data ends a minute before, and the stores take it for now. */
  now: number;
  /** What marked the ids and services of the data that was sent. */
  salt: string;
  exchanges: Exchange[];
}

export interface Tape {
  now: number;
  salt: string;
  isRecording: boolean;
  /** Answers out of the recording; asks the server and keeps its answers while recording. */
  port: HttpPort;
  /** The same without the name of a tenant. */
  bare: HttpPort;
  /** Paths and parameters of what was asked, in order. */
  asked: URL[];
  /** Writes what was recorded. */
  close(): void;
}

const KEPT_HEADERS = ['content-type', 'retry-after'];
const CONDITION = String.raw`(?:name="[^"]*"|span\.[\w.]+!=nil)`;
const MARKS = new RegExp(String.raw`(?:${CONDITION}\|\|){5,}${CONDITION}`, 'g');

/** A selection by how much of each span it asks for. */
function profileText(selection: string): string {
  const holds = (profile: Profile) => profileRefs(profile).every((ref) => selection.includes(refText(ref)));
  return `select(${(['content', 'table', 'curves'] as const).find(holds) ?? 'of an earlier version'})`;
}

/**
 * A request without what changes with every convention that is learnt: the list of attributes that are selected, and
 * long lists of marks. Everything else has to be asked as it was when it was recorded.
 */
export function keyOf(path: string): string {
  const url = new URL(path, 'http://server');
  const q = url.searchParams.get('q');
  if (q !== null) {
    const text = q
      .replaceAll(/(?<=[|,&]) +/g, '')
      .replaceAll(/select\([^)]*\)/g, profileText)
      .replaceAll(MARKS, '…');
    url.searchParams.set('q', text);
  }
  return `${url.pathname} ${[...url.searchParams].map(([name, value]) => `${name}=${value}`).join(' ')}`;
}

/**
 * The recording `testdata/NAME.tape.json.br`. With the root of a server it is made anew: the server has to be empty for
 * the tenant that is named as the salt, and the test that opens it sends the data first.
 */
export function openTape(name: string, record: { root: string; server: string } | null): Tape {
  const file = join(TESTDATA, `${name}.tape.json.br`);
  if (record === null && !existsSync(file)) {
    throw new Error(`${file} is not there: record it against a running server.`);
  }
  const tape: Recorded =
    record === null
      ? JSON.parse(brotliDecompressSync(readFileSync(file)).toString('utf8'))
      : { server: record.server, now: Date.now(), salt: runSalt(), exchanges: [] };
  const known = new Map(tape.exchanges.map((exchange) => [exchange.key, exchange]));
  const asked: URL[] = [];
  const server = record === null ? null : below(record.root);
  // A server with tenants is empty for each tape.
  const tenant = { 'X-Scope-OrgID': tape.salt };

  async function exchange(request: HttpRequest, key: string, isBare: boolean): Promise<Exchange> {
    const found = known.get(key);
    if (server === null || found !== undefined) {
      if (found === undefined) {
        throw new Error(`nothing is recorded for ${key}`);
      }
      return found;
    }
    const answer = await server.request({ ...request, headers: { ...(isBare ? {} : tenant), ...request.headers } });
    const chunks: Uint8Array[] = [];
    for await (const chunk of answer.body) {
      chunks.push(chunk);
    }
    const bytes = Buffer.concat(chunks);
    const isBinary = /protobuf|octet-stream/.test(answer.headers.get('content-type') ?? '');
    const fresh: Exchange = {
      key,
      url: request.url,
      status: answer.status,
      headers: Object.fromEntries(KEPT_HEADERS.flatMap((header) => [[header, answer.headers.get(header) ?? '']])),
      body: bytes.toString(isBinary ? 'latin1' : 'utf8'),
      ...(isBinary ? { isBinary } : {}),
    };
    known.set(key, fresh);
    return fresh;
  }

  const portOf = (isBare: boolean): HttpPort => ({
    async request(request): Promise<HttpAnswer> {
      asked.push(new URL(request.url, 'http://server'));
      const key = `${isBare ? 'without a tenant: ' : ''}${keyOf(request.url)}`;
      const { status, headers, body, isBinary } = await exchange(request, key, isBare);
      const bytes = Buffer.from(body, isBinary === true ? 'latin1' : 'utf8');
      return {
        status,
        statusText: '',
        headers: { get: (header) => headers[header.toLowerCase()] || null },
        body: (async function* () {
          yield new Uint8Array(bytes);
        })(),
      };
    },
  });

  return {
    now: tape.now,
    salt: tape.salt,
    isRecording: server !== null,
    asked,
    port: portOf(false),
    bare: portOf(true),
    close() {
      if (server !== null) {
        const lines = [...known.values()].map((one) => JSON.stringify(one)).join(',\n');
        const { exchanges: _, ...head } = tape;
        const text = `${JSON.stringify(head).slice(0, -1)},"exchanges":[\n${lines}\n]}\n`;
        // Answers to similar questions hold the same: only a wide window sees that.
        writeFileSync(file, brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_LGWIN]: 24 } }));
      }
    },
  };
}
