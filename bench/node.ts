import { appendFileSync, readFileSync, rmSync, mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocalEngine } from '../src/engine/localEngine';
import { createJsonlStore } from '../src/stores/jsonl/jsonlStore';
import type { FilePort } from '../src/stores/jsonl/files';
import { createInlineParser, type BlockParser } from '../src/stores/jsonl/parser';
import { createNodeFiles } from '../src/cli/nodeFiles';
import { createNodeParser } from '../src/cli/nodeParser';
import { inTurns, parseAllLines, readOnce } from './firstRead';
import { writeTrace } from './bigTrace';
import { createDocument, createRandom, writeStore } from './generate';
import { benchServe } from './serve';

const MB = 1024 * 1024;
const small = process.argv.includes('--small');
const line = (what: string, figure: string, aim = '') =>
  process.stdout.write(`${what.padEnd(58)} ${figure.padStart(22)}  ${aim}\n`);

/** Counts what is read through a port. */
function counting(files: FilePort) {
  const count = { reads: 0, bytes: 0 };
  const port: FilePort = {
    list: files.list,
    async read(name, from, to, signal) {
      count.reads++;
      const answer = await files.read(name, from, to, signal);
      if (!('body' in answer)) {
        return answer;
      }
      const { body } = answer;
      return {
        ...answer,
        body: (async function* () {
          for await (const chunk of body) {
            count.bytes += chunk.length;
            yield chunk;
          }
        })(),
      };
    },
  };
  return { port, count };
}

const collectGarbage = () => (globalThis as { gc?: () => void }).gc?.();

function heldBytes(): number {
  collectGarbage();
  const { heapUsed, arrayBuffers, external } = process.memoryUsage();
  return heapUsed + Math.max(arrayBuffers, external);
}

async function benchFirstRead(folder: string): Promise<void> {
  const path = join(folder, 'first.jsonl');
  const size = await writeStore(path, 3000, 20);
  const pooled = createNodeParser();
  const read = (parser: BlockParser) =>
    readOnce(
      createLocalEngine(createJsonlStore({ files: createNodeFiles(folder), patterns: ['first.jsonl'], parser }))
    );
  const times = await inTurns(7, {
    // Reading the file is part of each.
    parse: () => parseAllLines(new Uint8Array(readFileSync(path))),
    inline: () => read(createInlineParser(Infinity)),
    sliced: () => read(createInlineParser()),
    pooled: () => read(pooled),
  });
  line(
    `first read, ${(size / MB).toFixed(0)} MB, 3,000 loops, 60,000 iterations: JSON.parse`,
    `${times.parse.toFixed(0)} ms, ${(size / MB / (times.parse / 1000)).toFixed(0)} MB/s`
  );
  line('  store to frames, one thread', `${(times.inline / times.parse).toFixed(2)} x`, 'at most 1.10 x');
  line(
    '  store to frames, one thread that lets the page breathe',
    `${(times.sliced / times.parse).toFixed(2)} x`,
    'at most 1.10 x'
  );
  line('  store to frames, with a second core', `${(times.pooled / times.parse).toFixed(2)} x`, 'at most 0.65 x');
}

async function benchBigStore(folder: string): Promise<void> {
  const loops = small ? 10_000 : 100_000;
  const path = join(folder, 'big.jsonl');
  const size = await writeStore(path, loops, 9);
  const { port, count } = counting(createNodeFiles(folder));
  const before = heldBytes();
  const engine = createLocalEngine(
    createJsonlStore({ files: port, patterns: ['big.jsonl'], parser: createNodeParser() })
  );
  const began = performance.now();
  await readOnce(engine);
  const indexed = performance.now() - began;
  const held = heldBytes() - before;
  line(
    `indexing ${(size / MB).toFixed(0)} MB, ${loops.toLocaleString('en-US')} loops`,
    `${(indexed / 1000).toFixed(1)} s, ${(size / MB / (indexed / 1000)).toFixed(0)} MB/s`
  );
  line('  memory held for each iteration', `${(held / (loops * 9)).toFixed(0)} bytes`, 'at most 120 bytes');

  const random = createRandom(99);
  const refreshes: number[] = [];
  const readBytes: number[] = [];
  for (let i = 0; i < 9; i++) {
    appendFileSync(path, `${createDocument(random, loops + i, 9)}\n`);
    await new Promise((resolve) => setTimeout(resolve, 600));
    count.bytes = 0;
    const start = performance.now();
    await readOnce(engine);
    refreshes.push(performance.now() - start);
    readBytes.push(count.bytes);
  }
  refreshes.sort((a, b) => a - b);
  line(
    `refresh after one loop was appended to ${loops.toLocaleString('en-US')}`,
    `${refreshes[4].toFixed(1)} ms`,
    'under 50 ms'
  );
  line('  bytes read for it', `${(Math.max(...readBytes) / 1024).toFixed(1)} KB`, 'under 64 KB');

  await new Promise((resolve) => setTimeout(resolve, 600));
  count.reads = 0;
  await Promise.all(Array.from({ length: 8 }, () => readOnce(engine)));
  line('reads for a dashboard with 8 panels', String(count.reads), '1');

  await benchServe(path, folder, line);
}

/** One loop that is exported anew at every refresh must not make the index grow. */
async function benchGrowth(folder: string): Promise<void> {
  const path = join(folder, 'growing.jsonl');
  await writeStore(path, 200, 20);
  const lineOf = createDocument(createRandom(7), 1, 20);
  const { port } = counting(createNodeFiles(folder));
  const store = createJsonlStore({ files: port, patterns: ['growing.jsonl'], freshMs: 0 });
  const engine = createLocalEngine(store);
  await readOnce(engine);
  const rounds = small ? 200 : 1000;
  for (let i = 0; i < rounds / 2; i++) {
    appendFileSync(path, `${lineOf}\n`);
    await readOnce(engine);
  }
  const middle = heldBytes();
  for (let i = 0; i < rounds / 2; i++) {
    appendFileSync(path, `${lineOf}\n`);
    await readOnce(engine);
  }
  const grown = heldBytes() - middle;
  line(
    `growth over ${rounds / 2} refreshes, one loop exported anew at each`,
    `${(grown / 1024).toFixed(0)} KB`,
    `file grew by ${(((statSync(path).size / 2) | 0) / MB).toFixed(0)} MB`
  );
}

async function main(): Promise<void> {
  const write = process.argv.indexOf('--write');
  if (write >= 0) {
    await writeStore(process.argv[write + 1], 3000, 20);
    return;
  }
  const trace = process.argv.indexOf('--write-trace');
  if (trace >= 0) {
    await writeTrace(process.argv[trace + 1], Number(process.argv[trace + 2]));
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'loopscope-bench-'));
  try {
    await benchFirstRead(folder);
    await benchGrowth(folder);
    await benchBigStore(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
