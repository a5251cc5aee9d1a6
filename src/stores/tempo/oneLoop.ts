import type { JsonObject } from '../../core/formats/json';
import type { SpanRecord } from '../../core/formats/otlp/span';
import type { Notice } from '../../core/model/notice';
import type { LoopSet } from '../loopSet';
import { isUnwieldy } from './errors';
import { readInParts } from './inParts';
import { withGoal } from './marks';
import { workflowSession } from './parts';
import type { Window } from './search';
import type { Tempo } from './tempo';
import type { WholeTrace } from './traceById';
import { quote } from './traceql';

/** Steps of a workflow that are traces of their own lie this far apart at most (s). */
const SESSION_REACH = 12 * 3600;
/** Such steps that are read. */
const MOST_STEPS = 50;
/** One loop, as it was put into a set. */
export interface ReadLoop {
  document: JsonObject;
  notices: Notice[];
  /** Whether its steps are to be had for one iteration at a time only. */
  inParts: boolean;
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
    if (isUnwieldy(error)) {
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
  return { document: whole.document, notices: [], inParts: false };
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
