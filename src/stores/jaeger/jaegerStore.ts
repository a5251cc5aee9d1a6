import { defer } from 'rxjs';
import type { SpanRecord } from '../../core/formats/otlp/span';
import type { Notice } from '../../core/model/notice';
import type { TimeRange } from '../../core/query/query';
import { completeQuery } from '../../core/query/defaults';
import { createLoopSet, type LoopSet, type LoopSetOptions } from '../loopSet';
import type { LoopReading, LoopStore } from '../loopStore';
import type { HttpPort } from '../port';
import { createAsker } from '../remote/asker';
import { failureText } from '../remote/failed';
import { createReadings, type Run } from '../remote/readings';
import { StoreError } from '../storeError';
import { createJaegerApi, errorText, type JaegerApi } from './jaegerApi';
import { describeJaeger } from './jaegerHealth';
import { planPush, type JaegerPush } from './jaegerPush';
import { cutNotice, noNotices, openRangeNotice, tooManyServicesNotice } from './jaegerNotices';
import { companionSearch, asSent } from './companions';
import { searchService, type ReadSince } from './searchService';

export interface JaegerOptions extends LoopSetOptions {
  /** Sent as `X-Scope-OrgID` and `x-tenant`, for servers of several tenants. */
  tenant?: string;
  /** Most loops that are read of each service; what is beyond is told. */
  maxLoops?: number;
  /** Only loops of this service. */
  service?: string;
  /** Only loops of these services; all where there are none. */
  services?: string[];
  /** Longest pause of the server (ms). */
  timeoutMs?: number;
}

/** Jaeger answers whole traces, so that a list costs what its loops weigh. */
const DEFAULT_LOOPS = 200;
const MOST_LOOPS = 5000;
const MAX_SERVICES = 20;
/** Services that are asked side by side. */
const PARALLEL = 3;
const DAY = 86_400_000;
/** Read where the time range is open: storages that keep an index a day cannot look at all of them. */
export const OPEN_RANGE_MS = 30 * DAY;
/** Clocks of emitters may run ahead (ms). */
const AHEAD_MS = 3_600_000;

const TRACE_ID = /^[0-9a-f]{1,32}$/i;

/** Loops out of a Jaeger query service, by its HTTP interface of today (`/api/v3`) or that of earlier servers. */
export function createJaegerStore(http: HttpPort, options: JaegerOptions = {}): LoopStore & { api: JaegerApi } {
  const { tenant = '', timeoutMs } = options;
  const asker = createAsker(http, 'Jaeger', {
    headers: tenant === '' ? {} : { 'X-Scope-OrgID': tenant, 'x-tenant': tenant },
    readError: (text) => errorText(tryJson(text)),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  });
  const api = createJaegerApi(asker);
  const readings = createReadings<LoopSet>();
  const ownServices = options.services ?? (options.service === undefined ? [] : [options.service]);

  /** The services to ask, and how many there are. */
  async function chooseServices(push: JaegerPush, signal: AbortSignal): Promise<{ names: string[]; of: number }> {
    if (push.service !== null) {
      const isAsked = ownServices.length === 0 || ownServices.includes(push.service);
      return { names: isAsked ? [push.service] : [], of: 1 };
    }
    const all = ownServices.length > 0 ? ownServices : await api.services(signal);
    return { names: all.slice(0, MAX_SERVICES), of: all.length };
  }

  function runOf(range: TimeRange, limit: number, push: JaegerPush): Run {
    return (signal, tell) => {
      const set = createLoopSet(options);
      readings.keep(set);
      return push.traceId === null
        ? search(set, range, limit, push, signal, tell)
        : one(set, push.traceId.toLowerCase(), signal);
    };
  }

  async function one(set: LoopSet, traceId: string, signal: AbortSignal): Promise<LoopReading> {
    if (TRACE_ID.test(traceId)) {
      const spans = await api.trace(traceId, signal);
      const others = companionSearch(spans);
      set.addSpans(asSent(others === null ? spans : [...spans, ...(await api.search(others, signal))]));
    }
    return set.reading([], 'done');
  }

  async function search(
    set: LoopSet,
    range: TimeRange,
    limit: number,
    push: JaegerPush,
    signal: AbortSignal,
    tell: (reading: LoopReading) => void
  ): Promise<LoopReading> {
    const to = range.to ?? Date.now() + AHEAD_MS;
    const from = (range.from ?? to - OPEN_RANGE_MS) - push.lookBack;
    const { names, of } = await chooseServices(push, signal);
    const notices: Notice[] = [
      ...(range.from === null ? [openRangeNotice(from)] : []),
      ...(names.length < of ? [tooManyServicesNotice(names.length, of)] : []),
    ];
    const failures: unknown[] = [];
    const ends: Array<{ service: string; since: ReadSince }> = [];
    const waiting = [...names];
    const work = async () => {
      for (let service = waiting.shift(); service !== undefined; service = waiting.shift()) {
        const add = (spans: SpanRecord[]) => {
          set.addSpans(asSent(spans));
          tell(set.reading(notices, 'streaming'));
        };
        try {
          const asked = { service, from, to, limit, tags: push.tags, add };
          ends.push({ service, since: await searchService(api, asked, signal) });
        } catch (error) {
          signal.throwIfAborted();
          failures.push(error);
          notices.push({ severity: 'error', text: `${service}: ${failureText(error)}`, count: 1, where: service });
        }
      }
    };
    await Promise.all(Array.from({ length: PARALLEL }, work));
    if (failures.length > 0 && failures.length === names.length) {
      throw failures[0];
    }
    const cut = ends.filter(({ since }) => since !== null);
    return set.reading([...notices, ...(cut.length === 0 ? noNotices : [cutNotice(cut, limit, to)])], 'done');
  }

  const read: LoopStore['read'] = (range, requestedAt, query = completeQuery({})) =>
    // What is wrong with a query is told to who waits for the answer.
    defer(() => {
      const push = planPush(query);
      // Which loops are the newest is known only when more of them were read, and panels with other limits share it.
      const limit = Math.min(MOST_LOOPS, Math.max(query.limit ?? 0, options.maxLoops ?? DEFAULT_LOOPS));
      return readings.read(JSON.stringify([range, push, limit]), requestedAt, runOf(range, limit, push));
    });

  return {
    api,
    read,
    document: () => Promise.reject(new StoreError('Jaeger keeps spans, not documents.')),
    async open(traceId, signal) {
      const set = readings.holding(traceId);
      if (set !== undefined) {
        return set.open(traceId);
      }
      const fresh = createLoopSet(options);
      await one(fresh, traceId, signal);
      return fresh.open(traceId);
    },
    health: () => describeJaeger(api, asker, read),
  };
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
