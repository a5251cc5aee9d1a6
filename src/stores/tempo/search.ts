import type { TempoClient } from './client';
import { TempoError } from './errors';
import { profileRefs, refText, type AttributeRef, type Profile } from './marks';
import { readSearchAnswer, readSetKeys, scopeTable, type FoundTrace, type ScopeTable } from './searchAnswer';
import { fitBlocks } from './traceql';

/** Seconds since the epoch, as Tempo counts; the end is not part of it. */
export interface Window {
  start: number;
  end: number;
}

/** What is read of each span: a `select()`, and how to read it back. */
export interface Selection {
  text: string;
  /** For servers that do not know the newer words. */
  plainText: string;
  scopes: ScopeTable;
}

/** What stands on a span besides its attributes. */
const INTRINSICS = ['name', 'status', 'statusMessage', 'span:parentID'];
const NEWER_INTRINSICS = ['instrumentation:name', 'event:name', 'event:timeSinceStart'];

export function selectionOf(profile: Profile, more: readonly AttributeRef[] = []): Selection {
  const refs = [...profileRefs(profile), ...more];
  const texts = [...new Set(refs.map(refText))];
  const older = texts.filter((text) => !text.startsWith('event.'));
  return {
    text: `select(${[...INTRINSICS, ...NEWER_INTRINSICS, ...texts].join(',')})`,
    plainText: `select(${[...INTRINSICS, ...older].join(',')})`,
    scopes: scopeTable(refs),
  };
}

/** Spans of one trace that are read by a search of many; of larger ones only what stands for iterations. */
export const LARGEST = 2_000;
/**
 * Spans by their place in the tree, a hundred at most in a set, which is what a server gives; each part of a trace that
 * lies in several has a duration of its own. All whose root is not known yet are in the set 0.
 */
const BY_PLACE = 'by(trace:duration)|by((nestedSetLeft+99)/100)';
/** A set for each span: exact for any spans, but it takes Tempo a time that grows with the square of their number. */
export const BY_SPAN = 'by(span:id)';
/** True of spans whose root is not known. A calculation: for `<1` and `!(…>0)` Tempo looks at none but the others. */
export const LOOSE = 'nestedSetLeft*1<1';
/** What a server allows where nobody changed it. */
const SPANS_PER_SET = 100;

export interface TempoSearch {
  /** Traces with a span that fits, newest first, with one span each at most. `spanset` in braces. */
  traces(spanset: string, window: Window, limit: number, signal: AbortSignal): Promise<FoundTrace[]>;
  /**
   * All spans for which the condition holds, of the newest traces that have any, but for traces with more than
   * `LARGEST` of them; where `isLoose` there may be more.
   */
  spans(
    condition: string,
    selection: Selection,
    window: Window,
    limit: number,
    signal: AbortSignal
  ): Promise<FoundTrace[]>;
  /** As `spans`, in sets by `grouping` (`by(…)`): of each set 100 spans at most are given. */
  groups(
    condition: string,
    grouping: string,
    selection: Selection,
    window: Window,
    limit: number,
    signal: AbortSignal
  ): Promise<FoundTrace[]>;
  /** What each set of a grouping has in common, in the order of its `by(…)`, as text. */
  keys(query: string, window: Window, limit: number, signal: AbortSignal): Promise<string[][]>;
  /** True once the server turned out to know only older words: then the newest are not to be had first. */
  readonly isOld: boolean;
}

const NEWEST = ' with (most_recent=true)';

export function createTempoSearch(client: TempoClient): TempoSearch {
  let isOld = false;

  async function request(q: string, window: Window, limit: number, spss: number, signal: AbortSignal) {
    const params = { q: fitBlocks(q), start: window.start, end: window.end, limit, spss };
    return client.json('the search', '/api/search', params, signal);
  }

  async function ask(q: string, window: Window, limit: number, spss: number, scopes: ScopeTable, signal: AbortSignal) {
    return readSearchAnswer(await request(q, window, limit, spss, signal), scopes);
  }

  /** Asks in today's words, and in older ones where the server does not know them. */
  async function inEither<T>(modern: () => Promise<T>, plain: () => Promise<T>): Promise<T> {
    if (isOld) {
      return plain();
    }
    try {
      return await modern();
    } catch (error) {
      if (!(error instanceof TempoError) || error.refusal !== 'syntax') {
        throw error;
      }
      let answer: T;
      try {
        answer = await plain();
      } catch {
        throw error;
      }
      isOld = true;
      return answer;
    }
  }

  const noScopes = scopeTable([]);

  return {
    get isOld() {
      return isOld;
    },
    traces: (spanset, window, limit, signal) =>
      inEither(
        () => ask(`${spanset}${NEWEST}`, window, limit, 1, noScopes, signal),
        () => ask(spanset, window, limit, 1, noScopes, signal)
      ),
    spans: (condition, { text, plainText, scopes }, window, limit, signal) =>
      inEither(
        () =>
          ask(
            `{${condition}}|count()<=${LARGEST}|${BY_PLACE}|${text}${NEWEST}`,
            window,
            limit,
            SPANS_PER_SET,
            scopes,
            signal
          ),
        () => ask(`{${condition}}|${plainText}`, window, limit, SPANS_PER_SET, scopes, signal)
      ),
    groups: (condition, grouping, { text, plainText, scopes }, window, limit, signal) => {
      const query = `{${condition}}|${grouping}|`;
      return inEither(
        () => ask(`${query}${text}${NEWEST}`, window, limit, SPANS_PER_SET, scopes, signal),
        () => ask(`${query}${plainText}`, window, limit, SPANS_PER_SET, scopes, signal)
      );
    },
    keys: async (query, window, limit, signal) =>
      readSetKeys(
        await inEither(
          () => request(`${query}${NEWEST}`, window, limit, 1, signal),
          () => request(query, window, limit, 1, signal)
        )
      ),
  };
}
