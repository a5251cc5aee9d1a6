import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import picomatch from 'picomatch';
import type { FileAnswer, FilePort } from '../stores/jsonl/files';
import { toLines } from '../stores/jsonl/wholeDocuments';
import { StoreError } from '../stores/storeError';

/** Bytes read from the disk at once. */
const CHUNK = 1024 * 1024;

const codeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;

function explain(name: string, error: unknown): StoreError {
  const code = codeOf(error);
  if (code === 'EACCES' || code === 'EPERM') {
    return new StoreError(`${name} may not be read (permission denied).`, ['Check the permissions of the file.']);
  }
  if (code === 'EISDIR') {
    return new StoreError(`${name} is a folder.`, ['Name the files in it, for example with a glob such as *.jsonl.']);
  }
  return new StoreError(`${name} could not be read (${error instanceof Error ? error.message : String(error)}).`);
}

const isMissing = (error: unknown) => codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR';

/** Files of this machine; names are paths, relative ones from `base`. */
export function createNodeFiles(base: string): FilePort {
  const pathOf = (name: string) => (name.startsWith('/') || /^[A-Za-z]:/.test(name) ? name : join(base, name));
  return {
    async list(pattern) {
      const { base: escaped, glob } = picomatch.scan(pattern);
      const scanned = escaped.replace(/\\([*?[\]{}()!\\])/g, '$1');
      if (glob === '') {
        return [scanned];
      }
      const matches = picomatch(glob);
      const folder = pathOf(scanned);
      try {
        const entries = await readdir(folder, { recursive: glob.includes('**') || glob.includes('/') });
        return entries
          .map((entry) => entry.split(sep).join('/'))
          .filter((entry) => matches(entry))
          .map((entry) => (scanned === '' ? entry : `${scanned.replace(/\/$/, '')}/${entry}`))
          .sort();
      } catch (error) {
        if (isMissing(error)) {
          return [];
        }
        throw explain(pattern, error);
      }
    },

    async read(name, from, to, signal) {
      try {
        const info = await stat(pathOf(name));
        if (info.isDirectory()) {
          throw new StoreError(`${name} is a folder.`, [
            'Name the files in it, for example with a glob such as *.jsonl.',
          ]);
        }
        const answer = { from, total: info.size, tag: `${info.mtimeMs}-${info.ino}` };
        if (from > 0 && from >= info.size) {
          return { beyondEnd: true, total: info.size };
        }
        // Only what was there when its size was asked, so that size and content agree.
        const end = Math.min(to ?? info.size, info.size) - 1;
        return { ...answer, body: end < from ? empty() : read(pathOf(name), name, from, end, signal) };
      } catch (error) {
        if (isMissing(error)) {
          return { missing: true };
        }
        throw error instanceof StoreError ? error : explain(name, error);
      }
    },
  };
}

async function* empty(): FileAnswer['body'] {}

async function* read(path: string, name: string, start: number, end: number, signal: AbortSignal): FileAnswer['body'] {
  try {
    for await (const chunk of createReadStream(path, { start, end, signal, highWaterMark: CHUNK })) {
      if (chunk instanceof Uint8Array) {
        yield chunk;
      }
    }
  } catch (error) {
    throw signal.aborted ? error : explain(name, error);
  }
}

/** Standard input or a pipe, held whole: it can be read only once, but is asked for more than once. */
export function createStdinFiles(input: AsyncIterable<Uint8Array>): FilePort {
  let collected: Promise<Uint8Array> | null = null;
  const collect = async () => {
    const parts: Uint8Array[] = [];
    for await (const chunk of input) {
      parts.push(chunk);
    }
    const bytes = new Uint8Array(Buffer.concat(parts));
    // One document, pretty-printed perhaps, is read as a line.
    return toLines(bytes) ?? bytes;
  };
  return {
    list: async () => ['-'],
    async read(_name, from, to) {
      collected ??= collect();
      const bytes = await collected;
      if (from > 0 && from >= bytes.length) {
        return { beyondEnd: true, total: bytes.length };
      }
      const piece = bytes.subarray(from, to ?? bytes.length);
      return { from, total: bytes.length, tag: null, body: once(piece) };
    },
  };
}

async function* once(bytes: Uint8Array): FileAnswer['body'] {
  yield bytes;
}
