/** A piece of a file, from `from` to its end. */
export interface FileAnswer {
  /** Where the body starts: what was asked, or 0 where the server knows no ranges. */
  from: number;
  /** Size of the whole file in bytes, if it was told. */
  total: number | null;
  /** Changes when the file does (ETag, modification time); null where unknown. */
  tag: string | null;
  /** True for a document that makes sense only as a whole: it has no ranges by its nature. */
  whole?: boolean;
  body: AsyncIterable<Uint8Array>;
}

/** The file is missing: no fault where a date template looks for days that had no loops. */
export interface MissingFile {
  missing: true;
}

/** Nothing lies at or after the byte that was asked for. */
export interface BeyondEnd {
  beyondEnd: true;
  total: number | null;
}

/** Files of a store, wherever they are. Names are what people wrote or what a listing gave. */
export interface FilePort {
  /** Names that match a glob, sorted; throws a StoreError where the place cannot be listed. */
  list(pattern: string, signal: AbortSignal): Promise<string[]>;
  /** Bytes from `from` to the end, or to `to` (exclusive) where given. */
  read(
    name: string,
    from: number,
    to: number | null,
    signal: AbortSignal
  ): Promise<FileAnswer | MissingFile | BeyondEnd>;
}

/** Lets go of a body that is not needed, so that its connection does not wait for a reader. */
export async function discard(body: AsyncIterable<Uint8Array>): Promise<void> {
  const iterator = body[Symbol.asyncIterator]();
  await iterator.next().catch(() => undefined);
  await iterator.return?.();
}
