import { Gunzip } from 'fflate';
import { parseJson } from '../../core/formats/json';
import { decodeRequest, ProtobufError } from '../../core/formats/otlp/protobuf';
import { GUARD } from './blocks';
import { discard, type FileAnswer, type FilePort } from './files';

/** A document larger than this is not held whole; it is read as lines, and what fails is told. */
const MAX_DOCUMENT = 64 * 1024 * 1024;
/** Bytes at the end that answer whether a document is still the same. */
const KEPT_END = 2 * GUARD;

interface Collected {
  bytes: Uint8Array;
  /** What comes after them, where a document is too large. */
  rest: AsyncIterator<Uint8Array> | null;
}

async function collect(answer: FileAnswer): Promise<Collected> {
  const parts: Uint8Array[] = [];
  let size = 0;
  const rest = answer.body[Symbol.asyncIterator]();
  while (size <= MAX_DOCUMENT) {
    const { value, done } = await rest.next();
    if (done === true) {
      return { bytes: concat(parts, size), rest: null };
    }
    parts.push(value);
    size += value.length;
  }
  return { bytes: concat(parts, size), rest };
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
  try {
    yield bytes;
    for (;;) {
      const { value, done } = await rest.next();
      if (done === true) {
        return;
      }
      yield value;
    }
  } finally {
    await rest.return?.();
  }
}

/** Unpacks what is packed with gzip; null where it is damaged or too large. */
function unpack(bytes: Uint8Array): Uint8Array | null {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) {
    return bytes;
  }
  const parts: Uint8Array[] = [];
  let size = 0;
  const gunzip = new Gunzip((part) => {
    parts.push(part);
    size += part.length;
  });
  try {
    // In pieces, so that a packed bomb is noticed before it is unpacked.
    for (let at = 0; at < bytes.length && size <= MAX_DOCUMENT; at += 65_536) {
      gunzip.push(bytes.subarray(at, at + 65_536), at + 65_536 >= bytes.length);
    }
  } catch {
    return null;
  }
  return size > MAX_DOCUMENT ? null : concat(parts, size);
}

/** One JSON document, or a list of them, as lines; null where the text is not one JSON value. */
export function toLines(packed: Uint8Array): Uint8Array | null {
  const bytes = unpack(packed);
  if (bytes === null || bytes.length > MAX_DOCUMENT) {
    return null;
  }
  try {
    const { value } = parseJson(new TextDecoder().decode(bytes));
    const documents: unknown[] = Array.isArray(value) ? value : [value];
    return new TextEncoder().encode(documents.map((document) => `${JSON.stringify(document)}\n`).join(''));
  } catch {
    return null;
  }
}

/** One OTLP request in protobuf as a line of OTLP/JSON; what cannot be read is a line that says so, which is told as a fault. */
function protobufToLines(packed: Uint8Array): Uint8Array | null {
  const bytes = unpack(packed);
  if (bytes === null || bytes.length > MAX_DOCUMENT) {
    return null;
  }
  try {
    return new TextEncoder().encode(`${JSON.stringify(decodeRequest(bytes))}\n`);
  } catch (error) {
    // Short, because only the start of a line is told.
    const fault = error instanceof ProtobufError ? `${error.reason} (byte ${error.byte})` : 'it cannot be read';
    return new TextEncoder().encode(`no OTLP: ${fault}\n`);
  }
}

const isProtobuf = (name: string) => /\.pb(\.gz)?$/i.test(name);
const isDocument = (name: string) => /\.json(\.gz)?$/i.test(name) || isProtobuf(name);

/**
 * Lets `.json` files that hold one document, pretty-printed perhaps, or a list of documents, and `.pb` files with
 * one OTLP request be read as lines.
 */
export function withWholeDocuments(files: FilePort): FilePort {
  /** What the lines of a document were, while it does not change. */
  const known = new Map<string, { total: number; tag: string; size: number; end: Uint8Array }>();

  /** The end of a document that is what it was, without reading it. */
  async function unchanged(name: string, from: number, signal: AbortSignal): Promise<FileAnswer | null> {
    const before = known.get(name);
    if (before === undefined || from < before.size - before.end.length || from >= before.size) {
      return null;
    }
    const probe = await files.read(name, before.total - 1, before.total, signal);
    if ('missing' in probe || 'beyondEnd' in probe) {
      return null;
    }
    await discard(probe.body);
    if (probe.tag !== before.tag || probe.total !== before.total) {
      return null;
    }
    const end = before.end.subarray(from - (before.size - before.end.length));
    return { from, total: before.size, tag: before.tag, whole: true, body: single(end) };
  }

  return {
    list: (pattern, signal) => files.list(pattern, signal),
    async read(name, from, to, signal) {
      if (!isDocument(name)) {
        return files.read(name, from, to, signal);
      }
      const same = to === null ? await unchanged(name, from, signal) : null;
      if (same !== null) {
        return same;
      }
      // Such a file is written anew, not appended to, and its bytes are not those of the lines.
      const answer = await files.read(name, 0, null, signal);
      if ('missing' in answer || 'beyondEnd' in answer) {
        return answer;
      }
      const { bytes, rest } = await collect(answer);
      if (rest !== null) {
        return { ...answer, whole: true, body: continued(bytes, rest) };
      }
      const lines = isProtobuf(name) ? protobufToLines(bytes) : toLines(bytes);
      if (lines !== null && lines.length > 0 && answer.tag !== null && answer.total !== null && answer.total > 0) {
        known.set(name, { total: answer.total, tag: answer.tag, size: lines.length, end: lines.slice(-KEPT_END) });
      } else {
        known.delete(name);
      }
      return {
        from: 0,
        total: lines?.length ?? answer.total,
        tag: answer.tag,
        whole: true,
        body: single(lines ?? bytes),
      };
    },
  };
}
