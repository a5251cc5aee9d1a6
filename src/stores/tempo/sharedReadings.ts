import { map, Observable, ReplaySubject, share, timer } from 'rxjs';
import type { TimeRange } from '../../core/query/query';
import type { LoopReading } from '../loopStore';
import { PROFILES, type Profile } from './marks';

export interface ReadingKey {
  /** What is asked, but for those below. */
  question: string;
  range: TimeRange;
  profile: Profile;
  /** Loops that it gives at most. */
  limit: number;
}

interface Entry extends ReadingKey {
  requestedAt: number;
  begunAt: number;
  isRunning: boolean;
  reading: Observable<LoopReading>;
}

/** Panels of one dashboard ask at about the same time (ms). */
const FRESH_MS = 3_000;
/** Readings that are held: each has a table of its own. */
const MOST = 6;
/** A dashboard that refreshes lets go of a reading, and asks again at once: for so long it goes on (ms). */
const GRACE_MS = 1_000;
/** What clocks and roundings may differ by (ms). */
const SLACK_MS = 1_000;
/** The part of its range that a reading may lack at its end. */
const MOST_LACKING = 0.5;

const isSame = (a: TimeRange, b: TimeRange) => a.from === b.from && a.to === b.to;

/** By how much a bound was moved on (ms); NaN where one of the two is open. */
const shift = (earlier: number | null, later: number | null) =>
  earlier === null || later === null ? (earlier === later ? 0 : NaN) : later - earlier;

/**
 * How much of a range at its end (ms) a reading does not hold that was asked for `elapsed` before. Null where its range is
 * not the same one, which has moved on with the clock since.
 */
function lacking(earlier: TimeRange, range: TimeRange, elapsed: number): number | null {
  const isOfClock = (by: number) => by >= 0 && by <= elapsed + SLACK_MS;
  const lack = range.to === null ? elapsed : shift(earlier.to, range.to);
  const width = (range.to ?? Infinity) - (range.from ?? 0);
  const isServed = isOfClock(shift(earlier.from, range.from)) && isOfClock(shift(earlier.to, range.to));
  return isServed && lack <= MOST_LACKING * width ? lack : null;
}

/**
 * Readings that several panels ask for at about one time: who asks for less gets what another one reads anyway. A dashboard
 * that refreshes before a reading has come to its end gets that one, too; else it would begin anew for ever.
 */
export function createSharedReadings() {
  let entries: Entry[] = [];

  return (
    key: ReadingKey,
    requestedAt: number,
    read: (signal: AbortSignal) => AsyncIterable<LoopReading>
  ): Observable<LoopReading> => {
    const fits = (entry: Entry) =>
      entry.question === key.question &&
      entry.limit >= key.limit &&
      PROFILES.indexOf(entry.profile) >= PROFILES.indexOf(key.profile);
    const lackOf = (entry: Entry) => lacking(entry.range, key.range, requestedAt - entry.requestedAt);
    const isFresh = (entry: Entry) => isSame(entry.range, key.range) && entry.begunAt >= requestedAt - FRESH_MS;
    const fresh = entries.find((entry) => fits(entry) && isFresh(entry));
    if (fresh !== undefined) {
      return fresh.reading;
    }
    const running = entries.find((entry) => fits(entry) && entry.isRunning && lackOf(entry) !== null);
    if (running !== undefined) {
      return withoutEnd(running.reading, lackOf(running) ?? 0);
    }
    const drop = () => {
      entry.isRunning = false;
      entries = entries.filter((other) => other !== entry);
    };
    const done = () => {
      entry.isRunning = false;
    };
    const entry: Entry = {
      ...key,
      requestedAt,
      begunAt: Date.now(),
      isRunning: true,
      reading: observe(read, drop, done).pipe(
        share({
          connector: () => new ReplaySubject<LoopReading>(1),
          resetOnComplete: false,
          resetOnRefCountZero: () => timer(GRACE_MS),
        })
      ),
    };
    entries = [entry, ...entries].slice(0, MOST);
    return entry.reading;
  };
}

/** A reading that began before the end of what is asked for: it says so. */
function withoutEnd(reading: Observable<LoopReading>, lack: number): Observable<LoopReading> {
  const seconds = Math.round(lack / 1000);
  const text = `Tempo takes longer than the time between two refreshes: loops of the last ${seconds} s come with the next reading.`;
  return seconds === 0
    ? reading
    : reading.pipe(
        map((one) => ({ ...one, notices: [...one.notices, { severity: 'info', text, count: 1, where: null }] }))
      );
}

/** What is read, as it comes; stopped and forgotten when nobody listens any more, or when it failed. */
function observe(
  read: (signal: AbortSignal) => AsyncIterable<LoopReading>,
  drop: () => void,
  done: () => void
): Observable<LoopReading> {
  return new Observable((subscriber) => {
    const abort = new AbortController();
    let isDone = false;
    const run = async () => {
      for await (const reading of read(abort.signal)) {
        subscriber.next(reading);
      }
      isDone = true;
      done();
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
