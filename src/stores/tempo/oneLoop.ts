import type { JsonObject } from '../../core/formats/json';
import type { SpanRecord } from '../../core/formats/otlp/span';
import type { Notice } from '../../core/model/notice';
import type { LoopSet } from '../loopSet';
import { StoreError } from '../storeError';
import { TempoError } from './errors';
import { ITERATION_SPANS, withGoal, type MoreAttributes } from './marks';
import { workflowSession } from './parts';
import { selectionOf, type Selection, type Window } from './search';
import type { Tempo } from './tempo';
import type { WholeTrace } from './traceById';
import { anyOf, inTraces, quote } from './traceql';

/** Steps of a workflow that are traces of their own lie this far apart at most (s). */
const SESSION_REACH = 12 * 3600;
/** Such steps that are read. */
const MOST_STEPS = 50;
/** How far back a trace is searched that cannot be had in one piece (s). */
const REACH = 7 * 86_400;
/** Spans below an iteration are asked for by the spans above them, so many at a time. */
const NAMED = 40;
const LEVELS = 12;
/** Spans of one iteration that are read. */
const MOST_SPANS = 5_000;
/** After this time no more levels of it are asked for (ms). */
const MOST_TIME = 20_000;

/** One loop, as it was put into a set. */
export interface ReadLoop {
  document: JsonObject;
  notices: Notice[];
}

/**
 * Reads what one loop is made of into a set; null where there is none. Of a trace that the server does not give in one
 * piece its iterations, and the steps of the one that is asked for.
 */
export async function readOneLoop(
  tempo: Tempo,
  set: LoopSet,
  traceId: string,
  iteration: number | null,
  goalAttribute: string | null | undefined,
  signal: AbortSignal
): Promise<ReadLoop | null> {
  const more = withGoal(goalAttribute);
  let whole: WholeTrace | null;
  try {
    whole = await tempo.trace(traceId, signal);
  } catch (error) {
    if (error instanceof TempoError && (error.refusal === 'too-large' || error.refusal === 'too-slow')) {
      return readInParts(tempo, set, traceId, iteration, more, error.told, signal);
    }
    throw error;
  }
  if (whole === null) {
    return null;
  }
  if (whole.partial !== null) {
    return readInParts(tempo, set, traceId, iteration, more, whole.partial, signal);
  }
  set.addSpans(whole.spans);
  await readWorkflow(tempo, set, traceId, whole.spans, signal);
  return { document: whole.document, notices: [] };
}

/** The other steps of a workflow whose steps are traces of their own. */
async function readWorkflow(
  tempo: Tempo,
  set: LoopSet,
  traceId: string,
  spans: SpanRecord[],
  signal: AbortSignal
): Promise<void> {
  const step = spans.find((span) => workflowSession(span) !== null);
  const session = step === undefined ? null : workflowSession(step);
  if (session === null) {
    return;
  }
  const start = Math.floor((step?.startTime ?? 0) / 1000);
  const window: Window = { start: Math.max(1, start - SESSION_REACH), end: start + SESSION_REACH };
  const condition = `{span.session_id=${quote(session)}&&(name="loom.workflow.step"||span.loom.span.name="loom.workflow.step")}`;
  const others = await tempo.search.traces(condition, window, MOST_STEPS, signal);
  for (const other of others.filter((found) => found.traceId !== traceId)) {
    set.addSpans((await tempo.trace(other.traceId, signal))?.spans ?? []);
  }
}

async function readInParts(
  tempo: Tempo,
  set: LoopSet,
  traceId: string,
  iteration: number | null,
  { goal, condition: loopSpans }: MoreAttributes,
  told: string,
  signal: AbortSignal
): Promise<ReadLoop | null> {
  const now = Math.ceil(Date.now() / 1000);
  const window = { start: now - REACH, end: now + 60 };
  const selection = selectionOf('content', goal === null ? [] : [goal]);
  const ask = (condition: string) => spansOf(tempo, traceId, condition, loopSpans, selection, window, signal);
  const frame = await ask(`${ITERATION_SPANS}||span:parentID="0000000000000000"`);
  set.addSpans(frame);
  if (frame.length === 0) {
    return null;
  }
  const found = iteration === null ? null : await readIteration(set, frame, traceId, iteration, ask, signal);
  const text = `Tempo does not give this trace in one piece (${told === '' ? 'it is too large' : told.slice(0, 160)}): its iterations are read by a search, ${
    iteration === null
      ? 'the steps within only where one iteration is asked for.'
      : found === 'none'
        ? `and it has no iteration ${iteration}.`
        : found === 'partial'
          ? `with a part of the steps of iteration ${iteration}: Tempo does not give the others in time.`
          : `with the steps of iteration ${iteration}.`
  }`;
  return { document: {}, notices: [{ severity: 'warning', text, count: 1, where: traceId }] };
}

type Ask = (condition: string) => Promise<SpanRecord[]>;

/** Adds what lies below the spans of one iteration, level by level, as far as the server gives it in time. */
async function readIteration(
  set: LoopSet,
  frame: SpanRecord[],
  traceId: string,
  iteration: number,
  ask: Ask,
  signal: AbortSignal
): Promise<'none' | 'partial' | 'whole'> {
  const begun = Date.now();
  const own = set.open(traceId).steps.filter((step) => step.iteration === iteration && step.kind === 'iteration');
  const known = new Set(frame.map(({ spanId }) => spanId));
  let level = own.map(({ spanId }) => spanId);
  for (let depth = 0; level.length > 0 && depth < LEVELS && known.size < MOST_SPANS + frame.length; depth++) {
    const next: string[] = [];
    for (let at = 0; at < level.length; at += NAMED) {
      const above = level.slice(at, at + NAMED).map((spanId) => `span:parentID=${quote(spanId)}`);
      if (Date.now() - begun > MOST_TIME) {
        return 'partial';
      }
      let below: SpanRecord[];
      try {
        below = await ask(anyOf(above));
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof StoreError)) {
          throw error;
        }
        return 'partial';
      }
      const found = below.filter(({ spanId }) => !known.has(spanId));
      found.forEach(({ spanId }) => known.add(spanId));
      set.addSpans(found);
      next.push(...found.map(({ spanId }) => spanId));
    }
    level = next;
  }
  if (own.length === 0) {
    return 'none';
  }
  return level.length > 0 ? 'partial' : 'whole';
}

/** Spans of one trace; where it has no spans for iterations, those of its calls. */
async function spansOf(
  tempo: Tempo,
  traceId: string,
  condition: string,
  loopSpans: string,
  selection: Selection,
  window: Window,
  signal: AbortSignal
): Promise<SpanRecord[]> {
  const of = (what: string) => `(${inTraces([traceId])})&&(${what})`;
  const found = await tempo.spans(of(condition), selection, window, 1, signal);
  const spans = found.flatMap((trace) => trace.spans);
  const isFrame = condition.startsWith(ITERATION_SPANS);
  if (!isFrame || spans.length > 1) {
    return spans;
  }
  return (await tempo.spans(of(loopSpans), selection, window, 1, signal)).flatMap((trace) => trace.spans);
}
