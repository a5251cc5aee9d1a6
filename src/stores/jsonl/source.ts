import { Gunzip } from 'fflate';
import type { Format } from '../../core/formats/detect';
import { parseLines, type LineFault, type LineFaultKind, type ParsedLines } from '../../core/formats/lines';
import { StoreError } from '../storeError';
import { BlockSplitter, GUARD, isLongLine, lastBytes, type Block, type LongLine } from './blocks';
import { discard, type FileAnswer, type FilePort } from './files';
import type { WarningOptions } from '../../core/warnings/options';
import type { BlockParser } from './parser';

const FIRST_BLOCK = 128 * 1024;
const MAX_BLOCK = 2 * 1024 * 1024;
/** Longest line that is read, in bytes. */
export const MAX_LINE = 64 * 1024 * 1024;

/** What a source tells while it reads. */
export interface SourceSink {
  append(lines: ParsedLines): void;
  /** The file was replaced: what was read of it before is void. */
  reset(): void;
  progress(bytes: number): void;
}

/** One file of a store and how far it has been read. */
export class JsonlSource {
  /** Bytes (unpacked) up to which all lines have been taken. */
  consumed = 0;
  missing = false;
  /** True where each refresh costs the whole file: no ranges, or packed. */
  rangeIgnored = false;
  packed = false;
  lineCount = 0;
  /** Lines that gave no loop, by what is wrong with them. */
  faults = new Map<LineFaultKind, { count: number; first: LineFault }>();
  foreign: Partial<Record<Format, number>> = {};
  /** The line at the end that has no line break yet. */
  torn: LineFault | null = null;
  total: number | null = null;
  /** The line at the end that is too long to be held and goes on, perhaps. */
  openLong: LongLine | null = null;
  private tag: string | null = null;
  private guard: Uint8Array = new Uint8Array(0);
  /** Bytes that the last refresh received. */
  bytesRead = 0;

  constructor(
    readonly name: string,
    readonly id: number,
    private readonly files: FilePort,
    readonly maxLine = MAX_LINE,
    readonly warnings?: WarningOptions
  ) {}

  /** Reads what is new. Throws a StoreError where the file cannot be read. */
  async refresh(parser: BlockParser, sink: SourceSink, signal: AbortSignal): Promise<void> {
    this.bytesRead = 0;
    if (this.packed) {
      return this.refreshPacked(parser, sink, signal);
    }
    const from = this.consumed - this.guard.length;
    const answer = await this.files.read(this.name, from, null, signal);
    if ('missing' in answer) {
      return this.vanish(sink);
    }
    this.missing = false;
    if ('beyondEnd' in answer) {
      if (from > 0) {
        return this.startOver(parser, sink, signal);
      }
      this.total = 0;
      return;
    }
    if (this.consumed > 0 && this.changedInPlace(answer)) {
      await discard(answer.body);
      return this.startOver(parser, sink, signal);
    }
    this.rangeIgnored = from > 0 && answer.from === 0 && answer.whole !== true;
    if (!(await this.take(answer, parser, sink, signal))) {
      return this.startOver(parser, sink, signal);
    }
  }

  private changedInPlace({ total, tag }: FileAnswer): boolean {
    return total !== null && total === this.total && tag !== null && this.tag !== null && tag !== this.tag;
  }

  private async refreshPacked(parser: BlockParser, sink: SourceSink, signal: AbortSignal): Promise<void> {
    // A packed file cannot be read from the middle: a single byte tells whether it changed.
    const probe = await this.files.read(this.name, Math.max(0, (this.total ?? 1) - 1), null, signal);
    if ('missing' in probe) {
      return this.vanish(sink);
    }
    this.missing = false;
    const unchanged =
      !('beyondEnd' in probe) && probe.total !== null && probe.total === this.total && probe.tag === this.tag;
    if (!('beyondEnd' in probe)) {
      await discard(probe.body);
    }
    if (!unchanged) {
      await this.startOver(parser, sink, signal);
    }
  }

  private vanish(sink: SourceSink): void {
    const hadLines = this.consumed > 0;
    this.forget();
    if (hadLines) {
      sink.reset();
    }
    this.missing = true;
  }

  /** As if nothing had been read of it. */
  forget(): void {
    this.consumed = 0;
    this.guard = new Uint8Array(0);
    this.lineCount = 0;
    this.faults = new Map();
    this.foreign = {};
    this.torn = null;
    this.openLong = null;
    this.total = null;
    this.tag = null;
    this.packed = false;
    this.rangeIgnored = false;
  }

  private async startOver(parser: BlockParser, sink: SourceSink, signal: AbortSignal): Promise<void> {
    this.forget();
    sink.reset();
    const answer = await this.files.read(this.name, 0, null, signal);
    if ('missing' in answer) {
      this.missing = true;
    } else if ('beyondEnd' in answer) {
      this.total = 0;
    } else if (!(await this.take(answer, parser, sink, signal))) {
      throw new StoreError(
        `The server was asked for the start of ${this.name}, but answered from byte ${answer.from} on.`,
        ['Check the proxy or cache between here and the server: it mixes up ranges.']
      );
    }
  }

  /** Reads an answer to its end. False where its first bytes are not those that were read before. */
  private async take(answer: FileAnswer, parser: BlockParser, sink: SourceSink, signal: AbortSignal): Promise<boolean> {
    const stream = new AnswerStream(this, parser, sink, answer.from, this.consumed, this.guard);
    const iterator = answer.body[Symbol.asyncIterator]();
    try {
      for (;;) {
        const { value, done } = await iterator.next();
        if (done === true) {
          break;
        }
        signal.throwIfAborted();
        this.bytesRead += value.length;
        sink.progress(value.length);
        if (!(await stream.push(value))) {
          return false;
        }
      }
      if (!(await stream.finish())) {
        return false;
      }
    } finally {
      stream.close();
      await iterator.return?.();
    }
    this.total = answer.total ?? answer.from + stream.received;
    this.tag = answer.tag;
    return true;
  }

  /** Takes the parsed lines of a block that follows directly on what was taken before. */
  taken(block: { length: number }, end: Uint8Array, lines: ParsedLines, sink: SourceSink): void {
    shiftLines(lines, this.lineCount);
    this.lineCount += lines.lineCount;
    for (const [kind, count] of Object.entries(lines.counts) as Array<[LineFaultKind, number]>) {
      const first = lines.faults.find((fault) => fault.kind === kind);
      if (first !== undefined) {
        this.countFault(first, count);
      }
    }
    for (const [format, count] of Object.entries(lines.foreign) as Array<[Format, number]>) {
      this.foreign[format] = (this.foreign[format] ?? 0) + count;
    }
    this.consumed += block.length;
    this.guard = lastBytes(this.guard, end);
    this.torn = null;
    sink.append(lines);
  }

  private countFault(first: LineFault, count = 1): void {
    const known = this.faults.get(first.kind);
    this.faults.set(first.kind, known === undefined ? { count, first } : { ...known, count: known.count + count });
  }

  /** Passes over a line that is too long; one at the end of the file may go on. */
  takenLong(line: LongLine, complete: boolean): void {
    const fault: LineFault = {
      kind: 'too-long',
      line: this.lineCount + 1,
      offset: line.offset,
      text: `${showSize(line.length)} in one line, more than the ${showSize(this.maxLine)} that are read`,
      format: null,
    };
    this.consumed = line.offset + line.length;
    this.guard = line.end;
    this.openLong = complete ? null : line;
    this.torn = complete ? null : fault;
    if (complete) {
      this.countFault(fault);
    }
  }
}

const showSize = (size: number) => (size < 1e6 ? `${size} bytes` : `${Math.round(size / 1024 / 1024)} MB`);

/** The bytes of one answer on their way into blocks: unpacked, compared with what was read before, cut. */
class AnswerStream {
  received = 0;
  private readonly queue: Array<Promise<void>> = [];
  private tail: Promise<void> = Promise.resolve();
  private splitter: BlockSplitter | null = null;
  private gunzip: Gunzip | null = null;
  private unpackError: Error | null = null;
  private head: Uint8Array = new Uint8Array(0);
  /** Where `head` starts in the file. */
  private headAt: number;
  private closed = false;

  constructor(
    private readonly source: JsonlSource,
    private readonly parser: BlockParser,
    private readonly sink: SourceSink,
    from: number,
    private readonly consumed: number,
    private readonly guard: Uint8Array
  ) {
    this.headAt = from;
  }

  /** What is still being parsed is dropped: the next reading begins where this one got to. */
  close(): void {
    this.closed = true;
  }

  async push(chunk: Uint8Array): Promise<boolean> {
    this.received += chunk.length;
    if (this.gunzip !== null) {
      this.unpack(chunk, false);
    } else if (this.splitter !== null) {
      this.splitter.push(chunk);
    } else {
      this.hold(chunk);
      if (!this.begin(false)) {
        return false;
      }
    }
    while (this.queue.length >= this.parser.width) {
      await this.queue.shift();
    }
    return true;
  }

  /** Keeps the bytes from the compared ones on; those before were read earlier. */
  private hold(chunk: Uint8Array): void {
    const whole = concat(this.head, chunk);
    const drop = Math.min(whole.length, Math.max(0, this.consumed - this.guard.length - this.headAt));
    this.head = whole.subarray(drop);
    this.headAt += drop;
  }

  /** Looks at the first bytes as soon as there are enough of them. */
  private begin(ended: boolean): boolean {
    const skip = this.consumed - this.headAt;
    if (skip < this.guard.length) {
      // Not the range that was asked for.
      return false;
    }
    if (this.head.length < Math.max(skip, 16) && !ended) {
      return true;
    }
    if (this.consumed === 0) {
      if (this.head[0] === 0x1f && this.head[1] === 0x8b) {
        this.source.packed = true;
        this.gunzip = new Gunzip((data) => this.unpacked(data));
        const { head } = this;
        this.head = new Uint8Array(0);
        this.unpack(head, false);
        return true;
      }
      refuseWebPage(this.source.name, this.head);
    }
    if (this.head.length < skip || !equalBytes(this.head.subarray(skip - this.guard.length, skip), this.guard)) {
      return false;
    }
    this.splitter = this.createSplitter(this.consumed);
    this.splitter.push(this.head.subarray(skip));
    return true;
  }

  private unpack(chunk: Uint8Array, last: boolean): void {
    try {
      this.gunzip?.push(chunk, last);
    } catch (error) {
      this.unpackError = error instanceof Error ? error : new Error(String(error));
      throw new StoreError(
        `${this.source.name} is packed with gzip, but is damaged or cut off after ${this.received} bytes (${this.unpackError.message}).`,
        ['Check with "gzip -t" whether the file is whole.']
      );
    }
  }

  private unpacked(data: Uint8Array): void {
    if (this.splitter === null) {
      refuseWebPage(this.source.name, data);
      this.splitter = this.createSplitter(0);
    }
    this.splitter.push(data);
  }

  private createSplitter(offset: number): BlockSplitter {
    return new BlockSplitter(
      offset,
      FIRST_BLOCK,
      MAX_BLOCK,
      this.source.maxLine,
      (block) => this.queueBlock(block),
      (line) => this.queueTaken(() => this.source.takenLong(line, true)),
      this.source.openLong
    );
  }

  private queueBlock({ bytes, offset }: Block): void {
    const end = bytes.slice(-GUARD);
    const { length } = bytes;
    const parsing = this.parser.parse(bytes, offset, this.source.warnings);
    // Answered for in `tail`; a rejection must not go unseen before that.
    parsing.catch(() => undefined);
    this.queueTaken(async () => {
      const lines = await parsing;
      if (!this.closed) {
        this.source.taken({ length }, end, lines, this.sink);
      }
    });
  }

  /** Blocks are parsed side by side but taken in order. */
  private queueTaken(take: () => Promise<void> | void): void {
    this.tail = this.tail.then(() => (this.closed ? undefined : take()));
    this.tail.catch(() => undefined);
    this.queue.push(this.tail);
  }

  async finish(): Promise<boolean> {
    if (this.gunzip !== null) {
      this.unpack(new Uint8Array(0), true);
    } else if (this.splitter === null && !this.begin(true)) {
      return false;
    }
    const tail = this.splitter?.finish();
    await this.tail;
    if (tail !== undefined) {
      this.takeTail(tail);
    }
    return true;
  }

  /** The last line has no line break: whole documents are taken, the rest waits for its writer. */
  private takeTail(tail: Block | LongLine): void {
    const { source } = this;
    source.torn = null;
    if (isLongLine(tail)) {
      source.takenLong(tail, source.packed);
      return;
    }
    if (tail.bytes.length === 0) {
      return;
    }
    const lines = parseLines(tail.bytes, tail.offset, 1, source.warnings);
    // A cut may go through a character, too.
    const isTorn = lines.counts['not-json'] === 1 || lines.counts['not-utf8'] === 1;
    if (!isTorn || source.packed) {
      source.taken({ length: tail.bytes.length }, tail.bytes.slice(-GUARD), lines, this.sink);
      return;
    }
    source.torn = {
      ...lines.faults[0],
      kind: 'torn',
      line: source.lineCount + 1,
      text: `${tail.bytes.length} bytes without a line break at the end: a writer may be at work; the line is read when the rest is there`,
    };
  }
}

function refuseWebPage(name: string, bytes: Uint8Array): void {
  const start = new TextDecoder().decode(bytes.subarray(0, 64)).trimStart().toLowerCase();
  if (start.startsWith('<!doctype') || start.startsWith('<html') || start.startsWith('<?xml')) {
    throw new StoreError(`${name} is a web page, not JSON lines.`, [
      'The URL may lead to a login page or to a folder view: give the URL of the file itself, and check the authentication settings.',
    ]);
  }
}

function shiftLines({ batch, faults }: ParsedLines, by: number): void {
  const { line } = batch.loops;
  for (let i = 0; i < line.length; i++) {
    line[i] += by;
  }
  for (const fault of faults) {
    fault.line += by;
  }
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const whole = new Uint8Array(a.length + b.length);
  whole.set(a);
  whole.set(b, a.length);
  return whole;
}

const equalBytes = (a: Uint8Array, b: Uint8Array) => a.length === b.length && a.every((byte, i) => byte === b[i]);
