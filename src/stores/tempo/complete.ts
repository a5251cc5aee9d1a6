import type { Notice } from '../../core/model/notice';
import type { Parts } from './parts';
import { BY_SPAN, type Selection, type Window } from './search';
import type { Tempo } from './tempo';
import { anyOf, inSpans, inTraces, quote } from './traceql';

/** Levels of spans without any mark that are looked up above those that have one. */
const LEVELS = 3;
/** Spans that are looked up on one level. */
const MOST = 400;
/** Spans, traces that one condition can name. */
const NAMED = 40;
/** How far beyond the asked range a loop may reach (s). */
const MARGIN = 6 * 3600;
/** Tempo refuses a search over more than this by default (s). */
const LONGEST = 168 * 3600;

/** An id that Tempo does not find by comparing ids: compared as text, within its trace, it is found. */
const isShort = (spanId: string) => spanId.startsWith('00');

function pieces<T>(all: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(all.length / NAMED) }, (_, i) => all.slice(i * NAMED, (i + 1) * NAMED));
}

/**
 * Looks up what stands above the spans that were found: spans of servers and the like around a loop, and parts of a loop
 * before or behind the asked range, with all that belongs to it then: the spans that `loopSpans` is true of.
 */
export async function completeTraces(
  tempo: Tempo,
  parts: Parts,
  loopSpans: string,
  selection: Selection,
  window: Window,
  signal: AbortSignal
): Promise<Notice[]> {
  const margin = Math.max(0, Math.min(MARGIN, Math.floor((LONGEST - (window.end - window.start)) / 2)));
  const wide = { start: Math.max(1, window.start - margin), end: window.end + margin };
  const asked = new Set<string>();
  for (let level = 0; level < LEVELS; level++) {
    const missing = parts
      .missing()
      .filter((each) => !asked.has(each.join()))
      .slice(0, MOST);
    if (missing.length === 0) {
      break;
    }
    missing.forEach((each) => asked.add(each.join()));
    const ask = (condition: string) => tempo.search.groups(condition, BY_SPAN, selection, wide, NAMED + 1, signal);
    const withinTraces = (piece: Array<[spanId: string, traceId: string]>) => {
      const traceIds = [...new Set(piece.map(([, traceId]) => traceId))];
      return ask(
        `(${inTraces(traceIds)})&&${inSpans(
          'span:id',
          piece.map(([spanId]) => spanId)
        )}`
      );
    };
    const found = await Promise.all([
      ...pieces(missing.filter(([spanId]) => !isShort(spanId))).map(async (piece) => {
        const answer = await ask(anyOf([...new Set(piece.map(([spanId]) => `span:id=${quote(spanId)}`))]));
        // Emitters with a fixed seed repeat ids: then other traces may have come in place of those that were meant.
        return answer.length > NAMED ? [...answer, ...(await withinTraces(piece))] : answer;
      }),
      ...pieces(missing.filter(([spanId]) => isShort(spanId))).map(withinTraces),
    ]);
    const meant = new Set(missing.map(([, traceId]) => traceId));
    const traces = found.flat().filter(({ traceId }) => meant.has(traceId));
    parts.add(traces);
    // What was found only in the wider range has more of its loop there.
    const beyond = traces
      .filter(({ start }) => start !== null && (start < window.start * 1000 || start > window.end * 1000))
      .map(({ traceId }) => traceId);
    for (const piece of pieces([...new Set(beyond)])) {
      parts.add(await tempo.spans(`(${inTraces(piece)})&&(${loopSpans})`, selection, wide, NAMED + 1, signal));
    }
  }
  const left = parts.missing().length;
  return left === 0
    ? []
    : [
        {
          severity: 'info',
          text: `${left === 1 ? 'A span has' : `${left.toLocaleString('en-US')} spans have`} a parent that Tempo does not hold (yet): their loops are running, or lost a part.`,
          count: left,
          where: null,
        },
      ];
}
