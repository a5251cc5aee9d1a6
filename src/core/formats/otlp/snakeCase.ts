import { isObject, type JsonObject } from '../json';

/** An export is no deeper than this but within attributes, where values in each other are read to a limit of their own. */
const MAX_LEVELS = 60;

const toCamel = (key: string) => key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

function convert(value: unknown, level: number): unknown {
  if (level > MAX_LEVELS) {
    return null;
  }
  if (Array.isArray(value)) {
    return value.map((each) => convert(each, level + 1));
  }
  if (!isObject(value)) {
    return value;
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [toCamel(key), convert(inner, level + 1)]));
}

/**
 * An OTLP/JSON export whose fields have the names of the protocol's definition (`resource_spans`), as JSON writers of
 * protobuf libraries give them where told to, under the names that OTLP/JSON has (`resourceSpans`). Names of
 * attributes are values there, and stay as they are.
 */
export function withOtlpNames(value: JsonObject): JsonObject {
  const isSnake = Array.isArray(value.resource_spans) || Array.isArray(value.resource_metrics);
  const named = isSnake ? convert(value, 0) : value;
  return isObject(named) ? named : value;
}
