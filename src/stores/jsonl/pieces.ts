import { Gunzip } from 'fflate';
import type { FileAnswer } from './files';

/** Bytes `from` to `from + length` of an answer, which may start earlier or be packed as a whole. */
export async function slicePiece(
  answer: FileAnswer,
  packed: boolean,
  from: number,
  length: number
): Promise<Uint8Array> {
  const piece = new Uint8Array(length);
  let at = answer.from;
  let filled = 0;
  const take = (bytes: Uint8Array) => {
    const start = Math.max(0, from - at);
    if (start < bytes.length && filled < length) {
      const part = bytes.subarray(start, start + length - filled);
      piece.set(part, filled);
      filled += part.length;
    }
    at += bytes.length;
  };
  const gunzip = packed ? new Gunzip(take) : null;
  for await (const chunk of answer.body) {
    if (gunzip !== null) {
      gunzip.push(chunk, false);
    } else {
      take(chunk);
    }
    if (filled >= length) {
      break;
    }
  }
  return piece.subarray(0, filled);
}
