import type { HttpAnswer } from '../port';
import { StoreError } from '../storeError';

/** A server that answered, but not with what was asked for. */
export class Refusal extends StoreError {
  constructor(
    message: string,
    advice: string[],
    readonly status: number,
    /** What the server said, without markup. */
    readonly told: string
  ) {
    super(message, advice);
    this.name = 'Refusal';
  }
}

/** An answer that is larger than what was to be read of it. */
export class TooLarge extends StoreError {
  constructor(who: string, limit: number) {
    super(`The answer of ${who} is larger than ${Math.round(limit / 1e6)} MB.`, [
      'Narrow the time range, filter, or lower the limit.',
    ]);
    this.name = 'TooLarge';
  }
}

const PROXY_DENIES = /authentication to data source failed/i;
const NO_TENANT = /no org id|missing tenant|tenant header|X-Scope-OrgID/i;
const TOO_LONG = /too long|too large|exceeds the (?:maximum )?(?:length|size)/i;

const wait = (header: string | null) => {
  const asked = header?.trim() ?? '';
  return /^\d{1,6}$/.test(asked) ? `Wait ${asked} s, then refresh; or refresh less often.` : 'Refresh less often.';
};

/**
 * A refused request as one sentence with what to do.
 * @param told what the server said, as far as it is made for people
 */
export function refusal(who: string, answer: Omit<HttpAnswer, 'body'>, told: string): Refusal {
  const { status, statusText } = answer;
  const code = `${status}${statusText === '' || statusText === String(status) ? '' : ` ${statusText}`}`;
  const said = told === '' ? '' : ` It said: ${told}`;
  const make = (sentence: string, advice: string) => new Refusal(sentence, [advice], status, told);
  if ((status === 400 || status === 401 || status === 403) && NO_TENANT.test(told)) {
    return make(
      `${who} serves several tenants and was not told which (${code}).`,
      'Set the tenant (X-Scope-OrgID) in the data source settings.'
    );
  }
  if (status === 401 || status === 403 || (status === 400 && PROXY_DENIES.test(told))) {
    return make(
      `${who} refused access (${code}).${said}`,
      'Check user, password or token in the data source settings.'
    );
  }
  if (status === 404) {
    return make(
      `${who} was not found at the URL (404).${said}`,
      `Check the URL: it is the root of ${who}, with the path of a prefix if it has one, without /api.`
    );
  }
  if (status === 413) {
    return make(`${who} or a proxy before it finds the answer too large (${code}).${said}`, 'Narrow the time range.');
  }
  if (status === 414 || (status === 400 && TOO_LONG.test(told))) {
    return make(`${who} finds the query too long (${code}).${said}`, 'Use fewer or shorter filters.');
  }
  if (status === 429) {
    return make(`${who} asks to slow down (${code}).${said}`, wait(answer.headers.get('retry-after')));
  }
  if (status === 502 || status === 503 || status === 504) {
    return make(
      `${who} cannot be reached just now (${code}).${said}`,
      status === 504
        ? 'It takes too long: narrow the time range, or raise the timeout of the proxy.'
        : 'Check that it is running and that it can be reached from here.'
    );
  }
  if (status >= 500) {
    return make(`${who} failed (${code}).${said}`, `Look at the log of ${who}; a narrower time range may help.`);
  }
  return make(`${who} did not take the query (${code}).${said}`, 'Check filters and the raw condition of the query.');
}

/** The text of an error page or body as one line: no markup, no control characters, not endless. */
export function plainTold(text: string): string {
  const line = text
    .slice(0, 4000)
    .replace(/<(script|style|head)\b[\s\S]*?<\/\1\s*>/gi, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return line.length > 300 ? `${line.slice(0, 297)}...` : line;
}
