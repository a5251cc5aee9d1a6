/** Half of a character: no UTF-8 can hold it. */
const LONE_SURROGATE = /\p{Surrogate}/gu;

/** Text that an address can hold. */
export const wellFormed = (text: string) => text.replaceAll(LONE_SURROGATE, '\ufffd');

/** Text as a TraceQL string: what JSON escapes, Go reads. */
export const quote = (text: string) => JSON.stringify(wellFormed(text));

/** Where an attribute stands. */
export type Scope = 'span' | 'resource' | 'event';

const PLAIN_NAME = /^\w[\w.]*$/;
/** Names that begin like these would be read as a scope of their own. */
const SCOPE_NAME = /^(?:parent|span|resource|event|link|instrumentation|trace)(?:\.|$)/;

/** `span.loop.name`; names with characters that mean something are put in quotes. */
export function attribute(scope: Scope, name: string): string {
  const plain = PLAIN_NAME.test(name) && !SCOPE_NAME.test(name);
  return `${scope}.${plain ? name : `"${name.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`}`;
}

export const anyOf = (conditions: readonly string[]) => conditions.join('||');

/** A double has a point or an exponent: without, it would be read as a whole number and match nothing. */
const double = (value: number) => (/[.e]/.test(String(value)) ? String(value) : `${value}.0`);

type Order = '>' | '>=' | '<' | '<=';

/** The whole number that draws the same line: `> 0.5` among whole numbers is `> 0`. */
const WHOLE: Record<Order, (value: number) => number> = {
  '>': Math.floor,
  '>=': Math.ceil,
  '<': Math.ceil,
  '<=': Math.floor,
};

/** A comparison with a number. Tempo compares only within a type, so it is asked of doubles and of whole numbers. */
export function compareNumber(name: string, op: Order | '=', value: number): string {
  const conditions = [`${name}${op}${double(value)}`];
  const whole = op === '=' ? value : WHOLE[op](value);
  if (Number.isSafeInteger(whole)) {
    conditions.push(`${name}${op}${whole}`);
  }
  return anyOf(conditions);
}

/** Equality with a text that may stand there as a number or as true or false, too. */
export function equalsText(name: string, text: string): string {
  const conditions = [`${name}=${quote(text)}`];
  const number = Number(text);
  if (text.trim() !== '' && Number.isFinite(number) && String(number) === text) {
    conditions.push(compareNumber(name, '=', number));
  }
  if (text === 'true' || text === 'false') {
    conditions.push(`${name}=${text}`);
  }
  return anyOf(conditions);
}

/** One of some traces. */
export const inTraces = (traceIds: readonly string[]) => anyOf(traceIds.map((id) => `trace:id=${quote(id)}`));

/**
 * True of spans with one of some ids. What is no id among them makes Tempo compare texts: it reads ids that begin with
 * `00` as shorter ones, which no span has.
 */
export const inSpans = (name: 'span:id' | 'span:parentID', spanIds: readonly string[]): string =>
  `${name}=~${quote([...spanIds, '-'].join('|'))}`;

/** Whether a text is a duration as Tempo writes and reads them: `1h2m3.5s`. */
export const isDuration = (text: string) => /^(?:\d+(?:\.\d+)?(?:h|ms|m|s|[nuµ]s)){1,5}$/.test(text);

/** Tempo's parser reads so many bytes at a time, and looks ahead in a copy of its reader, which then misses what follows. */
const BLOCK = 1024;

/** Places where blanks change nothing: behind commas and operators, outside of quotes. */
const PIECE = /(?:"(?:[^"\\]|\\.)*"|`[^`]*`|[^"`,|&]|[|&](?![|&]))*(?:,|\|\||&&|$)/gsy;

/** A query of which no name lies across the end of a block of Tempo's parser: it would be misread there. */
export function fitBlocks(query: string): string {
  const encoder = new TextEncoder();
  let text = '';
  let length = 0;
  for (const [piece] of query.matchAll(PIECE)) {
    const size = encoder.encode(piece).length;
    const left = BLOCK - (length % BLOCK);
    if (size + 1 >= left && size < BLOCK) {
      text += ' '.repeat(left);
      length += left;
    }
    text += piece;
    length += size;
  }
  return text;
}
