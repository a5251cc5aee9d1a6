import { Worker } from 'node:worker_threads';

/** A worker of Node's that answers each message with one. */
export interface NodeThread<Request, Answer> {
  /** `transfer`: buffers that are handed over; do not use them afterwards. */
  post(message: Request, transfer?: ArrayBuffer[]): void;
  onAnswer(listener: (answer: Answer) => void): void;
  /** Called when the thread cannot go on. */
  onFailure(listener: (error: Error) => void): void;
  close(): void;
}

/** Starts the script of a path. A thread at work keeps the program alive, one that waits does not. */
export function spawnNodeThread<Request, Answer>(path: string): NodeThread<Request, Answer> {
  const worker = new Worker(path);
  let busy = 0;
  worker.once('online', () => (busy === 0 ? worker.unref() : undefined));
  return {
    post(message, transfer) {
      busy++;
      worker.ref();
      worker.postMessage(message, transfer);
    },
    onAnswer: (listener) =>
      void worker.on('message', (answer: Answer) => {
        if (--busy === 0) {
          worker.unref();
        }
        listener(answer);
      }),
    onFailure: (listener) => void worker.on('error', listener),
    close: () => void worker.terminate(),
  };
}
