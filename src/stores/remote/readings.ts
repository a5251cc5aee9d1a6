import { Observable, ReplaySubject, share, timer } from 'rxjs';
import type { LoopReading } from '../loopStore';
import type { LoopSet } from '../loopSet';

/** The panels of a dashboard ask within this time (ms). */
const FRESH_MS = 500;
/** Sets of loops that are kept. */
const KEPT = 3;

/** Reads and tells of what is read while it grows; stops when the signal is aborted. */
export type Run = (signal: AbortSignal, tell: (reading: LoopReading) => void) => Promise<LoopReading>;

/** Readings of a backend that is asked anew each time: queries for the same thing at the same time share one. */
export interface Readings<T extends Pick<LoopSet, 'table'>> {
  /** @param key what is asked for; a reading of the same that began at most half a second before `requestedAt` serves it too */
  read(key: string, requestedAt: number, run: Run): Observable<LoopReading>;
  /** Keeps a set for a while, so that the loops that were listed can be opened. */
  keep(set: T): void;
  /** Where a loop was read, the latest first. */
  holding(traceId: string): T | undefined;
}

interface Entry {
  startedAt: number;
  reading: Observable<LoopReading>;
}

export function createReadings<T extends Pick<LoopSet, 'table'>>(freshMs = FRESH_MS): Readings<T> {
  const entries = new Map<string, Entry>();
  let recent: T[] = [];

  function open(key: string, keepMs: number, run: Run): Observable<LoopReading> {
    const forget = () => {
      if (entries.get(key)?.reading === reading) {
        entries.delete(key);
      }
    };
    const begun = new Observable<LoopReading>((subscriber) => {
      const abort = new AbortController();
      let done = false;
      run(abort.signal, (reading) => subscriber.next(reading)).then(
        (reading) => {
          done = true;
          subscriber.next(reading);
          subscriber.complete();
        },
        (error: unknown) => subscriber.error(error)
      );
      return () => {
        abort.abort();
        if (done) {
          setTimeout(forget, keepMs);
        } else {
          forget();
        }
      };
    });
    const reading = begun.pipe(
      share({
        connector: () => new ReplaySubject<LoopReading>(1),
        resetOnComplete: () => timer(keepMs),
      })
    );
    return reading;
  }

  return {
    read(key, requestedAt, run) {
      const known = entries.get(key);
      if (known !== undefined && known.startedAt >= requestedAt - freshMs) {
        return known.reading;
      }
      const startedAt = Date.now();
      // Who takes an old answer will ask for it again: completion does with every key stroke.
      const keepMs = Math.max(freshMs, startedAt - requestedAt);
      const entry = { startedAt, reading: open(key, keepMs, run) };
      entries.set(key, entry);
      return entry.reading;
    },
    keep(set) {
      recent = [set, ...recent].slice(0, KEPT);
    },
    holding: (traceId) => recent.find((set) => set.table.find(traceId) !== undefined),
  };
}
