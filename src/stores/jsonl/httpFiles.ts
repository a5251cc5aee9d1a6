import picomatch from 'picomatch';
import type { HttpAnswer, HttpPort } from '../port';
import { StoreError } from '../storeError';
import { isObject } from '../../core/formats/json';
import { isGlob } from './patterns';
import { discard, type FileAnswer, type FilePort } from './files';

/** A folder listing is small; a megabyte of it is no listing. */
const MAX_LISTING = 4 * 1024 * 1024;

/** `bytes 100-199/200` */
function readContentRange(header: string | null): { from: number; total: number | null } | null {
  const match = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(header ?? '');
  return match === null ? null : { from: Number(match[1]), total: match[2] === '*' ? null : Number(match[2]) };
}

function readTotal(header: string | null): number | null {
  const match = /\/(\d+)$/.exec(header ?? '');
  return match === null ? null : Number(match[1]);
}

async function readText(answer: HttpAnswer, limit: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of answer.body) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > limit) {
      break;
    }
  }
  return text;
}

/** A refused request as a sentence, with what to do. */
export function httpError(
  what: string,
  { status, statusText }: Pick<HttpAnswer, 'status' | 'statusText'>,
  detail = ''
): StoreError {
  const told = `${status}${statusText === '' ? '' : ` ${statusText}`}`;
  const because = detail === '' ? '' : ` It said: ${detail.slice(0, 200)}`;
  if (status === 401 || status === 403 || (status === 400 && /authentication to data source failed/i.test(detail))) {
    return new StoreError(`The server refused access to ${what} (${told}).${because}`, [
      'Check user, password or token in the data source settings.',
    ]);
  }
  if (status === 404) {
    return new StoreError(`${what} is not there (404).`, [
      'Check the URL and the file name; names are looked for below the URL.',
    ]);
  }
  if (status === 429) {
    return new StoreError(`The server asks to slow down (${told}) when reading ${what}.`, ['Refresh less often.']);
  }
  if (status === 502 || status === 503 || status === 504) {
    return new StoreError(`The server behind ${what} cannot be reached just now (${told}).${because}`, [
      'Check that it is running and that Grafana can reach it.',
    ]);
  }
  return new StoreError(`The server answered ${told} for ${what}.${because}`, [
    'Check the URL and the log of the server.',
  ]);
}

/** Names of the files in a folder listing: JSON as nginx and `loopscope serve` give it, or the links of a web page. */
export function readListing(text: string): string[] {
  const start = text.trimStart();
  if (start.startsWith('[')) {
    const entries: unknown = JSON.parse(start);
    if (Array.isArray(entries)) {
      return entries.flatMap((entry: unknown) => {
        const name = isObject(entry) ? entry.name : entry;
        return typeof name === 'string' && (!isObject(entry) || entry.type !== 'directory') ? [name] : [];
      });
    }
  }
  return [...start.matchAll(/href=(?:"([^"?#]+)"|'([^'?#]+)')/gi)]
    .map(([, double, single]) => decodeName(double ?? single))
    .filter((name) => name !== '' && !name.endsWith('/') && !name.includes('://') && !name.startsWith('../'));
}

/** A link as the name of a file in the folder that lists it; some servers write whole paths. */
function decodeName(href: string): string {
  const plain = href.replaceAll('&amp;', '&').replaceAll('&#39;', "'").replaceAll('&quot;', '"');
  const name = plain.startsWith('/') && !plain.endsWith('/') ? plain.slice(plain.lastIndexOf('/') + 1) : plain;
  try {
    return decodeURIComponent(name).replace(/^\.\//, '');
  } catch {
    return name;
  }
}

const encodeName = (name: string) => name.split('/').map(encodeURIComponent).join('/');

/**
 * Files behind a URL, read with Range requests.
 * @param base the URL that names are relative to; without a trailing slash
 */
export function createHttpFiles(port: HttpPort, base: string): FilePort {
  const urlOf = (name: string) => (name === '' ? base : `${base.replace(/\/+$/, '')}/${encodeName(name)}`);

  async function request(name: string, headers: Record<string, string>, signal: AbortSignal): Promise<HttpAnswer> {
    try {
      return await port.request({ url: urlOf(name), headers, signal });
    } catch (error) {
      if (signal.aborted) {
        throw error;
      }
      const reason = error instanceof Error ? error.message : String(error);
      throw new StoreError(`The server of ${name === '' ? 'the store' : name} could not be reached (${reason}).`, [
        'Check the URL, and that the server is running and can be reached from here.',
      ]);
    }
  }

  return {
    async list(pattern, signal) {
      const slash = pattern.lastIndexOf('/');
      const folder = slash < 0 ? '' : pattern.slice(0, slash + 1);
      if (isGlob(folder)) {
        throw new StoreError(
          `The folder part of ${pattern} holds wildcards, but a server lists one folder at a time.`,
          ['Use wildcards in the file name only, one pattern for each folder.']
        );
      }
      const answer = await request(folder, { Accept: 'application/json, text/html;q=0.9' }, signal);
      if (answer.status !== 200) {
        throw httpError(folder === '' ? 'the folder of the URL' : folder, answer, await readText(answer, 300));
      }
      const text = await readText(answer, MAX_LISTING);
      const matches = picomatch(pattern, { dot: false });
      try {
        return readListing(text)
          .map((name) => folder + name)
          .filter((name) => matches(name))
          .sort();
      } catch {
        throw new StoreError(`The server does not list the folder of ${pattern}.`, [
          'Name the files one by one or by dates, or serve the folder with "loopscope serve".',
        ]);
      }
    },

    async read(name, from, to, signal) {
      const end = to === null ? '' : String(to - 1);
      const headers: Record<string, string> = from > 0 || to !== null ? { Range: `bytes=${from}-${end}` } : {};
      const answer = await request(name, headers, signal);
      const tag = answer.headers.get('etag') ?? answer.headers.get('last-modified');
      if (answer.status === 404 || answer.status === 410) {
        await discard(answer.body);
        return { missing: true };
      }
      if (answer.status === 416) {
        await discard(answer.body);
        return { beyondEnd: true, total: readTotal(answer.headers.get('content-range')) };
      }
      if (answer.status === 206) {
        const range = readContentRange(answer.headers.get('content-range'));
        return fileAnswer(name, range?.from ?? from, range?.total ?? null, tag, answer);
      }
      if (answer.status !== 200) {
        throw httpError(name, answer, await readText(answer, 300));
      }
      // A packed transfer tells the packed length, which says nothing of the file's.
      const packed = (answer.headers.get('content-encoding') ?? 'identity') !== 'identity';
      const length = packed ? null : answer.headers.get('content-length');
      return fileAnswer(name, 0, length === null ? null : Number(length), tag, answer);
    },
  };
}

const fileAnswer = (
  name: string,
  from: number,
  total: number | null,
  tag: string | null,
  { body }: HttpAnswer
): FileAnswer => ({
  from,
  total,
  tag,
  body: told(name, body),
});

/** A body whose connection may break: then in a sentence. */
async function* told(name: string, body: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let received = 0;
  try {
    for await (const chunk of body) {
      received += chunk.length;
      yield chunk;
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StoreError(
      `The connection broke while ${name} was read, after ${received.toLocaleString('en-US')} bytes (${reason}).`,
      ['Refresh to go on from there; if it happens again, look at the log of the server or proxy.']
    );
  }
}
