/** A signal that aborts with another one, or after a time. */
export interface Deadline {
  signal: AbortSignal;
  abort(): void;
  /** To be called when the work is over. */
  end(): void;
}

/** `AbortSignal.any` with a timeout is not it: Node loses such a timeout when it tidies its memory. @param ms milliseconds */
export function withDeadline(signal: AbortSignal, ms = Infinity): Deadline {
  const own = new AbortController();
  const timer = Number.isFinite(ms) ? setTimeout(() => own.abort(), ms) : undefined;
  const abort = () => {
    clearTimeout(timer);
    own.abort(signal.reason);
  };
  if (signal.aborted) {
    abort();
  }
  signal.addEventListener('abort', abort, { once: true });
  return {
    signal: own.signal,
    abort: () => own.abort(),
    end() {
      signal.removeEventListener('abort', abort);
      clearTimeout(timer);
    },
  };
}
