import { mkdir, open, readdir, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

/** Lines are not taken now: too many wait for the disk. */
export class JournalBusyError extends Error {
  constructor() {
    super('The disk does not keep up with what is sent; send it again later.');
    this.name = 'JournalBusyError';
  }
}

/** Lines could not be written; they may be sent again. */
export class JournalWriteError extends Error {
  constructor(folder: string, cause: unknown) {
    super(`Nothing can be written to ${folder} (${cause instanceof Error ? cause.message : String(cause)}).`);
    this.name = 'JournalWriteError';
  }
}

export interface JournalOptions {
  folder: string;
  /** Bytes that may wait for the disk. */
  maxPending?: number;
  now?(): number;
}

export interface Journal {
  folder: string;
  /**
   * Settles once the lines, which end in line breaks, are on the disk, all of them.
   * Rejects with a JournalBusyError or a JournalWriteError.
   */
  append(lines: Buffer): Promise<void>;
  /** Waits for what was taken. */
  close(): Promise<void>;
}

interface Entry {
  lines: Buffer;
  settle(error?: Error): void;
}

const MAX_PENDING = 128 * 1024 * 1024;
const LF = 10;
const JOURNAL_FILE = /^otlp-\d{4}-\d{2}-\d{2}\.jsonl$/;

export const journalFile = (time: number) => `otlp-${new Date(time).toISOString().slice(0, 10)}.jsonl`;

/** Makes a file that was just created, or a change of its name, outlast a power cut. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    await handle.sync().finally(() => handle.close());
  } catch {
    // Some systems cannot sync a folder; they need not.
  }
}

/** A line that a crash cut short gets its end, so that it cannot swallow the next. */
async function openRepaired(path: string): Promise<FileHandle> {
  const handle = await open(path, 'a+');
  try {
    const { size } = await handle.stat();
    if (size > 0) {
      const last = Buffer.alloc(1);
      await handle.read(last, 0, 1, size - 1);
      if (last[0] !== LF) {
        await handle.appendFile('\n');
        await handle.datasync();
      }
    }
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/**
 * Files of JSON lines in a folder that is made where it is missing, one for each day (UTC), to which lines are appended and synced before they count as taken.
 * What waits is written in one go, so that many senders share one sync.
 */
export async function openJournal({
  folder,
  maxPending = MAX_PENDING,
  now = Date.now,
}: JournalOptions): Promise<Journal> {
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(folder)) {
    if (JOURNAL_FILE.test(name)) {
      await (await openRepaired(join(folder, name))).close();
    }
  }
  // Shows at once whether it may be written, and gives readers a file.
  await (await openRepaired(join(folder, journalFile(now())))).close();

  let current: { path: string; handle: FileHandle } | null = null;
  let queue: Entry[] = [];
  let pending = 0;
  let working: Promise<void> | null = null;

  async function release(): Promise<void> {
    const held = current;
    current = null;
    await held?.handle.close();
  }

  /** False where somebody deleted or moved the file: what is written to it would be lost. */
  async function isInPlace(path: string, handle: FileHandle): Promise<boolean> {
    try {
      const [there, held] = await Promise.all([stat(path), handle.stat()]);
      return there.ino === held.ino && there.dev === held.dev;
    } catch {
      return false;
    }
  }

  async function fileOfToday(): Promise<FileHandle> {
    const path = join(folder, journalFile(now()));
    if (current !== null && (current.path !== path || !(await isInPlace(path, current.handle)))) {
      await release();
    }
    if (current === null) {
      await mkdir(folder, { recursive: true });
      current = { path, handle: await openRepaired(path) };
      await syncFolder(folder);
    }
    return current.handle;
  }

  async function write(lines: Buffer): Promise<void> {
    try {
      const handle = await fileOfToday();
      await handle.appendFile(lines);
      await handle.datasync();
    } catch (error) {
      // Opened anew, and so repaired, before the next line.
      await release().catch(() => undefined);
      throw new JournalWriteError(folder, error);
    }
  }

  async function work(): Promise<void> {
    while (queue.length > 0) {
      const batch = queue;
      queue = [];
      let failure: Error | undefined;
      try {
        await write(batch.length === 1 ? batch[0].lines : Buffer.concat(batch.map(({ lines }) => lines)));
      } catch (error) {
        failure = error instanceof Error ? error : new Error(String(error));
      }
      for (const { lines, settle } of batch) {
        pending -= lines.length;
        settle(failure);
      }
    }
    working = null;
  }

  return {
    folder,
    append(lines) {
      if (pending > 0 && pending + lines.length > maxPending) {
        return Promise.reject(new JournalBusyError());
      }
      pending += lines.length;
      return new Promise((resolve, reject) => {
        queue.push({ lines, settle: (error) => (error === undefined ? resolve() : reject(error)) });
        working ??= work();
      });
    },
    async close() {
      await working;
      await release();
    },
  };
}
