/** JSON as far as it could be read; `cut` where the text ended before the document did. */
export interface PartialJson {
  value: unknown;
  cut: boolean;
}

/** Deeper documents are left as the text they are. */
const MAX_DEPTH = 100;

class NotJson extends Error {}

/** Reads JSON that a server may have cut short anywhere. Undefined where the text is no JSON. */
export function readPartialJson(text: string): PartialJson | undefined {
  try {
    return { value: JSON.parse(text), cut: false };
  } catch {
    // Cut short, or no JSON at all.
  }
  if (!/^\s*[[{"]/.test(text)) {
    return undefined;
  }
  try {
    return readCut(text);
  } catch {
    return undefined;
  }
}

const isBlank = (code: number) => code === 32 || (code >= 9 && code <= 13);

/** Where the string that begins at `from` ends: the first quote that is not escaped, else the end of the text. */
function closingQuote(text: string, from: number): number {
  for (let quote = text.indexOf('"', from); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    let escapes = 0;
    while (quote - 1 - escapes >= from && text[quote - 1 - escapes] === '\\') {
      escapes++;
    }
    if (escapes % 2 === 0) {
      return quote;
    }
  }
  return text.length;
}

/** What a reader gives where the text ends before a value begins. */
const NOTHING = Symbol('nothing');

function readCut(text: string): PartialJson {
  const end = text.length;
  let at = 0;
  let cut = false;
  const skip = () => {
    while (at < end && isBlank(text.charCodeAt(at))) {
      at++;
    }
  };
  /** True, and past it, where the next character is the one that is looked for. */
  const take = (character: string) => {
    skip();
    if (text[at] !== character) {
      return false;
    }
    at++;
    return true;
  };
  /** True where the text ends here. */
  const over = () => {
    skip();
    cut ||= at >= end;
    return cut;
  };
  const readString = (): string => {
    const start = ++at;
    at = closingQuote(text, start);
    const isCut = at >= end;
    cut ||= isCut;
    const raw = text.slice(start, Math.min(at, end));
    at++;
    // Half an escape at the end cannot be told.
    return unescape(isCut ? raw.replace(/(?<!\\)((?:\\\\)*)\\(?:u[0-9a-fA-F]{0,3})?$/, '$1') : raw);
  };
  const readItem = (depth: number): unknown => {
    if (over()) {
      return NOTHING;
    }
    if (depth > MAX_DEPTH) {
      throw new NotJson();
    }
    if (text[at] === '"') {
      return readString();
    }
    if (take('[')) {
      return readList(depth);
    }
    if (take('{')) {
      return readObject(depth);
    }
    const word = /^[-+\w.]*/.exec(text.slice(at, at + 40))?.[0] ?? '';
    at += word.length;
    return readWord(word, at >= end, () => {
      cut = true;
    });
  };
  const readList = (depth: number): unknown[] => {
    const list: unknown[] = [];
    if (over() || take(']')) {
      return list;
    }
    for (;;) {
      const value = readItem(depth + 1);
      if (value !== NOTHING) {
        list.push(value);
      }
      if (over() || take(']')) {
        return list;
      }
      if (!take(',')) {
        throw new NotJson();
      }
    }
  };
  const readObject = (depth: number): Record<string, unknown> => {
    const entries: Array<[string, unknown]> = [];
    if (over() || take('}')) {
      return {};
    }
    for (;;) {
      if (over()) {
        return Object.fromEntries(entries);
      }
      if (text[at] !== '"') {
        throw new NotJson();
      }
      const key = readString();
      if (over()) {
        return Object.fromEntries(entries);
      }
      if (!take(':')) {
        throw new NotJson();
      }
      const value = readItem(depth + 1);
      if (value !== NOTHING) {
        entries.push([key, value]);
      }
      if (over() || take('}')) {
        return Object.fromEntries(entries);
      }
      if (!take(',')) {
        throw new NotJson();
      }
    }
  };
  const value = readItem(0);
  skip();
  if (at < end) {
    throw new NotJson();
  }
  return { value, cut };
}

const WORDS: Record<string, unknown> = {
  true: true,
  false: false,
  null: null,
  NaN: null,
  Infinity: null,
  '-Infinity': null,
};

function readWord(word: string, isLast: boolean, onCut: () => void): unknown {
  if (Object.hasOwn(WORDS, word)) {
    return WORDS[word];
  }
  if (word !== '' && Number.isFinite(Number(word))) {
    return Number(word);
  }
  if (isLast) {
    onCut();
    return NOTHING;
  }
  throw new NotJson();
}

function unescape(raw: string): string {
  if (!raw.includes('\\')) {
    return raw;
  }
  try {
    return JSON.parse(`"${raw}"`) as string;
  } catch {
    return raw;
  }
}
