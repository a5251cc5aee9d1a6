/** @jest-environment jsdom */
import { parseLines } from '../../core/formats/lines';
import { line } from '../../core/testing';
import type { ParseAnswer, ParseRequest } from './parser';
import { createWebParser } from './webParser';

type Behaviour = 'answers' | 'fails' | 'throws';

/** A browser's worker, as far as the parser uses it; how each behaves is told by its address. */
class FakeWorker {
  static started: string[] = [];
  static behaviour: (url: string) => Behaviour = () => 'answers';
  onmessage: ((event: { data: ParseAnswer }) => void) | null = null;
  onerror: (() => void) | null = null;
  private ended = false;

  constructor(private readonly url: string) {
    if (FakeWorker.behaviour(url) === 'throws') {
      throw new DOMException('not of this origin', 'SecurityError');
    }
    FakeWorker.started.push(url);
    if (FakeWorker.behaviour(url) === 'fails') {
      setTimeout(() => this.onerror?.());
    }
  }

  postMessage({ id, bytes, offset }: ParseRequest): void {
    if (FakeWorker.behaviour(this.url) === 'answers') {
      setTimeout(() => !this.ended && this.onmessage?.({ data: { id, lines: parseLines(bytes, offset, 1) } }));
    }
  }

  terminate(): void {
    this.ended = true;
  }
}

/** Large enough to be worth a worker. */
const LINES = Math.ceil((64 * 1024) / line('ltf-0000').length) + 1;
const bytes = () =>
  new TextEncoder().encode(
    Array.from({ length: LINES }, (_, at) => `${line(`ltf-${String(at).padStart(4, '0')}`)}\n`).join('')
  );

const blobs: Blob[] = [];
const isBlob = (url: string) => url.startsWith('blob:');

beforeEach(() => {
  FakeWorker.started = [];
  blobs.length = 0;
  Object.assign(globalThis, { Worker: FakeWorker });
  Object.assign(URL, { createObjectURL: (blob: Blob) => `blob:test/${blobs.push(blob)}` });
});

afterEach(() => {
  Reflect.deleteProperty(globalThis, 'Worker');
  Reflect.deleteProperty(URL, 'createObjectURL');
});

async function parsed(url: string, behaviour: (url: string) => Behaviour): Promise<number> {
  FakeWorker.behaviour = behaviour;
  const { batch } = await createWebParser(url).parse(bytes(), 0);
  return batch.traceIds.length;
}

const text = (blob: Blob) =>
  new Promise((done) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result);
    reader.readAsText(blob);
  });

test('a script of the page’s own origin is started as it is', async () => {
  expect(await parsed('/public/indexer.worker.js', () => 'answers')).toBe(LINES);
  expect(new Set(FakeWorker.started)).toEqual(new Set(['http://localhost/public/indexer.worker.js']));
});

test('a script of another origin is loaded by one of the page', async () => {
  const cdn = 'https://cdn.example/loopscope-app/0.1.0/indexer.worker.js';
  expect(await parsed(cdn, (url) => (isBlob(url) ? 'answers' : 'throws'))).toBe(LINES);
  expect(FakeWorker.started.every(isBlob)).toBe(true);
  expect(await text(blobs[0])).toBe(`importScripts("${cdn}");`);
});

test('a script that is led to another origin is loaded by one of the page, and nothing is lost', async () => {
  expect(await parsed('/public/indexer.worker.js', (url) => (isBlob(url) ? 'answers' : 'fails'))).toBe(LINES);
  expect(FakeWorker.started.some(isBlob)).toBe(true);
});

test('where no worker starts at all, the page’s own thread parses', async () => {
  expect(await parsed('/public/indexer.worker.js', () => 'fails')).toBe(LINES);
  expect(await parsed('https://cdn.example/indexer.worker.js', () => 'throws')).toBe(LINES);
});
