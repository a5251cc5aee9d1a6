import type { JsonObject } from '../../core/formats/json';
import type { Notice } from '../../core/model/notice';
import type { LoopSet } from '../loopSet';
import { workflowSession } from './parts';
import type { Window } from './search';
import type { Tempo } from './tempo';
import { quote } from './traceql';

/** Steps of a workflow that are traces of their own lie this far apart at most (s). */
const SESSION_REACH = 12 * 3600;
/** Such steps that are read. */
const MOST_STEPS = 50;

/** One loop, as it was put into a set. */
export interface ReadLoop {
  documents: JsonObject[];
  notices: Notice[];
}

/** Reads all that one loop is made of into a set; null where there is none. */
export async function readOneLoop(
  tempo: Tempo,
  set: LoopSet,
  traceId: string,
  signal: AbortSignal
): Promise<ReadLoop | null> {
  const whole = await tempo.trace(traceId, signal);
  if (whole === null) {
    return null;
  }
  set.addSpans(whole.spans);
  const documents = [whole.document];
  const step = whole.spans.find((span) => workflowSession(span) !== null);
  const session = step === undefined ? null : workflowSession(step);
  if (session !== null) {
    const start = Math.floor((step?.startTime ?? 0) / 1000);
    const window: Window = { start: Math.max(1, start - SESSION_REACH), end: start + SESSION_REACH };
    const condition = `{span.session_id=${quote(session)}&&(name="loom.workflow.step"||span.loom.span.name="loom.workflow.step")}`;
    const others = await tempo.search.traces(condition, window, MOST_STEPS, signal);
    for (const other of others.filter((found) => found.traceId !== traceId)) {
      const more = await tempo.trace(other.traceId, signal);
      if (more !== null) {
        set.addSpans(more.spans);
        documents.push(more.document);
      }
    }
  }
  return { documents, notices: [] };
}
