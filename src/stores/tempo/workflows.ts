import type { FoundTrace } from './foundTrace';
import { workflowSession } from './parts';
import type { Window } from './search';
import type { Tempo } from './tempo';
import { anyOf, quote } from './traceql';

/** Sessions whose other steps one list looks for, and one search. */
const MOST = 400;
const NAMED = 40;
/** Steps of those sessions. */
const MOST_STEPS = 1000;

const STEPS = 'name="loom.workflow.step"||span.loom.span.name="loom.workflow.step"';

/**
 * The other traces of workflows whose steps are traces of their own: a filter finds only the steps that it fits.
 * @param found what the filter found, with its spans
 */
export async function otherSteps(
  { search }: Tempo,
  found: readonly FoundTrace[],
  window: Window,
  signal: AbortSignal
): Promise<FoundTrace[]> {
  const known = new Set(found.map(({ traceId }) => traceId));
  const sessions = [...new Set(found.flatMap(({ spans }) => spans.flatMap((span) => workflowSession(span) ?? [])))];
  const answers: FoundTrace[] = [];
  for (let at = 0; at < Math.min(MOST, sessions.length); at += NAMED) {
    const named = sessions.slice(at, Math.min(MOST, at + NAMED)).map((session) => `span.session_id=${quote(session)}`);
    answers.push(...(await search.traces(`{(${anyOf(named)})&&(${STEPS})}`, window, MOST_STEPS, signal)));
  }
  return answers.filter(({ traceId }) => !known.has(traceId));
}
