import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { isGlob } from '../../stores/jsonl/patterns';
import { createNodeFiles } from '../nodeFiles';
import { pathPatterns } from '../openStore';
import { SAMPLES } from '../serve/samples';
import { UsageError } from '../usageError';

/** Larger files are stores, not samples (bytes, unpacked). */
const MAX_FILE = 64 * 1024 * 1024;

/** The records of files: one JSON document, or JSON lines; `.gz` too. Lines that are no JSON are left out. */
async function* recordsOf(path: string): AsyncGenerator<unknown> {
  const bytes = await readFile(path);
  let text: string;
  try {
    text = (path.endsWith('.gz') ? gunzipSync(bytes, { maxOutputLength: MAX_FILE }) : bytes).toString('utf8');
  } catch (error) {
    throw new UsageError(`${path} could not be unpacked (${error instanceof Error ? error.message : String(error)}).`);
  }
  if (text.length > MAX_FILE) {
    throw new UsageError(`${path} is larger than 64 MB; send a smaller sample of it.`);
  }
  const whole = parse(text);
  if (whole !== undefined) {
    yield whole;
    return;
  }
  for (const line of text.split('\n')) {
    const record = parse(line);
    if (record !== undefined) {
      yield record;
    }
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** All records below the paths; the samples that come with the program where none is given. */
export async function readRecords(paths: string[]): Promise<unknown[]> {
  const patterns = paths.length > 0 ? paths.flatMap(pathPatterns) : [join(SAMPLES, '**/*.{json,jsonl}')];
  const base = process.cwd();
  const files = createNodeFiles(base);
  const { signal } = new AbortController();
  const records: unknown[] = [];
  for (const pattern of patterns) {
    for (const name of isGlob(pattern) ? await files.list(pattern, signal) : [pattern]) {
      for await (const record of recordsOf(resolve(base, name))) {
        records.push(record);
      }
    }
  }
  return records;
}
