/** Growable columns in chunks: appending never copies what is there, and at most one chunk is spare. */

const SHIFT = 12;
const CHUNK = 1 << SHIFT;
const MASK = CHUNK - 1;

interface Chunk {
  [index: number]: number;
  set(values: ArrayLike<number>, offset?: number): void;
}

/** A column of numbers of one machine type. Not known is NaN (floats) or `NONE` (ids). */
export class Column {
  length = 0;
  private readonly chunks: Chunk[] = [];

  constructor(private readonly create: (size: number) => Chunk) {}

  get(row: number): number {
    return this.chunks[row >> SHIFT][row & MASK];
  }

  set(row: number, value: number): void {
    this.chunks[row >> SHIFT][row & MASK] = value;
  }

  push(value: number): void {
    if (this.length >> SHIFT === this.chunks.length) {
      this.chunks.push(this.create(CHUNK));
    }
    this.chunks[this.length >> SHIFT][this.length & MASK] = value;
    this.length++;
  }

  /** Appends all of a typed array. */
  append(values: Float64Array | Uint32Array | Uint16Array | Uint8Array): void {
    let from = 0;
    while (from < values.length) {
      if (this.length >> SHIFT === this.chunks.length) {
        this.chunks.push(this.create(CHUNK));
      }
      const offset = this.length & MASK;
      const take = Math.min(CHUNK - offset, values.length - from);
      this.chunks[this.length >> SHIFT].set(values.subarray(from, from + take), offset);
      this.length += take;
      from += take;
    }
  }
}

export const floats = () => new Column((size) => new Float64Array(size));
export const ids = () => new Column((size) => new Uint32Array(size));
export const shorts = () => new Column((size) => new Uint16Array(size));
export const bytes = () => new Column((size) => new Uint8Array(size));

/** The id of no string. */
export const NONE = 0xffffffff;

/** A count that is not known, where counts are held in 16 bits. */
export const UNCOUNTED = 0xffff;

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
