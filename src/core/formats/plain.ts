import { isObject, type JsonObject } from './json';
import type { Attributes, AttributeValue } from './otlp/span';
import { MAX_ATTRIBUTES, MAX_DEPTH } from './otlp/values';

/** A value of plain JSON as that of an attribute; what lies too deep is not known. */
export function plainValue(value: unknown, depth = 0): AttributeValue {
  if (typeof value === 'number') {
    return Number.isFinite(value) ? value : null;
  }
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) {
    return value;
  }
  if (depth > MAX_DEPTH) {
    return null;
  }
  if (Array.isArray(value)) {
    return value.slice(0, MAX_ATTRIBUTES).map((inner) => plainValue(inner, depth + 1));
  }
  return isObject(value) ? plainAttributes(value, depth + 1) : null;
}

/** A plain JSON object as attributes. */
export function plainAttributes(object: JsonObject, depth = 0): Attributes {
  const entries = Object.entries(object).slice(0, MAX_ATTRIBUTES);
  return Object.fromEntries(entries.map(([key, value]) => [key, plainValue(value, depth)]));
}
