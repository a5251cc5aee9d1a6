import { Observable } from 'rxjs';
import { isObject, type JsonObject } from '../../core/formats/json';
import type { Notice } from '../../core/model/notice';
import { DEFAULT_PRICES } from '../../core/prices/defaultPrices';
import type { PriceTable } from '../../core/prices/priceTable';
import type { TimeRange } from '../../core/query/query';
import { LoopTable } from '../../core/table/loopTable';
import { detectFormat } from '../../core/formats/detect';
import { loopgymId, readLoopgymSteps } from '../../core/formats/loopgym';
import { ltfStart, readLtfSteps } from '../../core/formats/ltf/steps';
import { parseWrapped } from '../../core/formats/wrapped';
import type { GoalOptions } from '../../core/runs/evaluations';
import { toSteps } from '../../core/runs/toSteps';
import { TraceIndex } from '../../core/runs/traceIndex';
import { completeWarningOptions, type PartialWarningOptions } from '../../core/warnings/options';
import type { LoopDetail, LoopReading, LoopStore } from '../loopStore';
import { StepsReleasedError, StoreError } from '../storeError';
import type { FilePort } from './files';
import { describeHealth } from './health';
import { RELEASE_ADVICE, releaseNotices, sourceNotices } from './notices';
import { createInlineParser, type BlockParser } from './parser';
import { slicePiece } from './pieces';
import { expandTemplate, isClosed, isGlob, isTemplate, templateGlob, templateKey } from './patterns';
import { JsonlSource, type SourceSink } from './source';
import { withWholeDocuments } from './wholeDocuments';

export interface JsonlStoreOptions extends GoalOptions {
  files: FilePort;
  /** Names, globs (`loops-*.jsonl`) and date templates (`loops-{YYYY}-{MM}-{DD}.jsonl`). */
  patterns: string[];
  /** The target of loops that name none; 0.8 where not given. */
  defaultGoalTarget?: number;
  /** Prices to estimate the cost of loops that report none; those that come with the program where not given, none for null. */
  prices?: PriceTable | null;
  /** Thresholds and budgets of what is warned of, where they differ from the defaults. */
  warnings?: PartialWarningOptions;
  parser?: BlockParser;
  /** About how many bytes of memory spans may take; 1 GB where not given. */
  maxSpanBytes?: number;
  /** Longest line that is read, in bytes; 64 MB where not given. */
  maxLine?: number;
  /** A read that began this long before a request (ms) still serves it; 500 where not given. */
  freshMs?: number;
}

/** The panels of a dashboard ask within this time (ms). */
const FRESH_MS = 500;
/** The first answer of a long read comes after this (ms), later ones at ever longer intervals. */
const FIRST_ANSWER_MS = 250;
const MISSING_ADVICE = 'Check the name; it is looked for below the URL or folder of the store.';
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
  failed: boolean;
  notices: Notice[];
  read: number;
  /** Sources that are read for the first time. */
  fresh: Set<number>;
}

interface Expansion {
  names: string[];
  /** Files of a date template: days without loops have none. */
  optional: Set<string>;
  /** What could not be found out. */
  failures: Array<{ name: string; error: StoreError }>;
}

/**
 * JSON lines, read incrementally: one table for all queries, brought up to date by what was appended.
 * Queries that come together share one reading; when nobody waits for it any more it stops, and goes on from there later.
 */
export function createJsonlStore(options: JsonlStoreOptions): LoopStore {
  const { patterns, freshMs = FRESH_MS, prices = DEFAULT_PRICES } = options;
  const { goalName, goalAttribute, goalRange } = options;
  const warnings = completeWarningOptions({ goalTarget: options.defaultGoalTarget, ...options.warnings });
  const runOptions = { prices, warnings, goalName, goalAttribute, goalRange };
  const files = withWholeDocuments(options.files);
  const parser = options.parser ?? createInlineParser();
  const sources = new Map<string, JsonlSource>();
  const sourceById: JsonlSource[] = [];
  let table = new LoopTable(options.defaultGoalTarget, warnings);
  let traces = new TraceIndex(runOptions, options.maxSpanBytes);
  /** Trace ids that several files hold, with the ids of these sources. */
  const heldBy = new Map<string, Set<number>>();
  /** True where documents with one id were met in another order than that of their files: all is to be read again. */
  let disordered = false;
  let job: Job | null = null;

  function sourceOf(name: string): JsonlSource {
    let source = sources.get(name);
    if (source === undefined) {
      source = new JsonlSource(name, sourceById.length, files, options.maxLine, warnings);
      sources.set(name, source);
      sourceById.push(source);
    }
    return source;
  }

  async function expandPattern(pattern: string, range: TimeRange, signal: AbortSignal): Promise<string[]> {
    if (isTemplate(pattern) && isClosed(range) && !isGlob(pattern)) {
      return expandTemplate(pattern, range.from, range.to);
    }
    if (!isTemplate(pattern) && !isGlob(pattern)) {
      return [pattern];
    }
    const found = await files.list(templateGlob(pattern), signal);
    if (found.length === 0) {
      throw new StoreError(`No file matches ${pattern}.`, [
        'Check the pattern and the folder that it is looked for in.',
      ]);
    }
    return found;
  }

  async function expand(range: TimeRange, signal: AbortSignal): Promise<Expansion> {
    if (patterns.length === 0) {
      throw new StoreError('No file is named.', ['Give at least one file name or pattern, such as loops.jsonl.']);
    }
    const names: string[] = [];
    const optional = new Set<string>();
    const failures: Expansion['failures'] = [];
    for (const pattern of patterns) {
      try {
        const found = await expandPattern(pattern, range, signal);
        names.push(...found);
        if (isTemplate(pattern) && isClosed(range)) {
          found.forEach((name) => optional.add(name));
        }
      } catch (error) {
        failures.push({ name: pattern, error: toStoreError(pattern, error, signal) });
      }
    }
    return { names: [...new Set(names)], optional, failures };
  }

  function sinkFor(source: JsonlSource, current: Job): SourceSink {
    return {
      append(lines) {
        if (sourceById.length > 1) {
          noteOverlaps(lines.batch.traceIds, source, current);
        }
        table.append(lines.batch, source.id);
        for (const { place, spans } of lines.spans) {
          spans.forEach((span) => traces.add(span, source.id, place));
        }
        for (const { place, points } of lines.metrics) {
          points.forEach((point, i) => traces.addMetric(point, source.id, `${place.offset} ${i}`));
        }
        flushTraces();
        current.listeners.forEach((listener) => listener());
      },
      reset() {
        for (const [traceId, holders] of heldBy) {
          const row = table.find(traceId);
          // The document that this one took the place of lies in a file that was read long ago.
          disordered ||= row !== undefined && table.loops.source.get(row) === source.id;
          holders.delete(source.id);
        }
        table.dropSource(source.id);
        traces.dropSource(source.id);
        flushTraces();
      },
      progress(bytes) {
        current.read += bytes;
      },
    };
  }

  /** Loops of traces that changed take the place of what they were. */
  function flushTraces(): void {
    const { batches, gone } = traces.flush();
    gone.forEach((traceId) => table.drop(traceId));
    batches.forEach(({ batch, source }) => table.append(batch, source));
  }

  /** Of two documents with one id the later one counts: of those read at once, the one in the later file. */
  function noteOverlaps(traceIds: string[], source: JsonlSource, current: Job): void {
    for (const traceId of traceIds) {
      const row = table.find(traceId);
      const holder = row === undefined ? source.id : table.loops.source.get(row);
      if (holder !== source.id) {
        heldBy.set(traceId, (heldBy.get(traceId) ?? new Set([holder])).add(source.id));
        disordered ||= current.fresh.has(source.id) && comesAfter(sourceById[holder].name, source.name, current.names);
      }
    }
  }

  async function run(current: Job, range: TimeRange): Promise<void> {
    const { signal } = current.abort;
    const { names, optional, failures: notFound } = await expand(range, signal);
    current.names = names;
    current.fresh = new Set(names.map(sourceOf).flatMap(({ consumed, id }) => (consumed === 0 ? [id] : [])));
    let failures: Expansion['failures'] = [];
    const refresh = async (name: string) => {
      const source = sourceOf(name);
      try {
        await source.refresh(parser, sinkFor(source, current), signal);
      } catch (error) {
        failures.push({ name, error: toStoreError(name, error, signal) });
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
    if (disordered) {
      startOver();
      failures = [];
      for (const name of names) {
        await refresh(name);
      }
    }
    current.notices = judge(names, optional, [...notFound, ...failures]);
  }

  /** As if nothing had been read: readings that were given out keep the table they have. */
  function startOver(): void {
    table = new LoopTable(options.defaultGoalTarget, warnings);
    traces = new TraceIndex(runOptions, options.maxSpanBytes);
    heldBy.clear();
    disordered = false;
    sourceById.forEach((source) => source.forget());
  }

  /** Throws where nothing could be read; otherwise the failures become notices. */
  function judge(names: string[], optional: Set<string>, failures: Expansion['failures']): Notice[] {
    const gone = names.filter((name) => sourceOf(name).missing);
    const readable = names.filter((name) => !gone.includes(name) && !failures.some((failure) => failure.name === name));
    if (readable.length === 0) {
      if (failures.length > 0) {
        throw failures[0].error;
      }
      if (gone.some((name) => !optional.has(name))) {
        throw new StoreError(`${gone.join(', ')} ${gone.length === 1 ? 'is' : 'are'} not there.`, [MISSING_ADVICE]);
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
        notices.push({ severity: 'warning', text: `${name} is not there. ${MISSING_ADVICE}`, count: 1, where: name });
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
      failed: false,
      notices: [],
      read: 0,
      fresh: new Set(),
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
    current.done.catch(() => {
      current.failed = true;
    });
    return current;
  }

  const rangeKey = (range: TimeRange) =>
    isClosed(range)
      ? patterns
          .filter(isTemplate)
          .map((pattern) => templateKey(pattern, range.from, range.to))
          .join(' ')
      : '';

  function jobFor(range: TimeRange, requestedAt: number): Job {
    const key = rangeKey(range);
    const usable =
      job !== null &&
      job.key === key &&
      !job.abort.signal.aborted &&
      // Who tries again after an error wants to know whether it is mended.
      !(job.failed && job.startedAt < requestedAt) &&
      (!job.finished || job.startedAt >= requestedAt - freshMs);
    if (!usable || job === null) {
      job = start(range, key);
    }
    return job;
  }

  function readingOf(current: Job, state: LoopReading['state']): LoopReading {
    const asked = new Set(current.names.map((name) => sourceOf(name).id));
    const of = table;
    const sourceAt = (row: number) => of.loops.source.get(row);
    const total = current.names.reduce((sum, name) => sum + (sourceOf(name).total ?? 0), 0);
    return {
      table: of,
      includes:
        asked.size === sourceById.length
          ? () => true
          : (row) => asked.has(sourceAt(row)) || [...(heldBy.get(of.traceIds[row]) ?? [])].some((id) => asked.has(id)),
      priceVersion: prices?.version ?? null,
      where: (row) => `${sourceById[sourceAt(row)].name}:${of.loops.line.get(row)}`,
      notices: [
        ...current.notices,
        ...releaseNotices(traces.releasedCount),
        ...current.names.flatMap((name) => sourceNotices(sourceOf(name))),
      ],
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

  function rowOf(traceId: string): number {
    const row = table.find(traceId);
    if (row === undefined) {
      throw new StoreError(`The loop ${traceId.slice(0, 80)} is no longer in the store.`, [
        'Refresh to read it again.',
      ]);
    }
    return row;
  }

  async function document(traceId: string, signal: AbortSignal): Promise<JsonObject> {
    const row = rowOf(traceId);
    const source = sourceById[table.loops.source.get(row)];
    const from = table.loops.offset.get(row);
    const bytes = await readPiece(source, from, table.loops.length.get(row), signal);
    const value = tryJson(new TextDecoder().decode(bytes));
    if (!isObject(value) || (value.trace_id !== traceId && loopgymId(value) !== traceId)) {
      throw new StoreError(`${source.name} changed while it was read.`, ['Refresh to read it again.']);
    }
    return value;
  }

  async function readPiece(
    source: JsonlSource,
    from: number,
    length: number,
    signal: AbortSignal
  ): Promise<Uint8Array> {
    const answer = source.packed
      ? await files.read(source.name, 0, null, signal)
      : await files.read(source.name, from, from + length, signal);
    if ('missing' in answer || 'beyondEnd' in answer) {
      throw new StoreError(`${source.name} is no longer as long as it was.`, ['Refresh to read it again.']);
    }
    return slicePiece(answer, source.packed, from, length);
  }

  async function open(traceId: string, signal: AbortSignal): Promise<LoopDetail> {
    const run = traces.run(traceId);
    if (run !== undefined) {
      return { steps: toSteps(run), handoffs: run.handoffs, start: run.loop.startTime };
    }
    if (traces.isReleased(traceId)) {
      throw new StepsReleasedError(
        `The steps of this loop are no longer held: the store has more spans than fit into memory. ${RELEASE_ADVICE}`
      );
    }
    const whole = await document(traceId, signal);
    const steps = detectFormat(whole) === 'loopgym' ? readLoopgymSteps(whole) : readLtfSteps(whole);
    return { steps, handoffs: [], start: ltfStart(whole) };
  }

  return {
    read,
    document,
    open,
    health: () => describeHealth(read, patterns),
  };
}

function tryJson(text: string): unknown {
  try {
    return parseWrapped(text).value;
  } catch {
    return undefined;
  }
}

/** Rethrows what stops all reading; else what is wrong with one file. */
function toStoreError(name: string, error: unknown, signal: AbortSignal): StoreError {
  if (signal.aborted) {
    throw error;
  }
  return error instanceof StoreError
    ? error
    : new StoreError(`${name} could not be read (${error instanceof Error ? error.message : String(error)}).`);
}

/** Whether one file comes after another: in the order they were asked for, else by name. */
function comesAfter(a: string, b: string, names: string[]): boolean {
  const [left, right] = [names.indexOf(a), names.indexOf(b)];
  return left < 0 || right < 0 ? a > b : left > right;
}
