/** Longest text that is looked up (bytes), and how many of them are remembered: a power of two. */
const LONGEST = 64;
const PLACES = 1024;

/**
 * Texts of an answer that come again and again, such as keys, are made once: they then share their memory, and looking
 * them up in tables is quick. What is rare pushes out what was before in its place.
 */
export function createTextCache() {
  const known: string[] = Array.from({ length: PLACES }, () => '');

  /** The text of some bytes in UTF-8, `read` where it is not known yet. */
  return (bytes: Uint8Array, start: number, end: number, read: () => string): string => {
    const length = end - start;
    if (length > LONGEST) {
      return read();
    }
    let hash = length;
    for (let at = start; at < end; at++) {
      hash = Math.imul(hash ^ bytes[at], 0x01000193);
    }
    const place = (hash ^ (hash >>> 15)) & (PLACES - 1);
    const text = known[place];
    if (text.length === length) {
      let at = 0;
      // Beyond ASCII bytes are no characters: such text is read each time.
      while (at < length && bytes[start + at] < 0x80 && text.charCodeAt(at) === bytes[start + at]) {
        at++;
      }
      if (at === length) {
        return text;
      }
    }
    return (known[place] = read());
  };
}
