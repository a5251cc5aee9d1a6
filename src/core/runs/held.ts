import type { Attributes, AttributeValue, SpanRecord } from '../formats/otlp/span';

/** What a span takes besides its texts (bytes), and what each of its values takes. */
const SPAN_BYTES = 300;
const VALUE_BYTES = 16;

function weightOfValue(value: AttributeValue): number {
  if (typeof value === 'string') {
    return VALUE_BYTES + value.length;
  }
  if (typeof value !== 'object' || value === null) {
    return VALUE_BYTES;
  }
  return Array.isArray(value)
    ? value.reduce<number>((sum, inner) => sum + weightOfValue(inner), VALUE_BYTES)
    : weightOfAttributes(value);
}

function weightOfAttributes(attributes: Attributes): number {
  let sum = 0;
  for (const key in attributes) {
    sum += VALUE_BYTES + weightOfValue(attributes[key]);
  }
  return sum;
}

/** About how many bytes of memory a span takes; its resource is shared. */
export function weightOf({ attributes, events, links = [], statusMessage }: SpanRecord): number {
  return events.reduce(
    (sum, event) => sum + SPAN_BYTES / 2 + weightOfAttributes(event.attributes),
    SPAN_BYTES + weightOfAttributes(attributes) + links.length * (SPAN_BYTES / 2) + (statusMessage?.length ?? 0)
  );
}

/** Resources that are told apart; beyond it sharing starts anew. */
const MAX_RESOURCES = 10_000;

/** Lets spans of different exports share one object for resources that say the same. */
export function createResourcePool(): (span: SpanRecord) => void {
  const byText = new Map<string, Attributes>();
  let last: Attributes | null = null;
  let shared: Attributes | null = null;
  return (span) => {
    // Spans of one export come one after another, and share theirs already.
    if (span.resource !== last || shared === null) {
      last = span.resource;
      const text = JSON.stringify(last);
      shared = byText.get(text) ?? last;
      if (byText.size >= MAX_RESOURCES) {
        byText.clear();
      }
      byText.set(text, shared);
    }
    span.resource = shared;
  };
}
