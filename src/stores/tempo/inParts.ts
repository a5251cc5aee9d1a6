import type { SpanRecord } from '../../core/formats/otlp/span';
import type { LoopSet } from '../loopSet';
import { StoreError } from '../storeError';
import { cannotTellParts } from './earlier';
import { ROOT_SPANS } from './giants';
import { ITERATION_SPANS, type MoreAttributes } from './marks';
import type { ReadLoop } from './oneLoop';
import { createOneTrace, type Bounds, type OneTrace } from './oneTrace';
import { selectionOf, type Window } from './search';
import type { Tempo } from './tempo';
import { inSpans } from './traceql';

/** How far back a trace is searched that cannot be had in one piece (s). */
const REACH = 7 * 86_400;
/** How far beyond what is known of it a trace is searched for the steps of an iteration (s). */
const MARGIN = 3600;
/** Spans of one iteration that are read. */
const MOST_SPANS = 20_000;
/** Spans of one answer: with what is asked of them some 4 MB. */
const PIECE = 4_000;
/** Spans below others are asked for by the ids of those, so many at a time: addresses have an end. */
const NAMED = 80;
const PARALLEL = 4;
const LEVELS = 32;
/** After this time no more levels of an iteration are asked for (ms). */
const MOST_TIME = 20_000;

/** What was read of the steps of an iteration. */
interface Below {
  /** Why steps are missing, if any are. */
  missing: 'iteration' | 'time' | 'many' | StoreError | null;
  read: number;
}

/** The iterations of a trace that is not to be had in one piece, and the steps of the one that is asked for; null where there is none. */
export async function readInParts(
  tempo: Tempo,
  set: LoopSet,
  traceId: string,
  iteration: number | null,
  { goal, condition: loopSpans }: MoreAttributes,
  told: string,
  signal: AbortSignal
): Promise<ReadLoop | null> {
  if (await tempo.search.learn(signal)) {
    throw cannotTellParts(traceId);
  }
  const now = Math.ceil(Date.now() / 1000);
  const reach = { start: now - REACH, end: now + 60 };
  const trace = createOneTrace(tempo, traceId, selectionOf('content', goal === null ? [] : [goal]));
  const iterations = await trace.spans(`${ITERATION_SPANS}||${ROOT_SPANS}`, reach, signal);
  const hasIterations = iterations === null || iterations.length > 1;
  const frame = hasIterations ? iterations : await trace.spans(loopSpans, reach, signal);
  if (frame === null) {
    throw new StoreError(`The trace ${traceId} is too large to be read from Tempo, in one piece and in parts.`, [
      'Look at it in Explore, where a search can be narrowed down.',
    ]);
  }
  if (frame.length === 0) {
    return null;
  }
  set.lacksSteps(frame[0].traceId, null);
  set.addSpans(frame);
  const below = iteration === null ? null : await readIteration(set, frame, traceId, iteration, trace, signal);
  if (below?.missing === null) {
    set.lacksSteps(frame[0].traceId, iteration);
  }
  const reason = told === '' ? 'it is too large' : told.slice(0, 160);
  const text = `Tempo does not give this trace in one piece (${reason}): its iterations are read by a search, ${
    below === null || iteration === null
      ? 'the steps within only where one iteration is asked for.'
      : outcome(below, iteration)
  }`;
  return { document: {}, notices: [{ severity: 'warning', text, count: 1, where: traceId }], inParts: true };
}

function outcome({ missing, read }: Below, iteration: number): string {
  const steps = `${read.toLocaleString('en-US')} ${read === 1 ? 'step' : 'steps'}`;
  if (missing instanceof StoreError) {
    return `with a part of the steps of iteration ${iteration} (${steps}). ${missing.message}`;
  }
  switch (missing) {
    case 'iteration':
      return `and it has no iteration ${iteration}.`;
    case 'time':
      return `with a part of the steps of iteration ${iteration} (${steps}): Tempo does not give the others in time.`;
    case 'many':
      return `with the first ${steps} of iteration ${iteration}, which has more.`;
    default:
      return `with the steps of iteration ${iteration}.`;
  }
}

/** Adds what lies below the spans of one iteration, as far as the server gives it in time. */
async function readIteration(
  set: LoopSet,
  frame: SpanRecord[],
  traceId: string,
  iteration: number,
  trace: OneTrace,
  signal: AbortSignal
): Promise<Below> {
  const own = set.open(traceId).steps.filter((step) => step.iteration === iteration && step.kind === 'iteration');
  if (own.length === 0) {
    return { missing: 'iteration', read: 0 };
  }
  const times = frame.flatMap(({ startTime, endTime }) => [startTime, endTime]).filter((time) => time !== null);
  const window: Window = {
    start: Math.max(1, Math.floor(Math.min(...times) / 1000) - MARGIN),
    end: Math.ceil(Math.max(...times) / 1000) + MARGIN,
  };
  const known = new Set(own.map(({ spanId }) => spanId));
  const before = known.size;
  const add = (spans: SpanRecord[]) => {
    const found = spans.filter(({ spanId }) => !known.has(spanId));
    found.forEach(({ spanId }) => known.add(spanId));
    set.addSpans(found);
    return found.map(({ spanId }) => spanId);
  };
  const told = (missing: Below['missing']): Below => ({ missing, read: known.size - before });
  try {
    const bounds = await trace.bounds([...known], window, signal);
    const isWhole = await readBounds(trace, bounds, window, add, signal);
    if (!isWhole) {
      return told('many');
    }
    const apart = await trace.isApart(window, signal);
    return told(apart ? await readLevels(trace, known, window, add, signal) : null);
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof StoreError)) {
      throw error;
    }
    return told(error);
  }
}

type Add = (spans: SpanRecord[]) => string[];

/** Reads what lies within some bounds, in pieces; false where that is more than is read. */
async function readBounds(trace: OneTrace, bounds: Bounds[], window: Window, add: Add, signal: AbortSignal) {
  const pieces = bounds.flatMap(({ part, left, right }) => {
    const width = 2 * PIECE;
    const count = Math.ceil((right - left - 1) / width);
    return Array.from({ length: count }, (_, i) => ({
      part,
      left: left + i * width,
      right: Math.min(right, left + (i + 1) * width + 1),
    }));
  });
  const read = pieces.slice(0, MOST_SPANS / PIECE);
  await eachOf(read, async (piece) => void add(await trace.below(piece, window, signal)));
  return read.length === pieces.length;
}

/** Reads what Tempo holds apart from the root of the trace, level by level. */
async function readLevels(
  trace: OneTrace,
  known: ReadonlySet<string>,
  window: Window,
  add: Add,
  signal: AbortSignal
): Promise<Below['missing']> {
  const begun = Date.now();
  let level = [...known];
  for (let depth = 0; level.length > 0; depth++) {
    let missing: Below['missing'] = null;
    const readBelow = async (spanIds: string[]): Promise<string[]> => {
      missing ??= Date.now() - begun > MOST_TIME || depth === LEVELS ? 'time' : known.size > MOST_SPANS ? 'many' : null;
      if (missing !== null) {
        return [];
      }
      const found = await trace.loose(inSpans('span:parentID', spanIds), window, signal);
      if (found !== null) {
        return add(found);
      }
      if (spanIds.length === 1) {
        missing = 'many';
        return [];
      }
      const middle = Math.ceil(spanIds.length / 2);
      return [...(await readBelow(spanIds.slice(0, middle))), ...(await readBelow(spanIds.slice(middle)))];
    };
    const pieces = Array.from({ length: Math.ceil(level.length / NAMED) }, (_, i) =>
      level.slice(i * NAMED, (i + 1) * NAMED)
    );
    const next = pieces.map((): string[] => []);
    await eachOf(pieces, async (piece, i) => {
      next[i] = await readBelow(piece);
    });
    if (missing !== null) {
      return missing;
    }
    level = next.flat();
  }
  return null;
}

/** Does some work for each, a few at a time. */
async function eachOf<T>(all: readonly T[], work: (one: T, at: number) => Promise<void>): Promise<void> {
  let at = 0;
  const worker = async () => {
    try {
      while (at < all.length) {
        const mine = at++;
        await work(all[mine], mine);
      }
    } finally {
      at = all.length;
    }
  };
  await Promise.all(Array.from({ length: Math.min(PARALLEL, all.length) }, worker));
}
