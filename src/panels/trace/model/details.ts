import type { ReadableFrame } from './columns';
import { fieldsByName } from './columns';
import { isTraceFrame, readDetails, type Attribute, type SpanDetail } from './traceFrame';

/** Attributes and events of all trace frames among these, by span id. */
export function detailsOf(frames: readonly ReadableFrame[]): Map<string, SpanDetail> {
  const all = new Map<string, SpanDetail>();
  for (const frame of frames) {
    if (isTraceFrame(new Set(fieldsByName(frame).keys()))) {
      readDetails(frame).forEach((detail, id) => all.set(id, detail));
    }
  }
  return all;
}

/** A value as one line of text. */
export function valueText(value: unknown): string {
  if (typeof value === 'string') {
    return value;
  }
  return JSON.stringify(value) ?? String(value);
}

/** JSON within a text, laid out; null for any other text. */
export function prettyJson(text: string): string | null {
  if (!/^\s*[[{]/.test(text)) {
    return null;
  }
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return null;
  }
}

/** Attributes by key; the same key twice keeps both values. */
export function toObject(attributes: readonly Attribute[]): Record<string, unknown> {
  const out = new Map<string, unknown>();
  for (const { key, value } of attributes) {
    out.set(key, out.has(key) ? [out.get(key), value] : value);
  }
  return Object.fromEntries(out);
}
