import { withDeadline } from '../../stores/deadline';
import { plain } from '../plain';

/** Whoever does not answer within this (ms) is down. */
const TIMEOUT_MS = 10_000;

/** Something was not taken. */
export class SendError extends Error {
  constructor(
    message: string,
    /** Of HTTP; 0 where there was no answer. */
    readonly status: number
  ) {
    super(message);
    this.name = 'SendError';
  }
}

/** Posts JSON; throws a sentence that names the address where that did not work. */
export async function post(url: string, body: unknown, signal: AbortSignal): Promise<void> {
  const deadline = withDeadline(signal, TIMEOUT_MS);
  let answer: Response;
  let text: string;
  try {
    answer = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
      signal: deadline.signal,
    });
    text = await answer.text();
  } catch (error) {
    const isLate = deadline.signal.aborted && !signal.aborted;
    const reason = isLate ? `no answer within ${TIMEOUT_MS / 1000} s` : reasonOf(error);
    throw new SendError(`${url} could not be reached (${reason}).`, 0);
  } finally {
    deadline.end();
  }
  if (!answer.ok) {
    const said = plain(text).trim().slice(0, 200);
    throw new SendError(`${url} refused with ${answer.status}${said === '' ? '' : `: ${said}`}`, answer.status);
  }
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message || cause.name : String(cause);
}

/** Loki refuses longer lines by default (bytes). */
export const LOKI_MAX_LINE = 256 * 1024;

/** What Loki's push API takes: one stream, each line a little later than the one before. */
export function lokiPush(lines: string[], now: number): unknown {
  const values = lines.map((line, i) => [String(BigInt(now) * 1_000_000n + BigInt(i)), line]);
  return { streams: [{ stream: { service_name: 'loops' }, values }] };
}
