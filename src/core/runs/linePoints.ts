import type { LoomflowMetric, MetricPoint } from '../formats/loomflowMetrics';
import type { SpanRecord, SpanTold } from '../formats/otlp/span';

interface WaitingSpan {
  traceId: string;
  span: SpanRecord;
  start: number;
  end: number;
  told: SpanTold;
}

interface Pool {
  spans: Map<string, WaitingSpan>;
  points: Set<MetricPoint>;
  /** What was read, so that a line that comes twice counts once. */
  seen: Set<string>;
  isDirty: boolean;
}

/** A metric is written right after, or right before, the end of the span that it is about (ms). */
const NEAR_MS = 2000;

/** Metric lines of one file that are remembered. */
const MAX_POINTS = 1_000_000;

const SLOTS = {
  'loom.tokens.input': 'inputTokens',
  'loom.tokens.output': 'outputTokens',
  'loom.cost.usd': 'costUsd',
} as const satisfies Partial<Record<LoomflowMetric, keyof SpanTold>>;

const nameOf = ({ name, attributes }: SpanRecord) => attributes['loom.span.name'] ?? name;

/** What a span can be told about; null for spans that no metric is about. */
function bucketOf(span: SpanRecord): string | null {
  const { attributes } = span;
  switch (nameOf(span)) {
    case 'loom.tool':
      return `tool ${String(attributes.tool)}`;
    case 'loom.model.complete':
    case 'loom.model.stream':
      return `model ${String(attributes.model)}`;
    case 'loom.run':
      return 'run';
    default:
      return null;
  }
}

const pointBucket = ({ metric, tool, model }: MetricPoint) =>
  metric === 'loom.tool.duration_ms'
    ? `tool ${String(tool)}`
    : metric === 'loom.session.duration_ms' || metric === 'loom.budget.exceeded'
      ? 'run'
      : `model ${String(model)}`;

const fitsSession = ({ session }: MetricPoint, { span }: WaitingSpan) =>
  session === null || span.attributes.session_id === undefined || span.attributes.session_id === session;

/**
 * Metric lines of loomflow's FileTelemetry, which name neither trace nor span: each is given to the span that it
 * follows, by tool or model, duration and time, within one file.
 */
export class LinePoints {
  private readonly pools = new Map<number, Pool>();
  /** Points that no span was found for yet, by session. */
  private readonly unmatched = new Map<string, Set<MetricPoint>>();

  private pool(source: number): Pool {
    let pool = this.pools.get(source);
    if (pool === undefined) {
      pool = { spans: new Map(), points: new Set(), seen: new Set(), isDirty: false };
      this.pools.set(source, pool);
    }
    return pool;
  }

  /** True where the point was not known. `key` tells it from others of its file. */
  add(point: MetricPoint, source: number, key: string): boolean {
    const pool = this.pool(source);
    const { metric, value, time, session, model, tool, ok } = point;
    const id = time === null ? key : JSON.stringify([metric, value, time, session, model, tool, ok]);
    if (pool.seen.has(id)) {
      return false;
    }
    pool.seen.add(id);
    pool.points.add(point);
    if (pool.seen.size > MAX_POINTS) {
      this.forgetOldest(pool);
    }
    pool.isDirty = true;
    if (session !== null) {
      this.unmatched.set(session, (this.unmatched.get(session) ?? new Set()).add(point));
    }
    return true;
  }

  /** Lines come twice soon after each other, or not at all; a point that found no span by now finds none. */
  private forgetOldest({ seen, points }: Pool): void {
    for (const id of seen) {
      if (seen.size <= MAX_POINTS / 2) {
        break;
      }
      seen.delete(id);
    }
    for (const point of points) {
      if (points.size <= MAX_POINTS / 2) {
        break;
      }
      points.delete(point);
      if (point.session !== null) {
        this.unmatched.get(point.session)?.delete(point);
      }
    }
  }

  /** A span as it stands now; `traceId` is that of its loop. */
  addSpan(span: SpanRecord, traceId: string, source: number): void {
    if (span.startTime === null || span.endTime === null || span.scope !== 'loomflow' || bucketOf(span) === null) {
      return;
    }
    const pool = this.pool(source);
    pool.spans.set(span.spanId, { traceId, span, start: span.startTime, end: span.endTime, told: span.told ?? {} });
    pool.isDirty = true;
  }

  /** Gives points to spans; those spans that were told something. */
  match(): Array<{ spanId: string; traceId: string; told: SpanTold }> {
    const told = new Map<string, { spanId: string; traceId: string; told: SpanTold }>();
    for (const pool of this.pools.values()) {
      if (pool.isDirty && pool.points.size > 0 && pool.spans.size > 0) {
        for (const { traceId, span, told: news } of this.matchPool(pool)) {
          told.set(span.spanId, { spanId: span.spanId, traceId, told: news });
        }
      }
      pool.isDirty = false;
    }
    return [...told.values()];
  }

  private matchPool(pool: Pool): Set<WaitingSpan> {
    const buckets = new Map<string, WaitingSpan[]>();
    for (const waiting of [...pool.spans.values()].sort((a, b) => a.end - b.end)) {
      const key = bucketOf(waiting.span) ?? '';
      const bucket = buckets.get(key);
      if (bucket === undefined) {
        buckets.set(key, [waiting]);
      } else {
        bucket.push(waiting);
      }
    }
    const changed = new Set<WaitingSpan>();
    // Budgets last: whether a run was cut short tells which of several it was.
    const rank = ({ metric }: MetricPoint) => (metric === 'loom.budget.exceeded' ? 1 : 0);
    const points = [...pool.points].sort((a, b) => rank(a) - rank(b) || (a.time ?? 0) - (b.time ?? 0));
    for (const point of points) {
      const found = point.time === null ? null : choose(point, point.time, buckets.get(pointBucket(point)) ?? []);
      if (found !== null) {
        tell(point, found.told);
        changed.add(found);
        pool.points.delete(point);
        if (point.session !== null) {
          this.unmatched.get(point.session)?.delete(point);
        }
      }
    }
    for (const { span, told } of changed) {
      if (isComplete(span, told)) {
        pool.spans.delete(span.spanId);
      }
    }
    return changed;
  }

  /** What was told of a session without a span; only within a window of time, where the session has several loops. */
  left(session: string, metric: LoomflowMetric, window: { from: number; to: number } | null): number | null {
    let sum: number | null = null;
    for (const point of this.unmatched.get(session) ?? []) {
      const fits = window === null || (point.time !== null && point.time >= window.from && point.time <= window.to);
      if (point.metric === metric && fits) {
        sum = (sum ?? 0) + point.value;
      }
    }
    return sum;
  }

  /** These are no longer held. */
  dropSpans(spans: ReadonlyArray<{ span: SpanRecord; source: number }>): void {
    for (const { span, source } of spans) {
      this.pools.get(source)?.spans.delete(span.spanId);
    }
  }

  dropSource(source: number): void {
    for (const point of this.pools.get(source)?.points ?? []) {
      if (point.session !== null) {
        this.unmatched.get(point.session)?.delete(point);
      }
    }
    this.pools.delete(source);
  }
}

function tell(point: MetricPoint, told: SpanTold): void {
  switch (point.metric) {
    case 'loom.tool.duration_ms':
      told.ok = point.ok ?? true;
      break;
    case 'loom.session.duration_ms':
      told.interrupted = point.interrupted ?? false;
      break;
    case 'loom.budget.exceeded':
      told.reason = point.reason ?? '';
      break;
    default:
      told[SLOTS[point.metric]] = point.value;
  }
}

const isComplete = (span: SpanRecord, told: SpanTold) =>
  nameOf(span) === 'loom.tool'
    ? told.ok !== undefined
    : nameOf(span) === 'loom.run'
      ? told.interrupted !== undefined && (!told.interrupted || told.reason !== undefined)
      : told.inputTokens !== undefined && told.outputTokens !== undefined && told.costUsd !== undefined;

/** The span that a point is about. `spans` are in order of their end. */
function choose(point: MetricPoint, time: number, spans: WaitingSpan[]): WaitingSpan | null {
  switch (point.metric) {
    case 'loom.tool.duration_ms':
      return closest(point, time, near(spans, time), 'ok');
    case 'loom.session.duration_ms':
      return closest(point, time, near(spans, time), 'interrupted');
    case 'loom.budget.exceeded':
      return overBudget(point, time, spans);
    default:
      return nextCall(point, time, near(spans, time), SLOTS[point.metric]);
  }
}

/** Spans that ended about a time. */
function near(spans: WaitingSpan[], time: number): WaitingSpan[] {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (spans[middle].end < time - NEAR_MS) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  const found: WaitingSpan[] = [];
  for (let i = low; i < spans.length && spans[i].end <= time + NEAR_MS; i++) {
    found.push(spans[i]);
  }
  return found;
}

/** Durations tell apart what ran at the same time: that span whose start and end fit best. */
function closest(
  point: MetricPoint,
  time: number,
  spans: WaitingSpan[],
  slot: 'ok' | 'interrupted'
): WaitingSpan | null {
  let best: WaitingSpan | null = null;
  let least = Infinity;
  for (const waiting of spans) {
    const distance = Math.abs(time - waiting.end) + Math.abs(time - point.value - waiting.start);
    if (waiting.told[slot] === undefined && fitsSession(point, waiting) && distance < least) {
      best = waiting;
      least = distance;
    }
  }
  return best;
}

/** Calls are told of in the order in which they end; those before another one of them began are over and done. */
function nextCall(
  point: MetricPoint,
  time: number,
  spans: WaitingSpan[],
  slot: 'inputTokens' | 'outputTokens' | 'costUsd'
): WaitingSpan | null {
  const open = spans.filter(
    (waiting) => waiting.told[slot] === undefined && waiting.end <= time + 1 && fitsSession(point, waiting)
  );
  const latestStart = open.reduce((latest, { start }) => Math.max(latest, start), -Infinity);
  return open.find(({ end }) => end > latestStart) ?? open.at(-1) ?? null;
}

/** The run that was cut short and ended next. */
function overBudget(point: MetricPoint, time: number, spans: WaitingSpan[]): WaitingSpan | null {
  const around = spans.filter(
    (waiting) =>
      waiting.start <= time &&
      waiting.end >= time - 1 &&
      waiting.told.interrupted !== false &&
      waiting.told.reason === undefined &&
      fitsSession(point, waiting)
  );
  return around.find(({ told }) => told.interrupted === true) ?? around[0] ?? null;
}
