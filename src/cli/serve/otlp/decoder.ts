import { decodeExport, signalOf, type DecodedExport, type Signal } from './exports';
import { OtlpError, type Encoding, type Rejected } from './status';

/** Turns the bytes of an export into the lines that are kept, here or in another thread. */
export interface ExportDecoder {
  /** The bytes may be handed over to another thread: do not use them afterwards. Rejects with an OtlpError. */
  decode(bytes: Buffer, encoding: Encoding, signal: Signal): Promise<DecodedExport>;
  /** Exports that are being decoded are refused, to be sent again. */
  close(): void;
}

export interface DecodeRequest {
  id: number;
  /** Null asks whether the thread is there. */
  bytes: Uint8Array<ArrayBuffer> | null;
  encoding: Encoding;
  groups: Signal['groups'];
}

export interface DecodeAnswer {
  id: number;
  lines: Uint8Array<ArrayBuffer> | null;
  rejected: Rejected | null;
  refusal: { status: number; message: string; retryAfter: number | null } | null;
}

/** The part of a worker that the decoder needs. */
export interface DecoderThread {
  post(request: DecodeRequest, transfer?: ArrayBuffer[]): void;
  onAnswer(listener: (answer: DecodeAnswer) => void): void;
  /** Called when the thread cannot go on. */
  onFailure(listener: (error: Error) => void): void;
  close(): void;
}

/** Smaller bodies are decoded faster here than posted. */
const WORTH_POSTING = 256 * 1024;

export function createInlineDecoder(): ExportDecoder {
  return {
    decode: async (bytes, encoding, signal) => decodeExport(bytes, encoding, signal),
    close: () => undefined,
  };
}

/** Bytes with a buffer of their own, which can be handed over whole. */
const owned = (bytes: Buffer): Uint8Array<ArrayBuffer> =>
  bytes.buffer instanceof ArrayBuffer && bytes.byteLength === bytes.buffer.byteLength
    ? new Uint8Array(bytes.buffer)
    : new Uint8Array(bytes);

/** The work of the thread. */
export function answerDecode({ id, bytes, encoding, groups }: DecodeRequest): DecodeAnswer {
  const none = { id, lines: null, rejected: null, refusal: null };
  if (bytes === null) {
    return none;
  }
  try {
    const { lines, rejected } = decodeExport(bytes, encoding, signalOf(groups));
    return { ...none, lines: lines && owned(lines), rejected };
  } catch (error) {
    const { status, message, retryAfter } =
      error instanceof OtlpError ? error : new OtlpError(500, error instanceof Error ? error.message : String(error));
    return { ...none, refusal: { status, message, retryAfter } };
  }
}

const isOutOfMemory = (error: Error) => 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';

interface Waiting {
  settle(answer: DecodeAnswer): void;
  refuse(error: OtlpError): void;
}

/**
 * Decodes large bodies in one other thread, so that this one goes on answering; small ones here.
 * The thread starts with the first large body; where none can start, all are decoded here.
 */
export function createThreadedDecoder(spawn: () => DecoderThread, worthPosting = WORTH_POSTING): ExportDecoder {
  const inline = createInlineDecoder();
  /** In the order in which the thread works. */
  const waiting = new Map<number, Waiting>();
  let started: Promise<DecoderThread | null> | null = null;
  let running: DecoderThread | null = null;
  let nextId = 1;

  function refuseAll(error: OtlpError): void {
    const refused = [...waiting.values()];
    waiting.clear();
    refused.forEach(({ refuse }) => refuse(error));
  }

  function onFailure(error: Error): void {
    // Another one starts with the next large body.
    started = null;
    running = null;
    const [first] = waiting;
    if (isOutOfMemory(error) && first !== undefined) {
      waiting.delete(first[0]);
      first[1].refuse(new OtlpError(413, 'The export takes too much memory to be read; send smaller batches.'));
    }
    refuseAll(new OtlpError(503, 'Reading the export was interrupted; send it again.', 1));
  }

  function start(): Promise<DecoderThread | null> {
    return new Promise((resolve) => {
      try {
        const thread = spawn();
        thread.onAnswer((answer) => {
          if (running === null) {
            running = thread;
            resolve(thread);
            return;
          }
          waiting.get(answer.id)?.settle(answer);
          waiting.delete(answer.id);
        });
        thread.onFailure((error) => (running === null ? resolve(null) : onFailure(error)));
        thread.post({ id: 0, bytes: null, encoding: 'json', groups: 'resourceSpans' });
      } catch {
        resolve(null);
      }
    });
  }

  function post(thread: DecoderThread, given: Buffer, encoding: Encoding, { groups }: Signal): Promise<DecodedExport> {
    const id = nextId++;
    return new Promise((resolve, refuse) => {
      waiting.set(id, {
        settle: ({ lines, rejected, refusal }) =>
          refusal === null
            ? resolve({ lines: lines && Buffer.from(lines.buffer, lines.byteOffset, lines.byteLength), rejected })
            : refuse(new OtlpError(refusal.status, refusal.message, refusal.retryAfter)),
        refuse,
      });
      const bytes = owned(given);
      thread.post({ id, bytes, encoding, groups }, [bytes.buffer]);
    });
  }

  return {
    async decode(bytes, encoding, signal) {
      if (bytes.length < worthPosting) {
        return inline.decode(bytes, encoding, signal);
      }
      const thread = await (started ??= start());
      return thread === null ? inline.decode(bytes, encoding, signal) : post(thread, bytes, encoding, signal);
    },
    close() {
      running?.close();
      started = Promise.resolve(null);
      refuseAll(new OtlpError(503, 'The server stops; send the export again.', 1));
    },
  };
}
