import type { FileAnswer, FilePort } from './files';

/** A document larger than this is not held whole; it is read as lines, and what fails is told. */
const MAX_DOCUMENT = 64 * 1024 * 1024;

async function collect(answer: FileAnswer): Promise<{ bytes: Uint8Array; whole: boolean; rest: AsyncIterator<Uint8Array> }> {
  const parts: Uint8Array[] = [];
  let size = 0;
  const rest = answer.body[Symbol.asyncIterator]();
  for (;;) {
    const { value, done } = await rest.next();
    if (done === true) {
      break;
    }
    parts.push(value);
    size += value.length;
    if (size > MAX_DOCUMENT) {
      return { bytes: concat(parts, size), whole: false, rest };
    }
  }
  return { bytes: concat(parts, size), whole: true, rest };
}

function concat(parts: Uint8Array[], size: number): Uint8Array {
  const all = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

async function* single(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}

async function* continued(bytes: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncIterable<Uint8Array> {
  yield bytes;
  for (;;) {
    const { value, done } = await rest.next();
    if (done === true) {
      return;
    }
    yield value;
  }
}

/** One JSON document, or a list of them, as lines; null where the text is not one JSON value. */
export function toLines(bytes: Uint8Array): Uint8Array | null {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
  const documents: unknown[] = Array.isArray(value) ? value : [value];
  return new TextEncoder().encode(documents.map((document) => `${JSON.stringify(document)}\n`).join(''));
}

/** Lets `.json` files that hold one document, pretty-printed perhaps, or a list of documents be read as lines. */
export function withWholeDocuments(files: FilePort): FilePort {
  return {
    list: (pattern, signal) => files.list(pattern, signal),
    async read(name, from, to, signal) {
      if (!name.toLowerCase().endsWith('.json')) {
        return files.read(name, from, to, signal);
      }
      // Such a file is written anew, not appended to, and its bytes are not those of the lines.
      const answer = await files.read(name, 0, null, signal);
      if ('missing' in answer || 'beyondEnd' in answer) {
        return answer;
      }
      const { bytes, whole, rest } = await collect(answer);
      const lines = whole ? toLines(bytes) : null;
      const body = lines === null ? continued(bytes, rest) : single(lines);
      return { from: 0, total: lines?.length ?? answer.total, tag: answer.tag, body };
    },
  };
}
