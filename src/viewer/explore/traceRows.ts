import { FieldType, type DataFrame } from '@grafana/data';

export interface TraceRow {
  spanId: string;
  name: string;
  service: string;
  /** Steps below the root. */
  depth: number;
  /** Share of the whole trace, 0..1. */
  offset: number;
  share: number;
  durationMs: number;
  isError: boolean;
  message: string;
  attributes: Array<[key: string, value: string]>;
}

interface Span extends TraceRow {
  parentId: string;
  start: number;
}

/** Spans of a trace frame in the order of a waterfall: parents before children, siblings by start. */
export function traceRows(frame: DataFrame): TraceRow[] {
  const spans = readSpans(frame);
  const known = new Set(spans.map(({ spanId }) => spanId));
  const children = new Map<string, Span[]>();
  const roots: Span[] = [];
  for (const span of spans) {
    if (span.parentId !== '' && span.parentId !== span.spanId && known.has(span.parentId)) {
      children.set(span.parentId, [...(children.get(span.parentId) ?? []), span]);
    } else {
      roots.push(span);
    }
  }
  const from = Math.min(...spans.map(({ start }) => start));
  const whole = Math.max(1, ...spans.map(({ start, durationMs }) => start + durationMs - from));

  const rows: TraceRow[] = [];
  const seen = new Set<Span>();
  // A stack of our own: a trace may be as deep as it likes. Spans that only lead to each other come last, as roots.
  for (const root of [...roots.sort(byStart), ...spans]) {
    const stack = [{ span: root, depth: 0 }];
    while (stack.length > 0) {
      const { span, depth } = stack.pop() ?? { span: root, depth: 0 };
      if (seen.has(span)) {
        continue;
      }
      seen.add(span);
      rows.push({ ...span, depth, offset: (span.start - from) / whole, share: span.durationMs / whole });
      const below = [...(children.get(span.spanId) ?? [])].sort(byStart).reverse();
      stack.push(...below.map((child) => ({ span: child, depth: depth + 1 })));
    }
  }
  return rows;
}

function byStart(one: Span, other: Span): number {
  return one.start - other.start;
}

function readSpans(frame: DataFrame): Span[] {
  const column = (name: string): unknown[] => frame.fields.find((field) => field.name === name)?.values ?? [];
  const [spanIds, parents, names, services] = ['spanID', 'parentSpanID', 'operationName', 'serviceName'].map(column);
  const [starts, durations, tags, messages] = ['startTime', 'duration', 'tags', 'statusMessage'].map(column);
  return spanIds.map((spanId, row): Span => {
    const attributes = readTags(tags[row]);
    return {
      spanId: text(spanId),
      parentId: text(parents[row]),
      name: text(names[row]) || 'unnamed',
      service: text(services[row]),
      depth: 0,
      offset: 0,
      share: 0,
      start: Number(starts[row]) || 0,
      durationMs: Number(durations[row]) || 0,
      isError: attributes.some(([key, value]) => key === 'error' && value === 'true'),
      message: text(messages[row]),
      attributes,
    };
  });
}

function readTags(tags: unknown): Array<[string, string]> {
  return Array.isArray(tags)
    ? tags.flatMap((tag: unknown): Array<[string, string]> =>
        typeof tag === 'object' && tag !== null && 'key' in tag && 'value' in tag
          ? [[text(tag.key), text(tag.value)]]
          : []
      )
    : [];
}

/** Values of telemetry as text, whatever they are. */
export function text(value: unknown): string {
  if (value === null || value === undefined) {
    return '';
  }
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

export interface LogRow {
  time: number | null;
  severity: string;
  body: string;
}

/** Lines of a log frame, by the names of Grafana's log format and by type where a frame has names of its own. */
export function logRows(frame: DataFrame): LogRow[] {
  const times = frame.fields.find(({ type }) => type === FieldType.time)?.values ?? [];
  const bodies =
    (frame.fields.find(({ name }) => name === 'body') ?? frame.fields.find(({ type }) => type === FieldType.string))
      ?.values ?? [];
  const levels = frame.fields.find(({ name }) => name === 'severity' || name === 'level')?.values ?? [];
  return bodies.map((body, row) => ({
    time: typeof times[row] === 'number' ? times[row] : null,
    severity: text(levels[row]),
    body: text(body),
  }));
}
