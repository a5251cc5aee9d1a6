import { appendFile, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { isObject, type JsonObject } from '../../core/formats/json';
import { readOtlpTraces } from '../../core/formats/otlp/readOtlp';
import { parseTimestamp } from '../../core/formats/time';
import { runStuckSample } from './stuckSample';
import { shiftNanos, shiftTimes, writeTime } from '../retime';

/** Where the sample stores lie beside the program. */
export const SAMPLES = join(__dirname, '..', 'samples');
const SAMPLE_FILES = ['loops.jsonl'];
/** The growing loop gets its next iteration after this (ms). */
const GROW_MS = 5000;
/** Iterations of the growing loop before the next one starts. */
const GROW_UNTIL = 24;
/** The live file starts anew beyond this, in bytes. */
const MAX_LIVE = 16 * 1024 * 1024;

/** Traces of the other systems, one export a file; moved so that one ends every few minutes. */
const TRACE_FOLDER = 'otlp';
const TRACE_SPACING_MS = 6 * 60_000;

/** The traces of the other systems as lines, the newest ending a little before `now`. */
async function readTraces(now: number): Promise<string> {
  const folder = join(SAMPLES, TRACE_FOLDER);
  const names: string[] = await readdir(folder).catch(() => []);
  const lines = await Promise.all(
    names.sort().map(async (name, i) => {
      const body: unknown = JSON.parse(await readFile(join(folder, name), 'utf8'));
      const ends = isObject(body) ? readOtlpTraces(body).spans.map(({ endTime }) => endTime ?? 0) : [];
      const end = ends.reduce<number>((latest, time) => Math.max(latest, time), 0);
      return toLine(shiftNanos(body, now - 60_000 - i * TRACE_SPACING_MS - end));
    })
  );
  return lines.join('');
}

function lastTime(document: JsonObject): number {
  return parseTimestamp(document.ended_at) ?? -Infinity;
}

function readDocuments(text: string): JsonObject[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line): unknown => JSON.parse(line))
    .filter(isObject);
}

const toLine = (document: unknown) => `${JSON.stringify(document)}\n`;

export interface Samples {
  folder: string;
  stop(): void;
}

/** Sample loops in a folder of their own, moved in time to end now, one that goes on growing and one that gets stuck. */
export async function startSamples(now = Date.now()): Promise<Samples> {
  const folder = await mkdtemp(join(tmpdir(), 'loopscope-'));
  let pattern: JsonObject | null = null;
  for (const file of SAMPLE_FILES) {
    const documents = readDocuments(await readFile(join(SAMPLES, file), 'utf8'));
    const end = documents.reduce((latest, document) => Math.max(latest, lastTime(document)), -Infinity);
    const shifted = documents.map((document) => shiftTimes(document, now - 30_000 - end));
    await writeFile(join(folder, file), shifted.map(toLine).join(''));
    pattern ??= longestSuccess(documents);
  }
  const traces = await readTraces(now);
  if (traces !== '') {
    await writeFile(join(folder, 'traces.jsonl'), traces);
  }
  const stops = [runStuckSample(join(folder, 'running.jsonl'))];
  if (pattern !== null) {
    stops.push(grow(join(folder, 'live.jsonl'), pattern));
  }
  return {
    folder,
    stop() {
      stops.forEach((stop) => stop());
      void rm(folder, { recursive: true, force: true }).catch(() => undefined);
    },
  };
}

const spansOf = (document: JsonObject) => (Array.isArray(document.spans) ? document.spans.filter(isObject) : []);

function longestSuccess(documents: JsonObject[]): JsonObject | null {
  const successes = documents.filter((document) => document.outcome === 'success');
  return successes.reduce<JsonObject | null>(
    (best, document) => (best === null || spansOf(document).length > spansOf(best).length ? document : best),
    null
  );
}

/** Exports a loop again and again while it runs, as loopotel does: each line holds the loop as far as it has come. */
function grow(path: string, pattern: JsonObject): () => void {
  const [root, ...iterations] = spansOf(pattern);
  const total = Math.min(iterations.length, GROW_UNTIL);
  let traceId = `ltf-${randomUUID()}`;
  let startedAt = Date.now();
  let done = 0;
  let size = 0;
  const times: number[] = [];

  async function next(): Promise<void> {
    if (done === total) {
      traceId = `ltf-${randomUUID()}`;
      startedAt = Date.now();
      done = 0;
      times.length = 0;
    }
    done++;
    times.push(Date.now());
    const ended = done === total;
    const now = writeTime(Date.now());
    const start = writeTime(startedAt);
    const outcome = ended ? 'success' : 'unknown';
    const reason = ended ? pattern.termination_reason : '';
    const attributes = isObject(root.attributes) ? root.attributes : {};
    const line = toLine({
      ...pattern,
      trace_id: traceId,
      loop_name: pattern.loop_name,
      task_id: 'growing-now',
      started_at: start,
      ended_at: now,
      outcome,
      termination_reason: reason,
      spans: [
        {
          ...root,
          start_time: start,
          end_time: now,
          attributes: {
            ...attributes,
            'loop.outcome': outcome,
            'loop.termination_reason': reason,
            'loop.tokens_total': tokensOf(iterations.slice(0, done)),
          },
        },
        ...iterations.slice(0, done).map((span, i) => stamp(span, writeTime(times[i]))),
      ],
    });
    if (size + line.length > MAX_LIVE) {
      // Replaced as a whole, so that a reader never sees half of it.
      await writeFile(`${path}.new`, line);
      await rename(`${path}.new`, path);
      size = line.length;
    } else {
      await appendFile(path, line);
      size += line.length;
    }
  }

  const step = () => void next().catch(() => undefined);
  step();
  const timer = setInterval(step, GROW_MS);
  return () => clearInterval(timer);
}

function tokensOf(iterations: JsonObject[]): number {
  return iterations.reduce((sum, { attributes }) => {
    const delta = isObject(attributes) ? attributes['loop.tokens_delta'] : 0;
    return sum + (typeof delta === 'number' ? delta : 0);
  }, 0);
}

/** An iteration as if it had ended at the given time. */
function stamp(span: JsonObject, time: string): JsonObject {
  const events = Array.isArray(span.events) ? span.events.filter(isObject) : [];
  const attributes = isObject(span.attributes) ? { ...span.attributes, 'loop.latency_ms': GROW_MS } : {};
  return {
    ...span,
    start_time: time,
    end_time: time,
    attributes,
    events: events.map((event) => ({ ...event, timestamp: time })),
  };
}
