import { LineParser, type ParsedLines } from '../../core/formats/lines';
import type { WarningOptions } from '../../core/warnings/options';

/** Parses blocks of whole lines, here or in another thread. */
export interface BlockParser {
  /** Lines count from 1. */
  parse(bytes: Uint8Array, offset: number, warnings?: WarningOptions): Promise<ParsedLines>;
  /** Blocks that are worth having under way at once. */
  readonly width: number;
}

interface HostScheduler {
  yield?: () => Promise<void>;
}

/** Lets the host draw a frame or answer a click. */
export function breathe(): Promise<void> {
  const scheduler: HostScheduler | undefined =
    'scheduler' in globalThis ? Reflect.get(globalThis, 'scheduler') : undefined;
  if (typeof scheduler?.yield === 'function') {
    return scheduler.yield();
  }
  return new Promise((resolve) => {
    if (typeof setImmediate === 'function') {
      setImmediate(resolve);
    } else {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => {
        channel.port1.close();
        resolve();
      };
      channel.port2.postMessage(null);
    }
  });
}

/** Longest stretch of work on the host's own thread, in milliseconds. */
const SLICE_MS = 8;

/** Parses on this thread, a few milliseconds at a time. */
export function createInlineParser(sliceMs = SLICE_MS): BlockParser {
  return {
    width: 1,
    async parse(bytes, offset, warnings) {
      const parser = new LineParser(bytes, offset, 1, warnings);
      while (!parser.step(sliceMs)) {
        await breathe();
      }
      return parser.take();
    },
  };
}

/** The part of a worker that the pool needs: a browser's Worker and Node's, made alike. */
export interface ParserThread {
  post(message: ParseRequest): void;
  onAnswer(listener: (answer: ParseAnswer) => void): void;
  /** Called when the thread cannot go on. */
  onFailure(listener: () => void): void;
  close(): void;
}

export interface ParseRequest {
  id: number;
  bytes: Uint8Array;
  offset: number;
  warnings?: WarningOptions;
}

export interface ParseAnswer {
  id: number;
  lines: ParsedLines;
}

/** Blocks below this are parsed faster here than posted. */
const WORTH_POSTING = 64 * 1024;

/**
 * Parses in other threads and, where all of them are at work, on this one as well if `alsoHere`.
 * Threads start with the first block that is worth it; where none can start, all is parsed on this thread.
 */
export function createPooledParser(spawn: () => ParserThread, size: number, alsoHere: boolean): BlockParser {
  const inline = createInlineParser();
  const waiting = new Map<number, { resolve: (lines: ParsedLines) => void; reject: (error: Error) => void }>();
  let threads: Array<{ thread: ParserThread; load: number }> | null = null;
  let nextId = 0;
  let broken = false;
  let busyHere = false;

  function start(): Array<{ thread: ParserThread; load: number }> {
    try {
      return Array.from({ length: size }, () => {
        const entry = { thread: spawn(), load: 0 };
        entry.thread.onAnswer(({ id, lines }) => {
          entry.load--;
          waiting.get(id)?.resolve(lines);
          waiting.delete(id);
        });
        entry.thread.onFailure(() => {
          broken = true;
          for (const { reject } of waiting.values()) {
            reject(new Error('a parser thread stopped'));
          }
          waiting.clear();
        });
        return entry;
      });
    } catch {
      broken = true;
      return [];
    }
  }

  async function post(
    entry: { thread: ParserThread; load: number },
    bytes: Uint8Array,
    offset: number,
    warnings?: WarningOptions
  ) {
    const id = nextId++;
    entry.load++;
    return new Promise<ParsedLines>((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      entry.thread.post({ id, bytes, offset, warnings });
    });
  }

  return {
    width: size + (alsoHere ? 2 : 1),
    async parse(bytes, offset, warnings) {
      if (broken || bytes.length < WORTH_POSTING) {
        return inline.parse(bytes, offset, warnings);
      }
      threads ??= start();
      const idle = threads.reduce<(typeof threads)[number] | null>(
        (best, entry) => (best === null || entry.load < best.load ? entry : best),
        null
      );
      if (idle === null || (alsoHere && idle.load > 0 && !busyHere)) {
        busyHere = true;
        try {
          return await inline.parse(bytes, offset, warnings);
        } finally {
          busyHere = false;
        }
      }
      try {
        return await post(idle, bytes, offset, warnings);
      } catch {
        // The bytes were copied, not handed over, so that a thread that dies loses nothing.
        return inline.parse(bytes, offset, warnings);
      }
    },
  };
}
