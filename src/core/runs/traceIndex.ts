import type { SessionPoint } from '../formats/loomflowMetrics';
import type { SpanRecord } from '../formats/otlp/span';
import { BatchBuilder, type LoopBatch, type Place } from '../table/batch';
import { laterRecord } from './tree';
import { assembleRun, type Run, type RunOptions } from './run';
import { SessionMetrics } from './sessionMetrics';

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
}

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
  private readonly changed = new Set<string>();
  private readonly dropped = new Set<string>();

  private readonly metrics = new SessionMetrics();
  /** The traces that a session takes part in. */
  private readonly sessions = new Map<string, Set<string>>();

  constructor(private readonly options: RunOptions = {}) {}

  has(traceId: string): boolean {
    return this.traces.has(traceId);
  }

  add(span: SpanRecord, source: number, place: Place): void {
    const key = joinKey(span);
    if (key !== null) {
      this.join(span.traceId, key);
    }
    const id = this.joined.get(span.traceId) ?? span.traceId;
    this.hold(this.traceOf(id, source, place), { span, source }, place);
  }

  private traceOf(id: string, source: number, place: Place): Trace {
    let trace = this.traces.get(id);
    if (trace === undefined) {
      trace = { id, spans: new Map(), source, place };
      this.traces.set(id, trace);
      this.dropped.delete(id);
    }
    return trace;
  }

  private hold(trace: Trace, held: HeldSpan, place: Place): void {
    const known = trace.spans.get(held.span.spanId);
    if (known !== undefined && laterRecord(known.span, held.span) === known.span) {
      return;
    }
    trace.spans.set(held.span.spanId, held);
    const session = held.span.attributes.session_id;
    if (typeof session === 'string') {
      this.sessions.set(session, (this.sessions.get(session) ?? new Set()).add(trace.id));
    }
    trace.source = held.source;
    trace.place = place;
    this.changed.add(trace.id);
  }

  /** A value that is told of a session, not of a span. `key` tells it from others of its file. */
  addMetric(point: SessionPoint, source: number, key: string): void {
    if (this.metrics.add(point, source, key)) {
      this.sessions.get(point.session)?.forEach((id) => this.changed.add(id));
    }
  }

  private assemble(trace: Trace): Run {
    const run = assembleRun(trace.id, spansOf(trace), this.options);
    this.metrics.apply(run, (session) => {
      const sharing = [...(this.sessions.get(session) ?? [])].filter((id) => this.traces.has(id));
      return sharing.length > 1;
    });
    return run;
  }

  /** From now on the spans of this trace are part of the first trace of the same key. */
  private join(traceId: string, key: string): void {
    const host = this.hosts.get(key);
    if (host === undefined) {
      this.hosts.set(key, traceId);
      return;
    }
    if (host === traceId || this.joined.has(traceId)) {
      return;
    }
    this.joined.set(traceId, host);
    const early = this.traces.get(traceId);
    if (early !== undefined) {
      const hostTrace = this.traceOf(host, early.source, early.place);
      for (const held of early.spans.values()) {
        this.hold(hostTrace, held, early.place);
      }
      this.traces.delete(traceId);
      this.changed.delete(traceId);
      this.dropped.add(traceId);
    }
  }

  /** A loop and its steps as they stand; undefined where no span of it was read. */
  run(traceId: string): Run | undefined {
    const trace = this.traces.get(this.joined.get(traceId) ?? traceId);
    return trace === undefined ? undefined : this.assemble(trace);
  }

  /** The loops that changed since the last time, a batch a source, and the ids of those that are no more. */
  flush(): { batches: Array<{ batch: LoopBatch; source: number }>; gone: string[] } {
    const builders = new Map<number, BatchBuilder>();
    for (const id of this.changed) {
      const trace = this.traces.get(id);
      if (trace !== undefined) {
        let builder = builders.get(trace.source);
        if (builder === undefined) {
          builder = new BatchBuilder();
          builders.set(trace.source, builder);
        }
        builder.add(this.assemble(trace).loop, trace.place);
      }
    }
    const gone = [...this.dropped];
    this.changed.clear();
    this.dropped.clear();
    return { batches: [...builders].map(([source, builder]) => ({ batch: builder.take(), source })), gone };
  }

  /** Forgets the spans of a file that was replaced. */
  dropSource(source: number): void {
    this.metrics.dropSource(source);
    for (const [id, trace] of this.traces) {
      let lost = false;
      for (const [spanId, held] of trace.spans) {
        if (held.source === source) {
          trace.spans.delete(spanId);
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

function* spansOf({ spans }: Trace): Iterable<SpanRecord> {
  for (const { span } of spans.values()) {
    yield span;
  }
}
