import { kindOf } from '../conventions';
import { isObject } from '../formats/json';
import type { AttributeValue, SpanLinkRecord, SpanRecord } from '../formats/otlp/span';

/** W3C trace context: version, trace, span, flags; later versions may add to it. */
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(?:-|$)/;

/** Attributes under which the context of the message that a span handles is kept, itself or in a map. */
const CONTEXTS = ['traceparent', '_trace_context', '_trace_context.traceparent', 'messaging.message.traceparent'];

function parse(text: string): SpanLinkRecord | null {
  const [, traceId, spanId] = TRACEPARENT.exec(text.trim().toLowerCase()) ?? [];
  return traceId === undefined || /^0+$/.test(traceId) || /^0+$/.test(spanId) ? null : { traceId, spanId };
}

function readContext(value: AttributeValue): SpanLinkRecord | null {
  if (typeof value === 'string' && value.trimStart().startsWith('{')) {
    try {
      const inner: unknown = JSON.parse(value);
      return isObject(inner) && typeof inner.traceparent === 'string' ? parse(inner.traceparent) : null;
    } catch {
      return null;
    }
  }
  if (typeof value === 'string') {
    return parse(value);
  }
  return isObject(value) && typeof value.traceparent === 'string' ? parse(value.traceparent) : null;
}

/**
 * The span of another trace that a root goes on from: by the trace context of the message that it handles, else by its
 * links, where all of them lead to one trace. A loop that names another as its cause stays a loop of its own.
 */
export function causeOf(span: SpanRecord): SpanLinkRecord | null {
  const { parentSpanId, attributes, links, traceId } = span;
  if (parentSpanId !== null) {
    return null;
  }
  const told = CONTEXTS.flatMap((name) =>
    Object.hasOwn(attributes, name) ? (readContext(attributes[name]) ?? []) : []
  );
  const others = [...told.slice(0, 1), ...(told.length > 0 ? [] : (links ?? []))].filter(
    (link) => link.traceId !== traceId
  );
  const [first] = others;
  const isOne = first !== undefined && others.every((link) => link.traceId === first.traceId);
  return isOne && kindOf(span) !== 'loop' ? first : null;
}
