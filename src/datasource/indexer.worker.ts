import { parseLines } from '../core/formats/lines';
import { transferables } from '../core/table/batch';
import type { ParseRequest } from '../stores/jsonl/parser';

/** The part of a worker's global scope that is used here. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<ParseRequest>) => void) | null;
  postMessage(message: unknown, transfer: Transferable[]): void;
}

declare const self: WorkerScope;

self.onmessage = ({ data: { id, bytes, offset, warnings } }) => {
  const lines = parseLines(bytes, offset, 1, warnings);
  self.postMessage({ id, lines }, transferables(lines.batch));
};
