/** A run of whole lines of a file. */
export interface Block {
  bytes: Uint8Array;
  /** Where it starts in the unpacked file. */
  offset: number;
}

/** A line too long to be held. */
export interface LongLine {
  offset: number;
  length: number;
  /** The last of its bytes so far, to know the place again. */
  end: Uint8Array;
}

/** Bytes before a place in a file that are read again, to see that the file is still the same. */
export const GUARD = 1024;

const LF = 10;

/** The last bytes of two runs, one after the other. */
export const lastBytes = (before: Uint8Array, after: Uint8Array) =>
  after.length >= GUARD ? after.slice(-GUARD) : join([before, after], before.length + after.length).slice(-GUARD);

function join(parts: Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    const piece = part.length > size - at ? part.subarray(0, size - at) : part;
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/**
 * Cuts a stream of bytes into blocks of whole lines. Each byte is copied once, however long its line is;
 * a line over the limit is passed over and told.
 */
export class BlockSplitter {
  private parts: Uint8Array[] = [];
  private size = 0;
  /** Bytes of the held ones up to and with the last line break. */
  private complete = 0;

  /**
   * @param offset where the first byte lies in the file
   * @param maxLine longest line that is held, in bytes
   * @param long a line over the limit that the first byte is in the middle of
   */
  constructor(
    private offset: number,
    private blockSize: number,
    private readonly maxBlockSize: number,
    private readonly maxLine: number,
    private readonly emit: (block: Block) => void,
    private readonly emitLong: (line: LongLine) => void,
    private long: LongLine | null = null
  ) {}

  push(chunk: Uint8Array): void {
    let rest = chunk;
    if (this.long !== null) {
      const end = rest.indexOf(LF);
      const part = end < 0 ? rest : rest.subarray(0, end);
      const { offset, length } = this.long;
      this.long = { offset, length: length + part.length, end: lastBytes(this.long.end, part) };
      if (end < 0) {
        return;
      }
      // The line break goes to the next block, so that lines are counted in one place.
      this.offset = this.long.offset + this.long.length;
      this.emitLong(this.long);
      this.long = null;
      rest = rest.subarray(end);
    }
    if (rest.length === 0) {
      return;
    }
    const last = rest.lastIndexOf(LF);
    if (last >= 0) {
      this.complete = this.size + last + 1;
    }
    this.parts.push(rest);
    this.size += rest.length;
    if (this.complete >= this.blockSize) {
      this.cut();
    }
    if (this.size - this.complete > this.maxLine) {
      this.cut();
      this.long = { offset: this.offset, length: this.size, end: join(this.parts, this.size).slice(-GUARD) };
      this.parts = [];
      this.size = 0;
    }
  }

  private cut(): void {
    if (this.complete === 0) {
      return;
    }
    const bytes = join(this.parts, this.complete);
    this.keep(this.complete);
    this.emit({ bytes, offset: this.offset });
    this.offset += bytes.length;
    this.complete = 0;
    this.blockSize = Math.min(this.blockSize * 2, this.maxBlockSize);
  }

  /** Lets go of the first bytes. */
  private keep(from: number): void {
    let drop = from;
    while (this.parts.length > 0 && drop >= this.parts[0].length) {
      drop -= this.parts[0].length;
      this.parts.shift();
    }
    if (drop > 0) {
      this.parts[0] = this.parts[0].subarray(drop);
    }
    this.size -= from;
  }

  /** Hands over what is complete and returns the bytes after the last line break, with where they start. */
  finish(): Block | LongLine {
    this.cut();
    if (this.long !== null) {
      return this.long;
    }
    return { bytes: join(this.parts, this.size), offset: this.offset };
  }
}

export const isLongLine = (tail: Block | LongLine): tail is LongLine => !('bytes' in tail);
