import { readJson, type Params, type TempoClient } from './client';
import { TempoError } from './errors';
import { profileRefs, refText, type AttributeRef, type Profile } from './marks';
import { scopeTable, type FoundTrace, type ScopeTable } from './foundTrace';
import { readSearchAnswer, readSetKeys } from './searchAnswer';
import { readSearchProtobuf } from './searchProtobuf';
import { fitBlocks } from './traceql';

/** Seconds since the epoch, as Tempo counts; the end is not part of it. */
export interface Window {
  start: number;
  end: number;
}

/** What is read of each span: a `select()`, and how to read it back. */
export interface Selection {
  text: string;
  scopes: ScopeTable;
}

/** What stands on a span besides its attributes. */
const INTRINSICS = [
  'name',
  'status',
  'statusMessage',
  'span:parentID',
  'instrumentation:name',
  'event:name',
  'event:timeSinceStart',
];

export function selectionOf(profile: Profile, more: readonly AttributeRef[] = []): Selection {
  const refs = [...profileRefs(profile), ...more];
  const texts = [...new Set(refs.map(refText))];
  return {
    text: `select(${[...INTRINSICS, ...texts].join(',')})`,
    scopes: scopeTable(refs),
  };
}

/** Spans of one trace that are read by a search of many; of larger ones only what stands for iterations. */
export const LARGEST = 2_000;
/**
 * Spans by their place in the tree: a few of each large trace in a set, which holds a hundred at most, and each of a small
 * one in its own, since the first set is told twice. Each part of a trace that lies in several has a duration of its own.
 * Spans whose root is not known yet are in the set -1. Spread by a prime, as iterations may be alike.
 */
const BY_PLACE = 'by(trace:duration)|by((nestedSetLeft - 1)%61)';
/** A set for each span: exact for any spans, but it takes Tempo a time that grows with the square of their number. */
export const BY_SPAN = 'by(span:id)';
/** Spans whose root is known, a hundred at most in a set, whatever they are. */
export const BY_BOUND = 'by(trace:duration)|by(nestedSetLeft/100)';
export const ROOTED = 'nestedSetLeft>0';
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
  /**
   * Whether the server is older than 2.8: its searches neither tell how spans belong together nor give the newest first.
   * Asked once; throws where the server does not answer at all.
   */
  learn(signal: AbortSignal): Promise<boolean>;
  /** What was learnt so far. */
  readonly isOld: boolean;
}

const WHAT = 'the search';
const PATH = '/api/search';
/** Servers that have no protobuf for searches answer in JSON. */
const EITHER = 'application/protobuf, application/json;q=0.9';
const NEWEST = ' with (most_recent=true)';

export function createTempoSearch(client: TempoClient): TempoSearch {
  let known: boolean | null = null;

  const paramsOf = (q: string, { start, end }: Window, limit: number, spss: number): Params => ({
    q: fitBlocks(q),
    start,
    end,
    limit,
    spss,
  });

  const request = (q: string, window: Window, limit: number, spss: number, signal: AbortSignal) =>
    client.json(WHAT, PATH, paramsOf(q, window, limit, spss), signal);

  async function ask(q: string, window: Window, limit: number, spss: number, scopes: ScopeTable, signal: AbortSignal) {
    const { bytes, type } = await client.bytes(WHAT, PATH, paramsOf(q, window, limit, spss), EITHER, signal);
    return type.includes('protobuf')
      ? readSearchProtobuf(WHAT, bytes, scopes)
      : readSearchAnswer(readJson(WHAT, bytes, type), scopes);
  }

  async function learn(signal: AbortSignal): Promise<boolean> {
    if (known === null) {
      const now = Math.ceil(Date.now() / 1000);
      try {
        await request('{name="loop.run"}|select(span:parentID)', { start: now - 60, end: now }, 1, 1, signal);
        known = false;
      } catch (error) {
        if (!(error instanceof TempoError) || error.refusal !== 'syntax') {
          throw error;
        }
        known = true;
      }
    }
    return known;
  }

  // Earlier servers know hints, but not this one, and say nothing.
  const newest = () => (known === true ? '' : NEWEST);
  const noScopes = scopeTable([]);

  return {
    learn,
    get isOld() {
      return known === true;
    },
    traces: (spanset, window, limit, signal) => ask(`${spanset}${newest()}`, window, limit, 1, noScopes, signal),
    spans: (condition, { text, scopes }, window, limit, signal) => {
      const q = `{${condition}}|count()<=${LARGEST}|${BY_PLACE}|${text}${NEWEST}`;
      return ask(q, window, limit, SPANS_PER_SET, scopes, signal);
    },
    groups: (condition, grouping, { text, scopes }, window, limit, signal) =>
      ask(`{${condition}}|${grouping}|${text}${NEWEST}`, window, limit, SPANS_PER_SET, scopes, signal),
    keys: async (query, window, limit, signal) =>
      readSetKeys(await request(`${query}${NEWEST}`, window, limit, 1, signal)),
  };
}
