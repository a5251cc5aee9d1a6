import type { SpanRecord } from '../formats/otlp/span';

/** Of spans that were written with microseconds by one clock, how far one may stick out of the one around it (ms). */
const SLACK_MS = 1;

const ABOVE: Readonly<Record<string, readonly string[]>> = {
  'loom.turn': ['loom.run'],
  'loom.model.complete': ['loom.turn', 'loom.run'],
  'loom.model.stream': ['loom.turn', 'loom.run'],
  'loom.tool': ['loom.turn', 'loom.run'],
  'loom.run': ['loom.tool', 'loom.turn', 'loom.run', 'loom.workflow.step'],
};

interface Group {
  parent: string;
  spans: SpanRecord[];
  start: number;
  end: number;
}

const agrees = (a: unknown, b: unknown) => a === undefined || b === undefined || a === b;

function encloses(outer: SpanRecord, { spans, start, end }: Group): boolean {
  if (outer.startTime === null || outer.endTime === null) {
    return false;
  }
  const isAround = outer.startTime <= start + SLACK_MS && outer.endTime >= end - SLACK_MS;
  return (
    isAround &&
    spans.every(({ name, attributes }) => {
      const isAbove = (ABOVE[name] ?? []).includes(outer.name);
      // A run inside a run has a session of its own; what lies inside a turn has its number.
      const isSameRun = name === 'loom.run' || agrees(attributes.session_id, outer.attributes.session_id);
      const isSameTurn =
        outer.name !== 'loom.turn' || name === 'loom.run' || agrees(attributes.turn, outer.attributes.turn);
      return isAbove && isSameRun && isSameTurn;
    })
  );
}

/**
 * FileTelemetry before loomflow 0.20 writes parent ids that no span has; spans of one parent share one all the same.
 * Each such group is put under the shortest span that lies around it in time and may be its parent.
 */
export function mendParents(given: Iterable<SpanRecord>): SpanRecord[] {
  const spans = [...given];
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const groups = new Map<string, Group>();
  for (const span of spans) {
    const { parentSpanId: parent, startTime, endTime, scope } = span;
    if (scope === 'loomflow' && parent !== null && !ids.has(parent) && ABOVE[span.name] && startTime !== null) {
      const group = groups.get(parent) ?? { parent, spans: [], start: Infinity, end: -Infinity };
      group.spans.push(span);
      group.start = Math.min(group.start, startTime);
      group.end = Math.max(group.end, endTime ?? startTime);
      groups.set(parent, group);
    }
  }
  if (groups.size === 0) {
    return spans;
  }
  const found = findParents(spans, [...groups.values()]);
  return spans.map((span) => {
    const parent = span.parentSpanId === null ? undefined : found.get(span.parentSpanId);
    return parent === undefined || parent === span.spanId ? span : { ...span, parentSpanId: parent };
  });
}

/** Looked at for each group; a run of more turns at once is no run. */
const MAX_CANDIDATES = 2000;

function findParents(spans: SpanRecord[], groups: Group[]): Map<string, string> {
  const outer = spans.filter(
    ({ name, endTime }) => endTime !== null && (name in ABOVE || name === 'loom.workflow.step')
  );
  outer.sort((a, b) => (a.startTime ?? 0) - (b.startTime ?? 0) || (a.spanId < b.spanId ? -1 : 1));
  const taken = new Set<SpanRecord>();
  const found = new Map<string, string>();
  groups.sort((a, b) => a.end - a.start - (b.end - b.start) || a.start - b.start || (a.parent < b.parent ? -1 : 1));
  for (const group of groups) {
    let best: SpanRecord | null = null;
    let looked = 0;
    // The parent began last before its children did: look back from there.
    for (let i = lastBefore(outer, group.start + SLACK_MS); i >= 0 && looked < MAX_CANDIDATES; i--, looked++) {
      const candidate = outer[i];
      const isShorter = best === null || length(candidate) < length(best);
      if (isShorter && !taken.has(candidate) && !group.spans.includes(candidate) && encloses(candidate, group)) {
        best = candidate;
      }
    }
    if (best !== null) {
      taken.add(best);
      found.set(group.parent, best.spanId);
    }
  }
  return found;
}

const length = ({ startTime, endTime }: SpanRecord) => (endTime ?? 0) - (startTime ?? 0);

function lastBefore(spans: SpanRecord[], time: number): number {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle].startTime ?? 0) <= time) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low - 1;
}
