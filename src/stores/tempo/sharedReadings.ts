import { Observable, ReplaySubject, share } from 'rxjs';
import type { LoopReading } from '../loopStore';
import { PROFILES, type Profile } from './marks';

export interface ReadingKey {
  /** What is asked, but for the two below. */
  question: string;
  profile: Profile;
  /** Loops that it gives at most. */
  limit: number;
}

interface Entry extends ReadingKey {
  begunAt: number;
  reading: Observable<LoopReading>;
}

/** Panels of one dashboard ask at about the same time (ms). */
const FRESH_MS = 3_000;
/** Readings that are held: each has a table of its own. */
const MOST = 6;

/** Readings that several panels ask for at about one time: who asks for less gets what another one reads anyway. */
export function createSharedReadings() {
  let entries: Entry[] = [];

  return (key: ReadingKey, requestedAt: number, read: (signal: AbortSignal) => AsyncIterable<LoopReading>) => {
    const holds = (entry: Entry) =>
      entry.question === key.question &&
      entry.limit >= key.limit &&
      PROFILES.indexOf(entry.profile) >= PROFILES.indexOf(key.profile) &&
      entry.begunAt >= requestedAt - FRESH_MS;
    const known = entries.find(holds);
    if (known !== undefined) {
      return known.reading;
    }
    const drop = () => {
      entries = entries.filter((other) => other !== entry);
    };
    const entry: Entry = {
      ...key,
      begunAt: Date.now(),
      reading: observe(read, drop).pipe(
        share({ connector: () => new ReplaySubject<LoopReading>(1), resetOnComplete: false, resetOnRefCountZero: true })
      ),
    };
    entries = [entry, ...entries].slice(0, MOST);
    return entry.reading;
  };
}

/** What is read, as it comes; stopped and forgotten when nobody listens any more, or when it failed. */
function observe(read: (signal: AbortSignal) => AsyncIterable<LoopReading>, drop: () => void): Observable<LoopReading> {
  return new Observable((subscriber) => {
    const abort = new AbortController();
    let isDone = false;
    const run = async () => {
      for await (const reading of read(abort.signal)) {
        subscriber.next(reading);
      }
      isDone = true;
      subscriber.complete();
    };
    run().catch((error: unknown) => {
      drop();
      subscriber.error(error);
    });
    return () => {
      if (!isDone) {
        drop();
        abort.abort();
      }
    };
  });
}
