import type { IncomingMessage } from 'node:http';
import { createGunzip } from 'node:zlib';
import { OtlpError } from './status';

/** Largest body, packed and unpacked, in bytes. */
export const MAX_BODY = 64 * 1024 * 1024;
/** Bytes of all bodies that are being read and written at once. */
const MAX_IN_FLIGHT = 4 * MAX_BODY;

const tooLarge = () =>
  new OtlpError(413, `The export is larger than ${MAX_BODY / 1024 / 1024} MB; send smaller batches.`);

/** Memory that requests share; one that finds none is asked to come again. */
export interface Budget {
  /** Throws where there is no room. */
  take(bytes: number): void;
  give(bytes: number): void;
}

export function createBudget(total = MAX_IN_FLIGHT): Budget {
  let free = total;
  return {
    take(bytes) {
      if (bytes > free) {
        throw new OtlpError(429, 'Too much is being sent at once; send it again later.', 1);
      }
      free -= bytes;
    },
    give(bytes) {
      free += bytes;
    },
  };
}

export interface Body {
  bytes: Buffer;
  /** Gives the memory back. */
  release(): void;
}

/** Joins what comes, up to the largest body. */
async function collect(source: AsyncIterable<unknown>, take: (bytes: number) => void): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of source) {
    if (part instanceof Buffer) {
      size += part.length;
      if (size > MAX_BODY) {
        throw tooLarge();
      }
      take(part.length);
      parts.push(part);
    }
  }
  return Buffer.concat(parts);
}

async function unpack(packed: Buffer, take: (bytes: number) => void): Promise<Buffer> {
  const gunzip = createGunzip();
  gunzip.end(packed);
  try {
    return await collect(gunzip, take);
  } catch (error) {
    throw error instanceof OtlpError ? error : new OtlpError(400, 'The body is no gzip stream, or a damaged one.');
  }
}

/** The body of an export, unpacked. Throws an OtlpError. */
export async function readBody(request: IncomingMessage, budget: Budget): Promise<Body> {
  const encoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding !== 'gzip' && encoding !== 'identity' && encoding !== '') {
    throw new OtlpError(415, `A body packed with ${encoding} is not read; pack it with gzip or not at all.`);
  }
  let taken = 0;
  const take = (bytes: number) => {
    budget.take(bytes);
    taken += bytes;
  };
  const release = () => {
    budget.give(taken);
    taken = 0;
  };
  try {
    if (Number(request.headers['content-length'] ?? 0) > MAX_BODY) {
      throw tooLarge();
    }
    // An iterator of the usual kind would cut the connection where reading stops, and the answer with it.
    const bytes = await collect(request.iterator({ destroyOnReturn: false }), take);
    return { bytes: encoding === 'gzip' ? await unpack(bytes, take) : bytes, release };
  } catch (error) {
    release();
    // Read on and thrown away: who is still sending does not listen.
    request.resume();
    throw error;
  }
}
