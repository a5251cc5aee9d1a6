export interface ParsedJson {
  value: unknown;
  /** How many bare NaN or Infinity tokens were read as null. */
  nonFinite: number;
}

/**
 * `JSON.parse`, and where that fails once more with the bare `NaN`, `Infinity` and `-Infinity`
 * that Python's json module writes read as null. Throws the parser's own error otherwise.
 */
export function parseJson(text: string): ParsedJson {
  try {
    return { value: JSON.parse(text), nonFinite: 0 };
  } catch (error) {
    if (!/NaN|Infinity/.test(text)) {
      throw error;
    }
    let nonFinite = 0;
    // Strings are matched first, so that a word inside one stays as it is.
    const mended = text.replace(/"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g, (token) => {
      if (token.startsWith('"')) {
        return token;
      }
      nonFinite++;
      return 'null';
    });
    if (nonFinite === 0) {
      throw error;
    }
    return { value: JSON.parse(mended), nonFinite };
  }
}

export type JsonObject = Record<string, unknown>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
