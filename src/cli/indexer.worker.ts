import { parentPort } from 'node:worker_threads';
import { parseLines } from '../core/formats/lines';
import { transferables } from '../core/table/batch';
import type { ParseRequest } from '../stores/jsonl/parser';

parentPort?.on('message', ({ id, bytes, offset }: ParseRequest) => {
  const lines = parseLines(bytes, offset);
  parentPort?.postMessage({ id, lines }, transferables(lines.batch));
});
