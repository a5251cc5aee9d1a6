import type { HttpAnswer, HttpPort } from '../port';
import { StoreError } from '../storeError';
import { plainTold, refusal, TooLarge } from './refusal';

/** Longest body that is read where nothing else is said (bytes). */
const MAX_BYTES = 128e6;
/** What is read of an error page (bytes). */
const MAX_ERROR = 16e3;
/** Longest wait for an answer to begin or to go on (ms). */
const TIMEOUT_MS = 60_000;

export interface AskOptions {
  signal: AbortSignal;
  /** Longest body that is of use; a longer one throws TooLarge. */
  maxBytes?: number;
}

/** Asks one server by GET; what goes wrong becomes a sentence. */
export interface Asker {
  /** The name by which people know the server: `Jaeger`. */
  readonly who: string;
  /** The body of a good answer. Throws Refusal, TooLarge or StoreError; what aborted it where that was the caller. */
  text(path: string, options: AskOptions): Promise<string>;
}

export interface AskerOptions {
  headers?: Record<string, string>;
  /** Reads what an error body says; null where it is of another form. */
  readError?(text: string): string | null;
  /** Longest pause of the server (ms). */
  timeoutMs?: number;
}

export function createAsker(http: HttpPort, who: string, options: AskerOptions = {}): Asker {
  const { headers = {}, readError = () => null, timeoutMs = TIMEOUT_MS } = options;

  async function text(path: string, { signal, maxBytes = MAX_BYTES }: AskOptions): Promise<string> {
    signal.throwIfAborted();
    const watch = createWatch(signal, timeoutMs);
    let answer: HttpAnswer;
    try {
      answer = await watch.orTimeOut(
        http.request({ url: path, headers: { Accept: 'application/json', ...headers }, signal: watch.signal })
      );
    } catch (error) {
      watch.stop();
      signal.throwIfAborted();
      throw watch.timedOut ? tooSlow(who, timeoutMs) : unreachable(who, error);
    }
    const isGood = answer.status >= 200 && answer.status < 300;
    const parts: string[] = [];
    const decoder = new TextDecoder();
    let read = 0;
    try {
      const chunks = answer.body[Symbol.asyncIterator]();
      for (;;) {
        const { value, done } = await watch.orTimeOut(chunks.next());
        if (done === true) {
          break;
        }
        watch.alive();
        read += value.length;
        if (read > (isGood ? maxBytes : MAX_ERROR)) {
          watch.abort();
          break;
        }
        parts.push(decoder.decode(value, { stream: true }));
      }
    } catch (error) {
      signal.throwIfAborted();
      throw watch.timedOut ? tooSlow(who, timeoutMs) : broken(who, read, error);
    } finally {
      watch.stop();
    }
    const body = parts.join('') + decoder.decode();
    if (!isGood) {
      throw refusal(who, answer, plainTold(readError(body) ?? body));
    }
    if (read > maxBytes) {
      throw new TooLarge(who, maxBytes);
    }
    return body;
  }

  return { who, text };
}

const reasonOf = (error: unknown) => (error instanceof Error ? (causeOf(error) ?? error.message) : String(error));
/** Node's `fetch failed` tells the reason in its cause. */
const causeOf = ({ cause }: Error) => (cause instanceof Error && cause.message !== '' ? cause.message : null);

const unreachable = (who: string, error: unknown) =>
  new StoreError(`${who} could not be reached (${reasonOf(error)}).`, [
    'Check the URL, that it is running, and that it can be reached from here.',
  ]);

const tooSlow = (who: string, ms: number) =>
  new StoreError(`${who} did not answer within ${Math.round(ms / 1000)} s.`, [
    'Narrow the time range, or look at how busy the server is.',
  ]);

const broken = (who: string, bytes: number, error: unknown) =>
  new StoreError(
    `The connection to ${who} broke after ${bytes.toLocaleString('en-US')} bytes of its answer (${reasonOf(error)}).`,
    ['Refresh; if it happens again, look at the log of the server and of proxies before it.']
  );

/** A body that ends too early, or is no JSON at all. */
export const unreadable = (who: string, text: string): StoreError =>
  /^\s*[[{]/.test(text)
    ? new StoreError(`The answer of ${who} breaks off after ${text.length.toLocaleString('en-US')} characters.`, [
        'Refresh; if it happens again, narrow the time range and look at proxies before the server.',
      ])
    : new StoreError(
        `What answers at the URL is not ${who}: ${plainTold(text).slice(0, 80) || 'its answer is empty'}`,
        [`Check the URL: it is the root of ${who}.`]
      );

/** Aborts when the caller does, or when nothing came for too long. */
function createWatch(outer: AbortSignal, timeoutMs: number) {
  const abort = new AbortController();
  let timedOut = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let giveUp: (error: Error) => void = () => undefined;
  const over = new Promise<never>((_, reject) => {
    giveUp = reject;
  });
  // Nobody may be waiting for it.
  over.catch(() => undefined);
  const end = (): void => {
    abort.abort();
    giveUp(new DOMException('The request was cancelled.', 'AbortError'));
  };
  const alive = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      timedOut = true;
      end();
    }, timeoutMs);
  };
  outer.addEventListener('abort', end, { once: true });
  alive();
  return {
    signal: abort.signal,
    alive,
    abort: end,
    /** A port that does not heed its signal must not keep anybody waiting. */
    orTimeOut: <T>(work: Promise<T>): Promise<T> => Promise.race([work, over]),
    stop(): void {
      clearTimeout(timer);
      outer.removeEventListener('abort', end);
    },
    get timedOut() {
      return timedOut;
    },
  };
}
