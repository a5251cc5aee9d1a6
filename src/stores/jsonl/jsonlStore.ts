import { Observable } from 'rxjs';
import { isObject, parseJson, type JsonObject } from '../../core/formats/json';
import type { Notice } from '../../core/model/notice';
import type { TimeRange } from '../../core/query/query';
import { LoopTable } from '../../core/table/loopTable';
import type { LoopReading, LoopStore } from '../loopStore';
import { StoreError } from '../storeError';
import type { FilePort } from './files';
import { describeHealth } from './health';
import { sourceNotices } from './notices';
import { createInlineParser, type BlockParser } from './parser';
import { slicePiece } from './pieces';
import { expandTemplate, isClosed, isGlob, isTemplate, templateGlob } from './patterns';
import { JsonlSource, type SourceSink } from './source';

export interface JsonlStoreOptions {
  files: FilePort;
  /** Names, globs (`loops-*.jsonl`) and date templates (`loops-{YYYY}-{MM}-{DD}.jsonl`). */
  patterns: string[];
  /** The target of loops that name none; 0.8 where not given. */
  defaultGoalTarget?: number;
  parser?: BlockParser;
}

/** A read that began this long before a request (ms) still serves it: the panels of a dashboard ask within it. */
const FRESH_MS = 500;
/** The first answer of a long read comes after this (ms), later ones at ever longer intervals. */
const FIRST_ANSWER_MS = 250;
/** Files that are looked at again side by side. */
const PARALLEL = 4;

interface Job {
  key: string;
  startedAt: number;
  names: string[];
  listeners: Set<() => void>;
  abort: AbortController;
  done: Promise<void>;
  finished: boolean;
  notices: Notice[];
  read: number;
}

/**
 * JSON lines, read incrementally: one table for all queries, brought up to date by what was appended.
 * Queries that come together share one reading; when nobody waits for it any more it stops, and goes on from there later.
 */
export function createJsonlStore(options: JsonlStoreOptions): LoopStore {
  const { files, patterns } = options;
  const parser = options.parser ?? createInlineParser();
  const sources = new Map<string, JsonlSource>();
  const sourceById: JsonlSource[] = [];
  const table = new LoopTable(options.defaultGoalTarget);
  let job: Job | null = null;

  function sourceOf(name: string): JsonlSource {
    let source = sources.get(name);
    if (source === undefined) {
      source = new JsonlSource(name, sourceById.length, files);
      sources.set(name, source);
      sourceById.push(source);
    }
    return source;
  }

  async function expand(range: TimeRange, signal: AbortSignal): Promise<{ names: string[]; optional: Set<string> }> {
    const names: string[] = [];
    const optional = new Set<string>();
    for (const pattern of patterns) {
      if (isTemplate(pattern) && isClosed(range) && !isGlob(pattern)) {
        for (const name of expandTemplate(pattern, range.from, range.to)) {
          names.push(name);
          optional.add(name);
        }
      } else if (isTemplate(pattern) || isGlob(pattern)) {
        const found = await files.list(templateGlob(pattern), signal);
        if (found.length === 0) {
          throw new StoreError(`No file matches ${pattern}.`, ['Check the pattern and the folder that the URL points to.']);
        }
        names.push(...found);
      } else {
        names.push(pattern);
      }
    }
    if (patterns.length === 0) {
      throw new StoreError('No file is named.', ['Give at least one file name or pattern, such as loops.jsonl.']);
    }
    return { names: [...new Set(names)], optional };
  }

  function sinkFor(source: JsonlSource, current: Job): SourceSink {
    return {
      append(lines) {
        table.append(lines.batch, source.id);
        current.listeners.forEach((listener) => listener());
      },
      reset() {
        table.dropSource(source.id);
      },
      progress(bytes) {
        current.read += bytes;
      },
    };
  }

  async function run(current: Job, range: TimeRange): Promise<void> {
    const { signal } = current.abort;
    const { names, optional } = await expand(range, signal);
    current.names = names;
    const failures: Array<{ name: string; error: StoreError }> = [];
    const refresh = async (name: string) => {
      const source = sourceOf(name);
      try {
        await source.refresh(parser, sinkFor(source, current), signal);
      } catch (error) {
        if (signal.aborted || !(error instanceof StoreError)) {
          throw error;
        }
        failures.push({ name, error });
      }
    };
    // New files one after another, so that of two documents with one id always the same is the last.
    const known = names.filter((name) => sourceOf(name).consumed > 0 || optional.has(name));
    for (let i = 0; i < known.length; i += PARALLEL) {
      await Promise.all(known.slice(i, i + PARALLEL).map(refresh));
    }
    for (const name of names) {
      if (!known.includes(name)) {
        await refresh(name);
      }
    }
    current.notices = judge(names, optional, failures);
  }

  /** Throws where nothing could be read; otherwise the failures become notices. */
  function judge(names: string[], optional: Set<string>, failures: Array<{ name: string; error: StoreError }>): Notice[] {
    const gone = names.filter((name) => sourceOf(name).missing);
    const readable = names.filter((name) => !gone.includes(name) && !failures.some((failure) => failure.name === name));
    if (readable.length === 0) {
      if (failures.length > 0) {
        throw failures[0].error;
      }
      if (gone.some((name) => !optional.has(name))) {
        throw new StoreError(`${gone.join(', ')} ${gone.length === 1 ? 'is' : 'are'} not there (404).`, [
          'Check the URL and the file name; names are relative to the URL.',
        ]);
      }
    }
    const notices: Notice[] = failures.map(({ name, error }) => ({
      severity: 'error',
      text: [error.message, ...error.advice].join(' '),
      count: 1,
      where: name,
    }));
    for (const name of gone) {
      if (!optional.has(name)) {
        notices.push({ severity: 'warning', text: `${name} is not there (404).`, count: 1, where: name });
      }
    }
    return notices;
  }

  function start(range: TimeRange, key: string): Job {
    const current: Job = {
      key,
      startedAt: Date.now(),
      names: [],
      listeners: new Set(),
      abort: new AbortController(),
      done: Promise.resolve(),
      finished: false,
      notices: [],
      read: 0,
    };
    const before = job !== null && !job.finished ? job.done.catch(() => undefined) : Promise.resolve();
    current.done = before
      .then(() => {
        current.abort.signal.throwIfAborted();
        return run(current, range);
      })
      .finally(() => {
        current.finished = true;
      });
    current.done.catch(() => undefined);
    return current;
  }

  const rangeKey = (range: TimeRange) =>
    patterns.some(isTemplate) && isClosed(range)
      ? patterns.flatMap((pattern) => (isTemplate(pattern) ? expandTemplate(pattern, range.from, range.to) : [])).join('\n')
      : '';

  function jobFor(range: TimeRange, requestedAt: number): Job {
    const key = rangeKey(range);
    const usable =
      job !== null && job.key === key && !job.abort.signal.aborted && (!job.finished || job.startedAt >= requestedAt - FRESH_MS);
    if (!usable || job === null) {
      job = start(range, key);
    }
    return job;
  }

  function readingOf(current: Job, state: LoopReading['state']): LoopReading {
    const asked = new Set(current.names.map((name) => sourceOf(name).id));
    const { source, line } = table.loops;
    const total = current.names.reduce((sum, name) => sum + (sourceOf(name).total ?? 0), 0);
    return {
      table,
      includes: asked.size === sourceById.length ? () => true : (row) => asked.has(source.get(row)),
      where: (row) => `${sourceById[source.get(row)].name}:${line.get(row)}`,
      notices: [...current.notices, ...current.names.flatMap((name) => sourceNotices(sourceOf(name)))],
      state,
      progress: { read: current.read, total: total === 0 ? null : total },
    };
  }

  function read(range: TimeRange, requestedAt: number): Observable<LoopReading> {
    return new Observable((subscriber) => {
      let current: Job;
      try {
        current = jobFor(range, requestedAt);
      } catch (error) {
        subscriber.error(error);
        return undefined;
      }
      let next = Date.now() + FIRST_ANSWER_MS;
      let pause = FIRST_ANSWER_MS;
      const listener = () => {
        if (Date.now() >= next) {
          subscriber.next(readingOf(current, 'streaming'));
          pause *= 2;
          next = Date.now() + pause;
        }
      };
      current.listeners.add(listener);
      current.done.then(
        () => {
          subscriber.next(readingOf(current, 'done'));
          subscriber.complete();
        },
        (error: unknown) => subscriber.error(error)
      );
      return () => {
        current.listeners.delete(listener);
        if (current.listeners.size === 0 && !current.finished) {
          current.abort.abort();
        }
      };
    });
  }

  async function document(row: number, signal: AbortSignal): Promise<JsonObject> {
    const source = sourceById[table.loops.source.get(row)];
    const from = table.loops.offset.get(row);
    const bytes = await readPiece(source, from, table.loops.length.get(row), signal);
    const { value } = parseJson(new TextDecoder().decode(bytes));
    if (!isObject(value) || value.trace_id !== table.traceIds[row]) {
      throw new StoreError(`${source.name} changed while it was read.`, ['Refresh to read it again.']);
    }
    return value;
  }

  async function readPiece(source: JsonlSource, from: number, length: number, signal: AbortSignal): Promise<Uint8Array> {
    const answer = source.packed
      ? await files.read(source.name, 0, null, signal)
      : await files.read(source.name, from, from + length, signal);
    if ('missing' in answer || 'beyondEnd' in answer) {
      throw new StoreError(`${source.name} is no longer as long as it was.`, ['Refresh to read it again.']);
    }
    return slicePiece(answer, source.packed, from, length);
  }

  return {
    read,
    document,
    health: () => describeHealth(read, patterns),
  };
}
