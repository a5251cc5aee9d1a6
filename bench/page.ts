import { createLocalEngine } from '../src/engine/localEngine';
import { createFetchPort } from '../src/stores/fetchPort';
import { createHttpFiles } from '../src/stores/jsonl/httpFiles';
import { createJsonlStore } from '../src/stores/jsonl/jsonlStore';
import { createInlineParser, type BlockParser } from '../src/stores/jsonl/parser';
import { createWebParser } from '../src/stores/jsonl/webParser';
import { inTurns, parseAllLines, readOnce } from './firstRead';

export interface PageFigures {
  parse: number;
  inline: number;
  worker: number;
  /** Longest stretches of work on the page's thread (ms). */
  longestInline: number;
  longestWorker: number;
}

async function longestTask(job: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) {
      longest = Math.max(longest, duration);
    }
  });
  observer.observe({ entryTypes: ['longtask'] });
  await job();
  await new Promise((resolve) => setTimeout(resolve, 300));
  observer.disconnect();
  return longest;
}

async function bench(name: string): Promise<PageFigures> {
  const base = `${location.origin}/files`;
  const read = (parser: BlockParser) =>
    readOnce(
      createLocalEngine(createJsonlStore({ files: createHttpFiles(createFetchPort(), base), patterns: [name], parser }))
    );
  const worker = createWebParser('/page.worker.js');
  const times = await inTurns(5, {
    // Fetching is part of each: the page has no other way to the bytes.
    parse: async () => parseAllLines(new Uint8Array(await (await fetch(`${base}/${name}`)).arrayBuffer())),
    inline: () => read(createInlineParser()),
    worker: () => read(worker),
  });
  return {
    parse: times.parse,
    inline: times.inline,
    worker: times.worker,
    longestInline: await longestTask(() => read(createInlineParser())),
    longestWorker: await longestTask(() => read(worker)),
  };
}

Object.assign(globalThis, { bench });
