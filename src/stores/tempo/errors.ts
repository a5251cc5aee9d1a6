import { StoreError } from '../storeError';

/** A refusal that other ways of asking can get round: what it was about. */
export type Refusal = 'missing' | 'syntax' | 'range' | 'limit' | 'too-large' | 'too-slow' | 'other';

/** What Tempo said instead of an answer. */
export class TempoError extends StoreError {
  constructor(
    message: string,
    advice: string[],
    readonly status: number,
    readonly refusal: Refusal,
    /** Tempo's own words. */
    readonly told: string
  ) {
    super(message, advice);
    this.name = 'TempoError';
  }
}

/** Whether it was refused for its size, so that smaller parts of it may be had. */
export const isUnwieldy = (error: unknown): error is TempoError =>
  error instanceof TempoError && (error.refusal === 'too-large' || error.refusal === 'too-slow');

const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ').trim().slice(0, 300);

/** A page of a proxy or of another service tells nobody anything. */
const words = (text: string) => (/^\s*(<|$)/.test(text) ? '' : `: ${oneLine(text)}`);

const TOO_LARGE =
  /larger than (the )?max|exceeds max(imum)? size|max(imum)? trace size|ResourceExhausted|trace too large|too many bytes/i;
/** The server itself ran out of time, putting it together. */
const TOO_SLOW = /deadline exceeded/i;
const TOO_LONG = /query.{0,40}(too long|too large|exceeds)|expression.{0,40}exceeds|max.?query.?expression/i;

/** Servers before 3.0 work metrics out in a generator that has to be set up for it. */
const NO_METRICS = /finding generators|localblocks processor not found/i;

function refusalOf(status: number, text: string): Refusal {
  if (TOO_LARGE.test(text) || status === 413 || (status === 422 && /size|bytes|large/i.test(text))) {
    return 'too-large';
  }
  if (status >= 500 && TOO_SLOW.test(text)) {
    return 'too-slow';
  }
  if (status === 404 || status === 405 || status === 501 || NO_METRICS.test(text)) {
    return 'missing';
  }
  if (/range specified by start and end|maximum allowed duration|exceeds.{0,30}duration/i.test(text)) {
    return 'range';
  }
  if (/exceeds max limit|spans per span set exceeds/i.test(text)) {
    return 'limit';
  }
  return status === 400 || /operator not supported|unsupported|parse error/i.test(text) ? 'syntax' : 'other';
}

/** What Tempo calls a tenant that it does not take: `tenant ID 'a b' contains unsupported character`. */
const BAD_TENANT = /^tenant id\b/i;

/** A tenant that cannot be one; `why` in words. */
export const badTenant = (why: string, status = 0) =>
  new TempoError(
    `The tenant is none that Tempo takes (${why}).`,
    ['Correct the tenant (X-Scope-OrgID) in the settings of the data source.'],
    status,
    'other',
    why
  );

/** One sentence for an answer that is none. `what` is what was asked for, in words: `the search`. */
export function tempoError(what: string, status: number, text: string, retryAfter: string | null): TempoError {
  const refusal = refusalOf(status, text);
  const make = (message: string, ...advice: string[]) =>
    new TempoError(message, advice, status, refusal, oneLine(text));
  if (BAD_TENANT.test(text)) {
    return badTenant(`${status}: ${oneLine(text)}`, status);
  }
  if (status === 401 || status === 403) {
    return /org.?id/i.test(text)
      ? make(
          `Tempo keeps its tenants apart and was not told which one to read (${status}).`,
          'Set the tenant (X-Scope-OrgID) in the settings of the data source.'
        )
      : make(
          `Tempo does not let us in (${status}${words(text)}).`,
          'Check the credentials, and the tenant where it has several.'
        );
  }
  if (status === 414 || status === 431 || TOO_LONG.test(text)) {
    return make(
      `The query is too long for Tempo or a proxy before it (${status}${words(text)}).`,
      'Use fewer filters.'
    );
  }
  if (refusal === 'too-large') {
    return make(
      `Tempo does not give ${what} because it is too large (${status}${words(text)}).`,
      'Narrow the time range, filter, or ask for one iteration of the loop.'
    );
  }
  if (status === 404) {
    return make(`There is no Tempo at the URL: ${what} is not found there (404).`, 'Give the address of Tempo itself.');
  }
  if (status === 429) {
    const wait = retryAfter === null ? 'in a while' : `in ${retryAfter.slice(0, 40)} s`;
    return make(
      `Tempo is asked too often (429${words(text)}).`,
      `Try again ${wait}, or let the dashboard refresh less often.`
    );
  }
  if (status >= 500) {
    return make(
      `Tempo could not answer ${what} (${status}${words(text)}).`,
      status === 502 || status === 503
        ? 'Check that Tempo is running and ready, and that it can be reached from there.'
        : 'Try a shorter time range; if it happens again, look at the log of Tempo.'
    );
  }
  return make(
    `Tempo refused ${what} (${status}${words(text)}).`,
    'Check the filters and the TraceQL condition of the query.'
  );
}
