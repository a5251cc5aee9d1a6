import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { createLocalEngine } from '../../engine/localEngine';
import { createServerEngine } from '../../engine/serverEngine';
import type { QueryEngine } from '../../engine/engine';
import { createFetchPort } from '../../stores/fetchPort';
import { createJsonlStore } from '../../stores/jsonl/jsonlStore';
import { createNodeFiles } from '../nodeFiles';
import { TESTDATA } from '../testing';
import { OPEN } from '../testingLoops';
import { createLoopscopeServer } from './server';

interface Verdict {
  line: number;
  valid: boolean;
}

const lines = readFileSync(join(TESTDATA, 'ltf/small.jsonl'), 'utf8').split('\n').filter(Boolean);
const { verdicts }: { verdicts: Verdict[] } = JSON.parse(
  readFileSync(join(TESTDATA, 'ltf/small.validate.json'), 'utf8')
);
const SPANS = 'otlp/looplens/genai-openllmetry-root-error.otlp.json';

let server: Server;
let engines: Record<'local' | 'remote', QueryEngine>;

beforeAll(async () => {
  const store = createJsonlStore({ files: createNodeFiles(TESTDATA), patterns: ['ltf/small.jsonl', SPANS] });
  const local = createLocalEngine(store);
  server = createLoopscopeServer({
    engine: local,
    files: async () => new Map(),
    dist: TESTDATA,
    version: '9.9.9',
    loopbackOnly: true,
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  engines = { local, remote: createServerEngine(createFetchPort(), `http://127.0.0.1:${port}/`) };
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const ask = (engine: QueryEngine, id: string) => {
  if (engine.document === undefined) {
    throw new Error('This engine gives no documents.');
  }
  return engine.document(id, OPEN, new AbortController().signal);
};

describe.each(['local', 'remote'] as const)('documents of the %s engine', (where) => {
  it('are what was written, with the faults that the validator finds', async () => {
    for (const { line, valid } of verdicts) {
      const written = JSON.parse(lines[line - 1]);
      const document = await ask(engines[where], written.trace_id);
      expect(document.format).toBe('ltf');
      expect(JSON.parse(document.text)).toEqual(written);
      expect(document.faults.length === 0).toBe(valid);
    }
  });

  it('are put together from spans where no document is kept', async () => {
    const { resourceSpans } = JSON.parse(readFileSync(join(TESTDATA, SPANS), 'utf8'));
    const spans: Array<Record<string, unknown>> = resourceSpans.flatMap(
      (resource: { scopeSpans: Array<{ spans: unknown[] }> }) => resource.scopeSpans.flatMap((scope) => scope.spans)
    );
    const { format, text } = await ask(engines[where], String(spans[0].traceId));
    expect(format).toBe('otlp');
    const written: Array<Record<string, unknown>> = JSON.parse(text).resourceSpans[0].scopeSpans[0].spans;
    const starts = (of: typeof spans) =>
      of.map(({ spanId, startTimeUnixNano }) => `${String(spanId)} ${String(startTimeUnixNano).slice(0, -3)}`).sort();
    expect(starts(written)).toEqual(starts(spans));
  });

  it('of a loop that is not there are refused in a sentence', async () => {
    await expect(ask(engines[where], 'a/b c?')).rejects.toThrow('There is no loop with the id a/b c?');
  });
});
