import { parentPort } from 'node:worker_threads';
import { parseLines } from '../core/formats/lines';
import { transferables } from '../core/table/batch';
import type { ParseRequest } from '../stores/jsonl/parser';

parentPort?.on('message', ({ id, bytes, offset, warnings }: ParseRequest) => {
  const lines = parseLines(bytes, offset, 1, warnings);
  parentPort?.postMessage({ id, lines }, transferables(lines.batch));
});
