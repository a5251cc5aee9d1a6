import {
  createInlineParser,
  createPooledParser,
  type BlockParser,
  type ParseAnswer,
  type ParserThread,
} from './parser';

function spawn(url: string): ParserThread {
  const worker = new Worker(url);
  return {
    post: (message, transfer) => worker.postMessage(message, transfer),
    onAnswer(listener) {
      worker.onmessage = ({ data }: MessageEvent<ParseAnswer>) => listener(data);
    },
    onFailure(listener) {
      worker.onerror = listener;
    },
    close: () => worker.terminate(),
  };
}

/**
 * Parses in a worker of the page, so that the page stays free; on the page's own thread, a little at a time,
 * where no worker can start (another origin, a strict policy).
 * @param url the worker's script
 */
export function createWebParser(url: string): BlockParser {
  if (typeof Worker === 'undefined') {
    return createInlineParser();
  }
  const cores = navigator.hardwareConcurrency || 2;
  // With few cores the page's own thread lends a hand, a few milliseconds at a time.
  return createPooledParser(() => spawn(url), cores > 3 ? 2 : 1, cores <= 3);
}
