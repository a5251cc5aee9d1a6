import type { MetricPoint } from '../formats/loomflowMetrics';
import type { SpanRecord } from '../formats/otlp/span';
import { BatchBuilder, type LoopBatch, type Place } from '../table/batch';
import { findWarnings } from '../warnings';
import { completeWarningOptions, type WarningOptions } from '../warnings/options';
import { causeOf } from './causes';
import { createResourcePool, weightOf } from './held';
import { LinePoints } from './linePoints';
import { assembleRun, type Run, type RunOptions } from './run';
import { RunningTotals, type RunTold } from './runningTotals';
import { isLoomflowSpan, processOf, readFacts } from './traceFacts';
import { laterRecord } from './tree';
import { withoutCalls } from './withoutCalls';

interface HeldSpan {
  span: SpanRecord;
  source: number;
}

interface Trace {
  id: string;
  spans: Map<string, HeldSpan>;
  /** Where the latest of its spans was read. */
  source: number;
  place: Place;
  /** About how many bytes its spans take. */
  weight: number;
  /** Grows with each span that any trace gets. */
  touched: number;
}

/** About how many bytes all spans may take. */
const MAX_HELD = 1_000_000_000;
/** What is left where they took more: so that not each span makes room anew. */
const LEFT = 0.75;

/** Metrics are written a little after the span that they are about has ended (ms). */
const GRACE_MS = 2000;
/** Traces of one process among which its totals are looked at; beyond it they are about too many to tell. */
const MAX_OF_PROCESS = 8;

/** Runs that are told apart from a trace: one workflow writes each step as a trace of its own. */
function joinKey({ parentSpanId, name, attributes }: SpanRecord): string | null {
  const isStep =
    parentSpanId === null && (name === 'loom.workflow.step' || attributes['loom.span.name'] === 'loom.workflow.step');
  const session = attributes.session_id;
  return isStep && typeof session === 'string' && session !== '' ? `session ${session}` : null;
}

/**
 * Spans on their way to loops: they come in any order, in any number of pieces and more than once.
 * Each change of a trace gives its loop anew, which takes the place of the one before.
 */
export class TraceIndex {
  private readonly traces = new Map<string, Trace>();
  /** Traces that were joined to another, by their own id. */
  private readonly joined = new Map<string, string>();
  private readonly hosts = new Map<string, string>();
  /** Traces that go on from one that was not read yet, by its id. */
  private readonly awaited = new Map<string, Set<string>>();
  private readonly changed = new Set<string>();
  private readonly dropped = new Set<string>();

  /** Traces of which only iterations were read, with the one of which the steps were read, too. */
  private readonly uncounted = new Map<string, number | null>();

  private readonly lines = new LinePoints();
  private readonly totals = new RunningTotals();
  /** The traces that a session, that a process takes part in. */
  private readonly sessions = new Map<string, Set<string>>();
  private readonly processes = new Map<string, Set<string>>();

  /** Traces whose loop is known but whose spans were let go, with the source of that loop. */
  private readonly released = new Map<string, number>();
  private readonly share = createResourcePool();
  private weight = 0;
  private clock = 0;

  private readonly warnings: WarningOptions;

  constructor(
    private readonly options: RunOptions = {},
    private readonly maxHeld = MAX_HELD
  ) {
    this.warnings = completeWarningOptions(options.warnings);
  }

  has(traceId: string): boolean {
    return this.traces.has(traceId);
  }

  /** Loops that stay as they were last seen, because memory has an end: nothing more is known of their spans. */
  get releasedCount(): number {
    return this.released.size;
  }

  isReleased(traceId: string): boolean {
    return this.released.has(this.hostOf(traceId));
  }

  add(span: SpanRecord, source: number, place: Place): void {
    if (this.isReleased(span.traceId)) {
      return;
    }
    const key = joinKey(span);
    if (key !== null) {
      this.join(span.traceId, key);
    }
    const cause = causeOf(span);
    if (cause !== null) {
      this.follow(span.traceId, cause.traceId);
    }
    const id = this.hostOf(span.traceId);
    this.hold(this.traceOf(id, source, place), { span, source }, place);
  }

  /** Says that not all steps of a trace are there: of one iteration at most, if any. */
  lacksSteps(traceId: string, butOf: number | null): void {
    this.uncounted.set(traceId, butOf);
    if (this.traces.has(traceId)) {
      this.changed.add(traceId);
    }
  }

  private traceOf(id: string, source: number, place: Place): Trace {
    let trace = this.traces.get(id);
    if (trace === undefined) {
      trace = { id, spans: new Map(), source, place, weight: 0, touched: 0 };
      this.traces.set(id, trace);
      this.dropped.delete(id);
      this.callFollowers(id);
    }
    return trace;
  }

  private hold(trace: Trace, held: HeldSpan, place: Place): void {
    const known = trace.spans.get(held.span.spanId);
    if (known !== undefined && laterRecord(known.span, held.span) === known.span) {
      return;
    }
    const told = known?.span.told ?? held.span.told;
    const span = told === undefined ? held.span : { ...held.span, told };
    this.share(span);
    trace.spans.set(span.spanId, { span, source: held.source });
    this.weigh(trace, weightOf(span) - (known === undefined ? 0 : weightOf(known.span)));
    trace.touched = ++this.clock;
    if (isLoomflowSpan(span)) {
      this.noteLoomflow(span, trace.id, held.source);
    }
    trace.source = held.source;
    trace.place = place;
    this.changed.add(trace.id);
  }

  private weigh(trace: Trace, more: number): void {
    trace.weight += more;
    this.weight += more;
  }

  /** Lets go of the spans of those traces that got none for longest, until there is room. */
  private makeRoom(): void {
    if (this.weight <= this.maxHeld) {
      return;
    }
    const oldestFirst = [...this.traces.values()].sort((a, b) => a.touched - b.touched);
    for (const trace of oldestFirst.slice(0, -1)) {
      if (this.weight <= this.maxHeld * LEFT) {
        break;
      }
      this.released.set(trace.id, trace.source);
      this.traces.delete(trace.id);
      this.weigh(trace, -trace.weight);
      this.lines.dropSpans([...trace.spans.values()]);
    }
  }

  /** What loomflow's metrics can be joined by. */
  private noteLoomflow(span: SpanRecord, traceId: string, source: number): void {
    const session = span.attributes.session_id;
    if (typeof session === 'string') {
      this.sessions.set(session, (this.sessions.get(session) ?? new Set()).add(traceId));
    }
    const process = processOf(span);
    if (process !== null) {
      const members = this.processes.get(process) ?? new Set();
      if (!members.has(traceId) && members.size <= MAX_OF_PROCESS) {
        // With one trace more, a total may no longer be about the others alone.
        members.forEach((id) => this.changed.add(id));
        this.processes.set(process, members.add(traceId));
      }
    }
    this.lines.addSpan(span, traceId, source);
  }

  /** A value that is told beside the spans. `key` tells it from others of its file. */
  addMetric(point: MetricPoint, source: number, key: string): void {
    const isNews =
      point.series === null ? this.lines.add(point, source, key) : this.totals.add(point, point.series, source);
    if (isNews) {
      this.sessions.get(point.session ?? '')?.forEach((id) => this.changed.add(id));
      this.processes.get(point.resource ?? '')?.forEach((id) => this.changed.add(id));
    }
  }

  private assemble(trace: Trace): Run {
    const run = assembleRun(trace.id, spansOf(trace), this.options, this.tell(trace));
    const butOf = this.uncounted.get(trace.id);
    return butOf === undefined ? run : { ...run, loop: withoutCalls(run.loop, butOf) };
  }

  /** What metrics tell of a trace that its spans do not. */
  private tell(trace: Trace): RunTold {
    const spans = [...spansOf(trace)];
    if (!spans.some(isLoomflowSpan)) {
      return {};
    }
    const own = readFacts(trace.id, spans);
    const isShared = (session: string) =>
      [...(this.sessions.get(session) ?? [])].filter((id) => this.traces.has(id) || this.released.has(id)).length > 1;
    const told: RunTold = this.totals.isEmpty
      ? {}
      : this.totals.tell({ own, isShared, ...this.neighbours(trace, spans) });
    const from = spans.reduce((first, { startTime }) => Math.min(first, startTime ?? Infinity), Infinity);
    const to = spans.reduce((last, { endTime }) => Math.max(last, endTime ?? -Infinity), -Infinity) + GRACE_MS;
    const left = (metric: MetricPoint['metric']) =>
      [...own.sessions].reduce<number | null>((sum, session) => {
        const value = this.lines.left(session, metric, isShared(session) ? { from, to } : null);
        return value === null ? sum : (sum ?? 0) + value;
      }, null);
    return {
      ...told,
      inputTokens: left('loom.tokens.input') ?? told.inputTokens,
      outputTokens: left('loom.tokens.output') ?? told.outputTokens,
      costUsd: left('loom.cost.usd') ?? told.costUsd,
    };
  }

  private neighbours(trace: Trace, spans: SpanRecord[]) {
    const resources = new Set(spans.flatMap((span) => processOf(span) ?? []));
    const ids = new Set([...resources].flatMap((process) => [...(this.processes.get(process) ?? [])]));
    const others = [...ids].flatMap((id) => (id === trace.id ? [] : (this.traces.get(id) ?? [])));
    const isMany = ids.size > MAX_OF_PROCESS || [...ids].some((id) => this.released.has(id));
    return { resources, others: isMany ? null : others.map((other) => readFacts(other.id, spansOf(other))) };
  }

  /** Puts what metric lines tell of single spans on these. */
  private applyLines(): void {
    for (const { traceId, spanId, told } of this.lines.match()) {
      const trace = this.traces.get(this.hostOf(traceId));
      const held = trace?.spans.get(spanId);
      if (trace !== undefined && held !== undefined) {
        trace.spans.set(spanId, { ...held, span: { ...held.span, told: { ...told } } });
        this.changed.add(trace.id);
      }
    }
  }

  /** From now on the spans of this trace are part of the first trace of the same key. */
  private join(traceId: string, key: string): void {
    const host = this.hosts.get(key);
    if (host === undefined || this.isReleased(host)) {
      this.hosts.set(key, traceId);
      return;
    }
    this.moveTo(traceId, host);
  }

  /** A trace that goes on from another one is part of it, as soon as that one is there. */
  private follow(traceId: string, cause: string): void {
    if (this.traces.has(this.hostOf(cause))) {
      this.moveTo(traceId, cause);
    } else {
      this.awaited.set(cause, (this.awaited.get(cause) ?? new Set()).add(traceId));
    }
  }

  private callFollowers(traceId: string): void {
    const followers = this.awaited.get(traceId);
    this.awaited.delete(traceId);
    followers?.forEach((follower) => this.moveTo(follower, traceId));
  }

  /** The trace whose loop a trace is part of: itself, or the one that it was joined to. */
  private hostOf(traceId: string): string {
    let id = traceId;
    for (let next = this.joined.get(id); next !== undefined; next = this.joined.get(id)) {
      id = next;
    }
    return id;
  }

  private moveTo(traceId: string, to: string): void {
    const host = this.hostOf(to);
    if (this.joined.has(traceId) || host === traceId || this.released.has(host)) {
      return;
    }
    this.joined.set(traceId, host);
    this.callFollowers(traceId);
    const early = this.traces.get(traceId);
    if (early !== undefined) {
      const hostTrace = this.traceOf(host, early.source, early.place);
      for (const held of early.spans.values()) {
        this.hold(hostTrace, held, early.place);
      }
      this.weigh(early, -early.weight);
      this.traces.delete(traceId);
      this.changed.delete(traceId);
      this.dropped.add(traceId);
    }
  }

  /** A loop and its steps as they stand; undefined where no span of it was read. */
  run(traceId: string): Run | undefined {
    const trace = this.traces.get(this.hostOf(traceId));
    return trace === undefined ? undefined : this.assemble(trace);
  }

  /** The loops that changed since the last time, a batch a source, and the ids of those that are no more. */
  flush(): { batches: Array<{ batch: LoopBatch; source: number }>; gone: string[] } {
    this.applyLines();
    const builders = new Map<number, BatchBuilder>();
    for (const id of this.changed) {
      const trace = this.traces.get(id);
      if (trace !== undefined) {
        let builder = builders.get(trace.source);
        if (builder === undefined) {
          builder = new BatchBuilder();
          builders.set(trace.source, builder);
        }
        const run = this.assemble(trace);
        builder.add(run.loop, trace.place, findWarnings(run.loop, run, this.warnings));
      }
    }
    const gone = [...this.dropped];
    this.changed.clear();
    this.dropped.clear();
    this.makeRoom();
    return { batches: [...builders].map(([source, builder]) => ({ batch: builder.take(), source })), gone };
  }

  /** Forgets the spans of a file that was replaced. */
  dropSource(source: number): void {
    this.lines.dropSource(source);
    this.totals.dropSource(source);
    for (const [id, from] of this.released) {
      if (from === source) {
        this.released.delete(id);
      }
    }
    for (const [id, trace] of this.traces) {
      let lost = false;
      for (const [spanId, held] of trace.spans) {
        if (held.source === source) {
          trace.spans.delete(spanId);
          this.weigh(trace, -weightOf(held.span));
          lost = true;
        }
      }
      if (trace.spans.size === 0) {
        this.traces.delete(id);
        this.changed.delete(id);
      } else if (lost) {
        trace.source = [...trace.spans.values()][0].source;
        this.changed.add(id);
      }
    }
  }
}

/** The spans of a loop; where a trace goes on from another, its root stands below the span that it goes on from. */
function* spansOf({ id, spans }: Trace): Iterable<SpanRecord> {
  for (const { span } of spans.values()) {
    const cause = span.traceId === id ? null : causeOf(span);
    yield cause === null ? span : { ...span, parentSpanId: cause.spanId };
  }
}
