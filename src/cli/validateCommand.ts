import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { createInterface } from 'node:readline';
import { detectFormat, FORMATS } from '../core/formats/detect';
import { isObject, parseJson } from '../core/formats/json';
import { readLtf } from '../core/formats/ltf/readLtf';
import { validateDocument } from '../core/formats/ltf/validate';
import { FAULTS, faultText } from '../core/model/fault';
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
  const loop = readLtf(parsed.value, parsed.nonFinite);
  if (typeof loop === 'string') {
    return [{ path: '$', text: loop }];
  }
  return loop.faults
    .filter(({ code }) => FAULTS[code][0] !== 'info')
    .map((fault) => ({ path: '$', text: faultText(fault) }));
}

function openLines(file: string): AsyncIterable<string> {
  const input: Readable = file === '-' ? process.stdin : createReadStream(file);
  const source = file.endsWith('.gz') ? input.pipe(createGunzip()) : input;
  input.on('error', (error) => source.destroy(error));
  return createInterface({ input: source, crlfDelay: Infinity });
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
          process.stdout.write(`${file}:${number}: ${path}: ${what}\n`);
        }
      }
    } catch (error) {
      throw new UsageError(`${file} could not be read (${error instanceof Error ? error.message : String(error)}).`);
    }
  }
  const count = (n: number) => `${n.toLocaleString('en-US')} ${n === 1 ? 'document' : 'documents'}`;
  process.stdout.write(`${count(valid)} valid, ${count(invalid)} invalid\n`);
  return invalid > 0 ? 1 : 0;
}
