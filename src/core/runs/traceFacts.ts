import { resourceKey } from '../formats/loomflowMetrics';
import type { Attributes, SpanRecord } from '../formats/otlp/span';
import type { TraceFacts } from './runningTotals';

const keys = new WeakMap<Attributes, string>();

/** The process that wrote a span, as its resource tells it; null where it tells nothing. */
export function processOf({ resource }: SpanRecord): string | null {
  let key = keys.get(resource);
  if (key === undefined) {
    key = Object.keys(resource).length === 0 ? '' : resourceKey(resource);
    keys.set(resource, key);
  }
  return key === '' ? null : key;
}

export const isLoomflowSpan = ({ name, attributes, scope }: SpanRecord) =>
  scope === 'loomflow' || name.startsWith('loom.') || attributes['loom.span.name'] !== undefined;

/** What loomflow's metrics can be joined to in the spans of a trace. */
export function readFacts(traceId: string, spans: Iterable<SpanRecord>): TraceFacts {
  const sessions = new Set<string>();
  const models = new Set<string>();
  const tools = new Map<string, number>();
  let runs = 0;
  let root: SpanRecord | null = null;
  for (const span of spans) {
    const { attributes } = span;
    const name = attributes['loom.span.name'] ?? span.name;
    if (typeof attributes.session_id === 'string') {
      sessions.add(attributes.session_id);
    }
    if (name === 'loom.tool' && typeof attributes.tool === 'string') {
      tools.set(attributes.tool, (tools.get(attributes.tool) ?? 0) + 1);
    } else if (name === 'loom.run') {
      runs++;
      root = span.parentSpanId === null ? span : root;
    } else if (
      (name === 'loom.model.complete' || name === 'loom.model.stream') &&
      typeof attributes.model === 'string'
    ) {
      models.add(attributes.model);
    }
  }
  return { traceId, sessions, models, tools, runs, root };
}
