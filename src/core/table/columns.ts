/** Growable columns in chunks: appending never copies what is there, and at most one chunk is spare. */

const SHIFT = 12;
const CHUNK = 1 << SHIFT;
const MASK = CHUNK - 1;

interface Chunk {
  [index: number]: number;
  set(values: ArrayLike<number>, offset?: number): void;
}

/** The id of no string. */
export const NONE = 0xffffffff;

/** A count that is not known, where counts are held in 16 bits. */
export const UNCOUNTED = 0xffff;

type Values = Float64Array | Uint32Array | Uint16Array | Uint8Array;

/**
 * A column of numbers of one machine type. Not known is NaN (floats) or `NONE` (ids).
 * A chunk in which nothing is known takes no room: most formats leave some columns empty.
 */
export class Column {
  length = 0;
  private readonly chunks: Array<Chunk | null> = [];

  /**
   * @param create makes a chunk
   * @param blank the value of what is not known
   */
  constructor(
    private readonly create: (size: number) => Chunk & { fill(value: number): unknown },
    private readonly blank: number
  ) {}

  private isBlank(value: number): boolean {
    return value === this.blank || (value !== value && this.blank !== this.blank);
  }

  private filled(): Chunk {
    const chunk = this.create(CHUNK);
    chunk.fill(this.blank);
    return chunk;
  }

  get(row: number): number {
    const chunk = this.chunks[row >> SHIFT];
    return chunk === null ? this.blank : chunk[row & MASK];
  }

  set(row: number, value: number): void {
    const index = row >> SHIFT;
    let chunk = this.chunks[index];
    if (chunk === null) {
      if (this.isBlank(value)) {
        return;
      }
      chunk = this.filled();
      this.chunks[index] = chunk;
    }
    chunk[row & MASK] = value;
  }

  push(value: number): void {
    if (this.length >> SHIFT === this.chunks.length) {
      this.chunks.push(null);
    }
    this.length++;
    this.set(this.length - 1, value);
  }

  /** Appends all of a typed array. */
  append(values: Values): void {
    let from = 0;
    while (from < values.length) {
      const index = this.length >> SHIFT;
      if (index === this.chunks.length) {
        this.chunks.push(null);
      }
      const offset = this.length & MASK;
      const take = Math.min(CHUNK - offset, values.length - from);
      const part = values.subarray(from, from + take);
      let chunk = this.chunks[index];
      if (chunk === null && part.some((value: number) => !this.isBlank(value))) {
        chunk = this.filled();
        this.chunks[index] = chunk;
      }
      chunk?.set(part, offset);
      this.length += take;
      from += take;
    }
  }
}

export const floats = () => new Column((size) => new Float64Array(size), NaN);
export const ids = () => new Column((size) => new Uint32Array(size), NONE);
export const shorts = () => new Column((size) => new Uint16Array(size), UNCOUNTED);
export const bytes = () => new Column((size) => new Uint8Array(size), 0);

/** A count for 16 bits: what does not fit is held as the largest that does. */
export const shortCount = (count: number | null) => (count === null ? UNCOUNTED : Math.min(count, UNCOUNTED - 1));

/** Strings held once each; ids count from 0. */
export class Dictionary {
  readonly strings: string[] = [];
  private readonly idOf = new Map<string, number>();

  /** The id of a string, which is kept; `NONE` for null. */
  intern(text: string | null): number {
    if (text === null) {
      return NONE;
    }
    let id = this.idOf.get(text);
    if (id === undefined) {
      id = this.strings.length;
      this.strings.push(text);
      this.idOf.set(text, id);
    }
    return id;
  }

  /** The id of a string if it is held. */
  find(text: string): number | undefined {
    return this.idOf.get(text);
  }

  at(id: number): string | null {
    return id === NONE ? null : this.strings[id];
  }
}

/** Null for what is not known. */
export const known = (value: number): number | null => (value === value ? value : null);
