import { detectFormat } from './detect';
import { isObject, parseJson, type ParsedJson } from './json';

/** Under these, shippers of logs put the line that they found: Docker, Fluent Bit, Promtail's `pack`, exporters of OTLP logs. */
const KEYS = ['log', 'message', 'msg', 'body', 'line', '_entry', 'content'] as const;

/** What container runtimes (CRI) put before a whole line. */
const CRI = /^\d{4}-\d{2}-\d{2}T\S{1,40} (?:stdout|stderr) F (?=\{)/;

/** What a shipper wrapped into an object of its own; null where that is no record that holds loops. */
export function unwrap(value: unknown): ParsedJson | null {
  if (!isObject(value) || detectFormat(value) !== 'object') {
    return null;
  }
  for (const key of KEYS) {
    const inner = value[key];
    try {
      const isText = typeof inner === 'string' && inner.trimStart().startsWith('{');
      const parsed = isText ? parseJson(inner) : { value: inner, nonFinite: 0 };
      if (isObject(parsed.value) && detectFormat(parsed.value) !== 'object') {
        return parsed;
      }
    } catch {
      // a message that only looks like a record, or a part of one
    }
  }
  return null;
}

/** `parseJson` of a line of a log, where a runtime may have put words before it. Throws the parser's own error. */
export function parseLogLine(text: string): ParsedJson {
  try {
    return parseJson(text);
  } catch (error) {
    const prefix = CRI.exec(text);
    if (prefix === null) {
      throw error;
    }
    return parseJson(text.slice(prefix[0].length));
  }
}

/** The record that a line holds, out of what wraps it. Throws where it is no JSON. */
export function parseWrapped(text: string): ParsedJson {
  const parsed = parseLogLine(text);
  return unwrap(parsed.value) ?? parsed;
}
