import { detectFormat } from '../../core/formats/detect';
import { isObject, type JsonObject } from '../../core/formats/json';
import { loopgymId, readLoopgymSteps } from '../../core/formats/loopgym';
import { ltfStart, readLtfSteps } from '../../core/formats/ltf/steps';
import { parseWrapped } from '../../core/formats/wrapped';
import type { Notice } from '../../core/model/notice';
import { completeQuery } from '../../core/query/defaults';
import type { LoopQuery, TimeRange } from '../../core/query/query';
import { createLoopSet, type LoopSet, type LoopSetOptions } from '../loopSet';
import type { LoopReading, LoopStore } from '../loopStore';
import type { HttpPort } from '../port';
import { createAsker } from '../remote/asker';
import { createReadings } from '../remote/readings';
import { StoreError } from '../storeError';
import { createLokiApi, type Entry } from './lokiApi';
import { describeLoki } from './lokiHealth';
import { parsePage, type LinesOfPage } from './lokiLines';
import { crowdedNotice, cutNotice, lineNotices, openRangeNotice, shippedLaterNotice } from './lokiNotices';
import { DEFAULT_LIMITS, readPages } from './lokiPages';
import { quote, toLogQl, type LokiQueries } from './lokiQuery';
import { toMs, toNanos, type Nanos } from './nanos';

export interface LokiOptions extends LoopSetOptions {
  /** The streams that hold loops, in LogQL: `{job="loops"}`. */
  selector?: string;
  /** Sent as `X-Scope-OrgID`, for servers of several tenants. */
  tenant?: string;
  /** Most loops that one query reads; what is beyond is told. */
  maxLoops?: number;
  /** How long after the end of a loop its line may be shipped (hours). */
  shippedWithinHours?: number;
  /** Longest pause of the server (ms). */
  timeoutMs?: number;
}

const HOUR = 3_600_000;
/** Read where the time range is open (ms). */
const OPEN_RANGE_MS = 30 * 24 * HOUR;
/** Parts of loops shipped so long before the range are read, for loops that go on in it (ms). */
const LOOK_BACK_MS = 6 * HOUR;
const DEFAULT_LOOPS = 5000;
const MAX_LINES = 100_000;
/** All lines of one reading together (characters). */
const MAX_TEXT = 256e6;

/** A loop set that knows when its documents were shipped. */
interface LokiSet {
  table: LoopSet['table'];
  loops: LoopSet;
  places: Map<string, Nanos>;
  queries: LokiQueries;
}

/** Loops out of lines that were shipped to Loki, each line read as that of a file. */
export function createLokiStore(http: HttpPort, options: LokiOptions = {}): LoopStore {
  const { tenant = '', selector = '', shippedWithinHours = 24, maxLoops = DEFAULT_LOOPS, timeoutMs } = options;
  const asker = createAsker(http, 'Loki', {
    headers: tenant === '' ? {} : { 'X-Scope-OrgID': tenant },
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  });
  const api = createLokiApi(asker);
  const limits = { ...DEFAULT_LIMITS };
  const readings = createReadings<LokiSet>();

  /** Pages are read newest first, but of two documents with one id the one that was shipped later counts. */
  function build(pages: LinesOfPage[], queries: LokiQueries): LokiSet {
    const loops = createLoopSet(options);
    const places = new Map<string, Nanos>();
    for (const page of [...pages].reverse()) {
      loops.addLines(page.lines);
      page.places.forEach((time, traceId) => places.set(traceId, time));
    }
    return { loops, table: loops.table, places, queries };
  }

  async function run(
    range: TimeRange,
    query: LoopQuery,
    signal: AbortSignal,
    tell: (reading: LoopReading) => void
  ): Promise<LoopReading> {
    const queries = toLogQl(selector, query);
    const now = Date.now() + 60_000;
    const asked = range.to ?? now;
    const to = Math.max(Math.min(asked + shippedWithinHours * HOUR, now), 0);
    const from = range.from ?? to - OPEN_RANGE_MS;
    const notices: Notice[] = [
      ...(range.from === null ? [openRangeNotice(from)] : []),
      ...(asked < now - 2 * 60_000 ? [shippedLaterNotice(shippedWithinHours)] : []),
    ];
    const pages: LinesOfPage[] = [];
    const early = createLoopSet(options);
    let lines = 0;
    let text = 0;
    let crowded = false;
    const windows = [
      { query: queries.within, from: toNanos(from), to: toNanos(to) },
      ...(range.from === null
        ? []
        : [{ query: queries.before, from: toNanos(from - LOOK_BACK_MS), to: toNanos(from) }]),
    ];
    reading: for (const window of windows) {
      for await (const { entries, incomplete } of readPages(api, window, limits, signal)) {
        const page = await parsePage(entries);
        signal.throwIfAborted();
        crowded ||= incomplete;
        pages.push(page);
        lines += page.count;
        text += entries.reduce((sum, { line }) => sum + line.length, 0);
        early.addLines(page.lines);
        tell(early.reading(notices, 'streaming'));
        if (lines >= MAX_LINES || text >= MAX_TEXT || early.table.liveCount >= maxLoops) {
          const oldest = entries.at(-1)?.time;
          if (oldest !== undefined && oldest > window.from) {
            notices.push(cutNotice(lines, toMs(oldest)));
          }
          break reading;
        }
      }
    }
    const set = build(pages, queries);
    readings.keep(set);
    return set.loops.reading([...notices, ...(crowded ? [crowdedNotice()] : []), ...lineNotices(pages)], 'done');
  }

  const read: LoopStore['read'] = (range, requestedAt, query = completeQuery({})) => {
    const key = JSON.stringify([range, query.filters, query.expr, query.traceId]);
    return readings.read(key, requestedAt, (signal, tell) => run(range, query, signal, tell));
  };

  /** The document of a loop, out of the line that it was read from. */
  async function document(traceId: string, signal: AbortSignal): Promise<JsonObject> {
    const set = readings.holding(traceId);
    const time = set?.places.get(traceId);
    if (set === undefined || time === undefined) {
      throw gone(traceId);
    }
    const filter = /^[\w.:-]+$/.test(traceId) ? ` |= ${quote(traceId)}` : '';
    const query = { query: `${set.queries.plain}${filter}`, from: time, to: time + 1n, limit: limits.lines };
    const found = findDocument(await api.lines(query, signal), traceId);
    if (found === null) {
      throw gone(traceId);
    }
    return found;
  }

  return {
    read,
    document,
    async open(traceId, signal) {
      const set = readings.holding(traceId);
      if (set !== undefined && !set.places.has(traceId)) {
        return set.loops.open(traceId);
      }
      const whole = await document(traceId, signal);
      const steps = detectFormat(whole) === 'loopgym' ? readLoopgymSteps(whole) : readLtfSteps(whole);
      return { steps, handoffs: [], start: ltfStart(whole) };
    },
    health: () => describeLoki(api, read, selector),
  };
}

const gone = (traceId: string) =>
  new StoreError(`The loop ${traceId.slice(0, 80)} is not in what was read from Loki.`, ['Refresh to read it again.']);

/** Of several lines of one time and one loop the last counts. */
function findDocument(entries: Entry[], traceId: string): JsonObject | null {
  for (const { line } of entries) {
    let value: unknown;
    try {
      value = parseWrapped(line).value;
    } catch {
      continue;
    }
    if (isObject(value) && (value.trace_id === traceId || loopgymId(value) === traceId)) {
      return value;
    }
  }
  return null;
}
