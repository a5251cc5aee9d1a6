interface Entry {
  result: Promise<unknown>;
  abort: AbortController;
  waiting: number;
  settledAt: number | null;
}

/** Work that several ask for at one time is done once; it is stopped when nobody waits for it any more. */
export interface SharedWork {
  get<T>(key: string, signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
}

/** @param freshMs how long a result serves those who ask later; @param most results that are held */
export function createSharedWork(freshMs: number, most = 32): SharedWork {
  const entries = new Map<string, Entry>();

  function tidy(): void {
    const now = Date.now();
    for (const [key, entry] of entries) {
      const isOld = entry.settledAt !== null && now - entry.settledAt > freshMs;
      if (isOld || (entry.settledAt !== null && entries.size > most)) {
        entries.delete(key);
      }
    }
  }

  function start<T>(key: string, work: (signal: AbortSignal) => Promise<T>): Entry {
    const abort = new AbortController();
    const entry: Entry = { result: work(abort.signal), abort, waiting: 0, settledAt: null };
    entries.set(key, entry);
    const forget = () => {
      if (entries.get(key) === entry) {
        entries.delete(key);
      }
    };
    entry.result.then(() => (entry.settledAt = Date.now()), forget);
    return entry;
  }

  return {
    get<T>(key: string, signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
      tidy();
      const entry = entries.get(key) ?? start(key, work);
      entry.waiting++;
      return new Promise<T>((resolve, reject) => {
        const leave = () => {
          signal.removeEventListener('abort', onAbort);
          entry.waiting--;
          if (entry.waiting === 0 && entry.settledAt === null) {
            entries.delete(key);
            entry.abort.abort();
          }
        };
        const onAbort = () => {
          leave();
          reject(signal.reason instanceof Error ? signal.reason : new Error('The request was cancelled.'));
        };
        if (signal.aborted) {
          onAbort();
          return;
        }
        signal.addEventListener('abort', onAbort, { once: true });
        entry.result.then(
          (value) => {
            signal.removeEventListener('abort', onAbort);
            entry.waiting--;
            resolve(value as T);
          },
          (error: unknown) => {
            signal.removeEventListener('abort', onAbort);
            entry.waiting--;
            reject(error instanceof Error ? error : new Error(String(error)));
          }
        );
      });
    },
  };
}
