import type { ParsedLines } from '../../core/formats/lines';
import { createInlineParser } from '../jsonl/parser';
import type { Entry } from './lokiApi';
import type { Nanos } from './nanos';

/** The lines of a page, read as those of a file. */
export interface LinesOfPage {
  lines: ParsedLines;
  /** When the documents were shipped, by trace id. */
  places: Map<string, Nanos>;
  count: number;
  /** Lines at the length at which Loki cuts them, where it is told to, which are no JSON. */
  cutShort: number;
}

/** Loki refuses lines beyond it by default, or cuts them there (bytes). */
export const MAX_LINE_BYTES = 262_144;

const parser = createInlineParser();
const encoder = new TextEncoder();

/** @param entries newest first */
export async function parsePage(entries: Entry[]): Promise<LinesOfPage> {
  const inOrder = [...entries].reverse();
  // A line break within a document is white space.
  const bytes = encoder.encode(inOrder.map(({ line }) => line.replace(/[\r\n]+/g, ' ')).join('\n'));
  const lines = await parser.parse(bytes, 0);
  const places = new Map<string, Nanos>();
  lines.batch.traceIds.forEach((traceId, i) => {
    places.set(traceId, inOrder[lines.batch.loops.line[i] - 1].time);
  });
  const broken = new Set(lines.faults.filter(({ kind }) => kind === 'not-json').map(({ line }) => line));
  const cutShort = inOrder.filter(({ line }, i) => broken.has(i + 1) && line.length >= MAX_LINE_BYTES - 16).length;
  return { lines, places, count: entries.length, cutShort };
}
