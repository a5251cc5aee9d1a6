import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import {
  createInlineParser,
  createPooledParser,
  type BlockParser,
  type ParseAnswer,
  type ParserThread,
} from '../stores/jsonl/parser';

/** The worker's bundle lies beside the program's. */
const WORKER = join(__dirname, 'indexer.worker.js');

function spawn(): ParserThread {
  const worker = new Worker(WORKER);
  let busy = 0;
  // A thread at work keeps the program alive, one that waits must not.
  worker.once('online', () => (busy === 0 ? worker.unref() : undefined));
  return {
    post(message, transfer) {
      busy++;
      worker.ref();
      worker.postMessage(message, transfer);
    },
    onAnswer: (listener) =>
      void worker.on('message', (answer: ParseAnswer) => {
        if (--busy === 0) {
          worker.unref();
        }
        listener(answer);
      }),
    onFailure: (listener) => void worker.on('error', listener),
    close: () => void worker.terminate(),
  };
}

/** Parses beside the main thread where there is a second core. */
export function createNodeParser(): BlockParser {
  const cores = availableParallelism();
  return cores > 1 && existsSync(WORKER)
    ? createPooledParser(spawn, Math.min(cores - 1, 4), true)
    : createInlineParser(Infinity);
}
