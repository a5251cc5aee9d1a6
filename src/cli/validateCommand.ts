import { createReadStream } from 'node:fs';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { detectFormat, FORMATS } from '../core/formats/detect';
import { isObject, parseJson } from '../core/formats/json';
import { readDocument } from '../core/formats/lines';
import { validateDocument } from '../core/formats/ltf/validate';
import { FAULTS, faultText } from '../core/model/fault';
import { toLines } from '../stores/jsonl/wholeDocuments';
import { plain } from './plain';
import { UsageError } from './usageError';

interface Verdict {
  path: string;
  text: string;
}

/** The faults of one line; none for a valid document. */
export function validateLine(line: string, lenient: boolean): Verdict[] {
  let parsed;
  try {
    parsed = parseJson(line);
  } catch (error) {
    return [{ path: '$', text: `not JSON (${error instanceof Error ? error.message : String(error)})` }];
  }
  if (!lenient) {
    // loopotel's validator reads bare NaN as Python does, so it is no fault of the schema.
    return validateDocument(parsed.value);
  }
  const format = detectFormat(parsed.value);
  if (format !== 'ltf' || !isObject(parsed.value)) {
    return [{ path: '$', text: `${FORMATS[format]}, not an LTF document` }];
  }
  const loop = readDocument(parsed.value, parsed.nonFinite);
  if (typeof loop === 'string') {
    return [{ path: '$', text: loop }];
  }
  return loop.faults
    .filter(({ code }) => FAULTS[code][0] !== 'info')
    .map((fault) => ({ path: '$', text: faultText(fault) }));
}

/** Lines end with a line feed and nothing else: a JSON string may hold every other separator. */
async function* splitLines(input: AsyncIterable<Uint8Array>): AsyncIterable<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of input) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = parts.pop() ?? '';
    yield* parts;
  }
  yield rest + decoder.decode();
}

/** One document, pretty-printed perhaps, or a list of them: a line each. */
async function* asLines(input: AsyncIterable<Buffer>): AsyncIterable<Uint8Array> {
  const parts: Buffer[] = [];
  for await (const part of input) {
    parts.push(part);
  }
  const bytes = Buffer.concat(parts);
  yield toLines(bytes) ?? bytes;
}

function openLines(file: string): AsyncIterable<string> {
  const input: Readable = file === '-' ? process.stdin : createReadStream(file);
  if (/\.json(\.gz)?$/i.test(file)) {
    return splitLines(asLines(input));
  }
  return splitLines(file.endsWith('.gz') ? pipeline(input, createGunzip(), () => undefined) : input);
}

function explain(file: string, error: unknown): UsageError {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new UsageError(`There is no file ${file}.`);
  }
  if (code === 'EISDIR') {
    return new UsageError(
      `${file} is a folder; name the files in it, for example ${file.replace(/\/+$/, '')}/*.jsonl.`
    );
  }
  if (code.startsWith('Z_')) {
    return new UsageError(`${file} is not packed with gzip, or it is damaged; check it with "gzip -t".`);
  }
  const reason =
    typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
  return new UsageError(`${file} could not be read (${reason}).`);
}

/** Checks each line of the files against LTF 0.1; prints a line a fault and closes with a count. */
export async function runValidate(files: string[], lenient: boolean): Promise<number> {
  let valid = 0;
  let invalid = 0;
  for (const file of files) {
    let number = 0;
    try {
      for await (const line of openLines(file)) {
        number++;
        const text = number === 1 ? line.replace(/^\ufeff/, '') : line;
        if (text.trim() === '') {
          continue;
        }
        const faults = validateLine(text, lenient);
        if (faults.length === 0) {
          valid++;
        } else {
          invalid++;
        }
        for (const { path, text: what } of faults) {
          process.stdout.write(`${plain(`${file}:${number}: ${path}: ${what}`)}\n`);
        }
      }
    } catch (error) {
      throw explain(file, error);
    }
  }
  const count = (n: number) => `${n.toLocaleString('en-US')} ${n === 1 ? 'document' : 'documents'}`;
  process.stdout.write(`${count(valid)} valid, ${count(invalid)} invalid\n`);
  return invalid > 0 ? 1 : 0;
}
