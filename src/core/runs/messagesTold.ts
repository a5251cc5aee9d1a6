import type { Said } from './messagesParts';
import { readPartialJson } from './messagesJson';

/** What was said up to a point: every path from the root is a conversation. */
interface Node {
  item: Said | null;
  /** How it is recognised when it is told again. */
  key: string;
  next: Map<string, Node>;
}

/** JSON without regard to blanks and escapes; other text as it is. */
function canonical(text: string): string {
  if (!/^\s*[[{"]/.test(text)) {
    return text.trim();
  }
  const read = readPartialJson(text);
  try {
    return read === undefined || read.cut ? text.trim() : JSON.stringify(read.value);
  } catch {
    return text.trim();
  }
}

const textOf = ({ kind, text }: Said) => (kind === 'text' ? text : canonical(text));
const keyOf = (item: Said) =>
  JSON.stringify([item.role, item.kind, item.kind === 'tool_call' ? item.tool : null, textOf(item)]);

/** Without blanks, and without what closes a document: as much as a cut text can be compared by. */
const stem = (text: string) =>
  canonical(text)
    .replace(/\s+/g, '')
    .replace(/["\]}\ufffd]+$/, '');

function isStem(a: string, b: string): boolean {
  const [left, right] = [stem(a), stem(b)];
  return left.startsWith(right) || right.startsWith(left);
}

/** True for one message told twice; of a cut one only its beginning is known. */
function isSame(a: Said, b: Said, aKey: string, bKey: string): boolean {
  if (aKey === bKey) {
    return true;
  }
  const isCut = a.truncated || b.truncated;
  return isCut && a.role === b.role && a.kind === b.kind && a.tool === b.tool && isStem(a.text, b.text);
}

/** What one agent heard and said so far. */
export interface Conversation {
  /** The messages of a call that were not told before. What was told by other means is asked of `known`. */
  hear(items: Said[], known: (item: Said) => boolean): Said[];
  /** The model's answer goes on from what it heard last. */
  say(items: Said[]): void;
}

export function createConversation(): Conversation {
  const root: Node = { item: null, key: '', next: new Map() };
  let path: Node[] = [];

  const find = (from: Node, item: Said, key: string): Node | undefined => {
    const exact = from.next.get(key);
    if (exact !== undefined) {
      return exact;
    }
    for (const node of from.next.values()) {
      if (
        (item.truncated || node.item?.truncated === true) &&
        node.item !== null &&
        isSame(node.item, item, node.key, key)
      ) {
        return node;
      }
    }
    return undefined;
  };
  const grow = (from: Node, item: Said, key: string): Node => {
    const node: Node = { item, key, next: new Map() };
    from.next.set(key, node);
    return node;
  };

  /** Where the history was shortened or its beginning rewritten: the stretch of `rest` that the last conversation ended with. */
  const repeated = (rest: Array<[Said, string]>): [from: number, to: number] => {
    const sameAs = (node: Node | undefined, [item, key]: [Said, string]) =>
      node !== undefined && node.item !== null && isSame(node.item, item, node.key, key);
    let end = rest.length - 1;
    while (end >= 0 && !sameAs(path.at(-1), rest[end])) {
      end--;
    }
    let length = 0;
    while (length <= end && sameAs(path.at(-1 - length), rest[end - length])) {
      length++;
    }
    const counts = length >= 2 || (length === 1 && rest[end][0].role === 'assistant');
    return counts ? [end - length + 1, end + 1] : [0, 0];
  };

  return {
    hear(items, known) {
      const keyed = items.filter(({ kind }) => kind !== 'reasoning').map((item): [Said, string] => [item, keyOf(item)]);
      const heard: Node[] = [];
      let here = root;
      for (const [item, key] of keyed) {
        const node = find(here, item, key);
        if (node === undefined) {
          break;
        }
        heard.push(node);
        here = node;
      }
      const rest = keyed.slice(heard.length);
      const goesOn = here === (path.at(-1) ?? root);
      const [from, to] = goesOn ? [0, 0] : repeated(rest);
      const news: Said[] = [];
      rest.forEach(([item, key], i) => {
        here = grow(here, item, key);
        heard.push(here);
        if ((i < from || i >= to) && !known(item)) {
          news.push(item);
        }
      });
      path = heard;
      return news;
    },
    say(items) {
      for (const item of items) {
        if (item.kind !== 'reasoning') {
          const key = keyOf(item);
          const from = path.at(-1) ?? root;
          path.push(from.next.get(key) ?? grow(from, item, key));
        }
      }
    },
  };
}

/** Calls and results that were told in one place and may be told again in another. */
export interface Ledger {
  add(item: Said): void;
  /** Takes the first that is the same: by the id of the call, else by tool and text. */
  take(item: Said): Said | undefined;
}

export function createLedger(): Ledger {
  const waiting: Array<{ item: Said; text: string }> = [];
  const takeAt = (index: number) => (index < 0 ? undefined : waiting.splice(index, 1)[0].item);
  return {
    add(item) {
      waiting.push({ item, text: canonical(item.text) });
      // What was never told again need not be kept for ever.
      if (waiting.length > 1000) {
        waiting.shift();
      }
    },
    take(item) {
      const byId = item.callId === null ? -1 : waiting.findIndex((other) => other.item.callId === item.callId);
      if (byId >= 0) {
        return takeAt(byId);
      }
      const text = canonical(item.text);
      return takeAt(
        waiting.findIndex(({ item: other, text: otherText }) => {
          const sameTool = item.tool === null || other.tool === null || item.tool === other.tool;
          return (
            sameTool && (text === otherText || ((item.truncated || other.truncated) && isStem(item.text, other.text)))
          );
        })
      );
    },
  };
}
