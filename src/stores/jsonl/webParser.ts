import {
  createInlineParser,
  createPooledParser,
  type BlockParser,
  type ParseAnswer,
  type ParseRequest,
  type ParserThread,
} from './parser';

/**
 * Browsers start workers of the page's own origin alone. Where the script is elsewhere, as on a CDN, or the way to
 * it leads there, a script of the page loads it: whatever was posted until then is posted again.
 */
function spawn(url: string): ParserThread {
  const address = new URL(url, document.baseURI);
  const posted: ParseRequest[] = [];
  let onAnswer: (answer: ParseAnswer) => void = () => undefined;
  let onFailure: () => void = () => undefined;
  let isLast = address.origin !== window.location.origin;
  let worker = listen(isLast ? viaBlob(address.href) : new Worker(address.href));

  function listen(started: Worker): Worker {
    started.onmessage = ({ data }: MessageEvent<ParseAnswer>) => {
      isLast = true;
      posted.length = 0;
      onAnswer(data);
    };
    started.onerror = () => {
      if (isLast) {
        onFailure();
        return;
      }
      isLast = true;
      started.terminate();
      worker = listen(viaBlob(address.href));
      posted.splice(0).forEach((message) => worker.postMessage(message));
    };
    return started;
  }

  return {
    post(message) {
      if (!isLast) {
        posted.push(message);
      }
      worker.postMessage(message);
    },
    onAnswer: (listener) => (onAnswer = listener),
    onFailure: (listener) => (onFailure = listener),
    close: () => worker.terminate(),
  };
}

/** Once a page at most: the address is never given back, as some browsers read it late. */
function viaBlob(href: string): Worker {
  const script = `importScripts(${JSON.stringify(href)});`;
  return new Worker(URL.createObjectURL(new Blob([script], { type: 'text/javascript' })));
}

/**
 * Parses in a worker of the page, so that the page stays free; on the page's own thread, a little at a time,
 * where no worker can start (a strict policy).
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
