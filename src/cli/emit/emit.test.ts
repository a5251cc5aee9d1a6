import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from '../program';
import { openJournal, type Journal } from '../serve/otlp/journal';
import { createOtlpReceiver } from '../serve/otlp/receiver';
import { createOtlpServer } from '../serve/otlp/setUp';
import { line } from '../testingLoops';
import { startServer, type TestServer } from '../testingServer';
import { TESTDATA } from '../testing';
import { accumulate } from './metrics';

const SMALL = join(TESTDATA, 'ltf/small.jsonl');
const SUPERVISOR = join(TESTDATA, 'otlp/loomflow/loomflow-0.20.0-supervisor.otlp.json');

interface Truth {
  loop_name: string;
  outcome: string;
  n_iterations: number;
  tokens_total: number;
  goal_scores?: number[];
}

const truth = (JSON.parse(readFileSync(SMALL.replace('.jsonl', '.expected.json'), 'utf8')) as { loops: Truth[] }).loops;

let folder = '';
let journal: Journal;
let receiver: Server;
let otlp = '';
const others: TestServer[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'loopscope-emit-'));
  journal = await openJournal({ folder: join(folder, 'data') });
  receiver = createOtlpServer(createOtlpReceiver(journal), true);
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const address = receiver.address();
  otlp = `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`;
});
afterEach(async () => {
  jest.restoreAllMocks();
  receiver.close();
  receiver.closeAllConnections();
  await journal.close();
  await Promise.all(others.splice(0).map((server) => server.close()));
  rmSync(folder, { recursive: true, force: true });
});

async function run(...args: string[]) {
  const out: string[] = [];
  const err: string[] = [];
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => out.push(String(text)) > 0);
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => err.push(String(text)) > 0);
  const code = await runProgram(args);
  jest.restoreAllMocks();
  return { code, out: out.join(''), err: err.join('') };
}

type Row = Record<string, unknown>;

/** What the store of the receiver answers. */
async function received(...args: string[]): Promise<Row[]> {
  const { out } = await run('query', '--store', join(folder, 'data'), '--format', 'jsonl', ...args);
  return out
    .split('\n')
    .filter((text) => text.startsWith('{'))
    .map((text): Row => JSON.parse(text));
}

/** A server that keeps what it gets. */
async function listener(status = 204) {
  const bodies: string[] = [];
  const server = await startServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      bodies.push(body);
      response.writeHead(status).end(status === 204 ? undefined : 'no room');
    });
  });
  others.push(server);
  return { url: server.url, requests: server.requests, bodies };
}

it('sends documents as spans that tell the same loops, ended just now', async () => {
  const before = Date.now();
  const emitted = await run('emit', SMALL, '--otlp', otlp, '--once', '--loops', '100');
  expect(emitted).toMatchObject({ code: 0, err: '', out: 'Sent 12 of 12 loops.\n' });
  const rows = await received();
  const figures = (loop: unknown, outcome: unknown, iterations: unknown, tokens: unknown) =>
    [loop, outcome, iterations, tokens].join(' ');
  expect(rows.map((row) => figures(row.loop, row.outcome, row.iterations, row.tokens)).sort()).toEqual(
    truth.map((loop) => figures(loop.loop_name, loop.outcome, loop.n_iterations, loop.tokens_total)).sort()
  );
  for (const { endTime, traceId } of rows) {
    expect(Date.parse(String(endTime)) || Number(endTime)).toBeGreaterThan(before - 30_000);
    expect(Date.parse(String(endTime)) || Number(endTime)).toBeLessThanOrEqual(Date.now() + 1);
    expect(traceId).toMatch(/^[0-9a-f]{32}$/);
  }
});

it('sends another round under other ids, and goes on where the last one ended', async () => {
  await run('emit', SMALL, '--otlp', otlp, '--once', '--loops', '100');
  await run('emit', SMALL, '--otlp', otlp, '--once', '--loops', '100');
  expect(new Set((await received()).map(({ traceId }) => traceId)).size).toBe(24);
});

it('keeps the spans of a trace together', async () => {
  await run('emit', SUPERVISOR, '--otlp', otlp, '--once');
  const expected = JSON.parse(readFileSync(SUPERVISOR, 'utf8')) as {
    resourceSpans: Array<{ scopeSpans: Array<{ spans: Array<{ name: string; parentSpanId?: string }> }> }>;
  };
  const spans = expected.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans));
  const steps = await received('--type', 'steps');
  expect(steps.map(({ name }) => name).length).toBe(spans.length);
  const ids = new Set(steps.map(({ spanId }) => spanId));
  expect(steps.filter(({ parentSpanId }) => parentSpanId !== null && !ids.has(parentSpanId))).toEqual([]);
  expect(steps.filter(({ parentSpanId }) => parentSpanId === null)).toHaveLength(
    spans.filter(({ parentSpanId }) => !parentSpanId).length
  );
});

it('sends documents to Loki as lines of one stream, under the ids of their traces', async () => {
  const loki = await listener();
  await run('emit', SMALL, '--otlp', otlp, '--loki', loki.url, '--once', '--loops', '5');
  expect(loki.requests).toEqual(['/loki/api/v1/push']);
  const [{ stream, values }] = JSON.parse(loki.bodies[0]).streams as Array<{
    stream: object;
    values: Array<[string, string]>;
  }>;
  expect(stream).toEqual({ service_name: 'loops' });
  expect(values.every(([time], i) => i === 0 || BigInt(time) > BigInt(values[i - 1][0]))).toBe(true);
  const documents = values.map(([, text]) => JSON.parse(text) as { trace_id: string; loop_name: string });
  expect(documents.map(({ loop_name: name }) => name)).toEqual(truth.slice(0, 5).map(({ loop_name: name }) => name));
  const traces = (await received()).map(({ traceId }) => traceId);
  expect(documents.map(({ trace_id: id }) => id).sort()).toEqual(traces.sort());
});

it('leaves out what Loki would refuse, and says so', async () => {
  const long = join(folder, 'long.jsonl');
  writeFileSync(long, line('long', { metadata: { notes: 'x'.repeat(300 * 1024) } }));
  const loki = await listener();
  const { code, err } = await run('emit', long, '--loki', loki.url, '--once');
  expect(code).toBe(1);
  expect(err).toContain('1 loops are longer than the 256 KiB');
  expect(loki.requests).toEqual([]);
});

it('goes on without metrics where a backend takes none', async () => {
  const tempo = await startServer((request, response) => {
    request.resume();
    request.on('end', () => response.writeHead(request.url === '/v1/traces' ? 200 : 404).end('{}'));
  });
  others.push(tempo);
  const metrics = join(TESTDATA, 'otlp/metrics/loomflow-0.20.0-tools.otlp-metrics.json');
  const { code, err } = await run('emit', SUPERVISOR, metrics, '--otlp', tempo.url, '--once');
  expect(code).toBe(0);
  expect(err).toContain('takes no metrics; only spans are sent.');
});

it.each([
  [503, /refused with 503: no room/],
  [400, /refused with 400/],
])('tells a refusal %d', async (status, sentence) => {
  const { url } = await listener(status);
  expect(await run('emit', SMALL, '--otlp', url, '--once')).toMatchObject({
    code: 1,
    err: expect.stringMatching(sentence),
  });
});

it('tells a backend that is not there', async () => {
  const { code, err } = await run('emit', SMALL, '--otlp', 'http://127.0.0.1:1', '--once');
  expect(code).toBe(1);
  expect(err).toMatch(/127\.0\.0\.1:1\/v1\/traces could not be reached/);
});

it.each([
  [[], /Say where to send/],
  [['--otlp', 'tempo:4318'], /is no URL/],
  [['--otlp', 'http://127.0.0.1:1', '--every', '10ms'], /at least a second/],
  [['--otlp', 'http://127.0.0.1:1', '--loops', '0'], /no whole number above 0/],
  [['--otlp', 'http://127.0.0.1:1', 'nowhere.jsonl'], /no file or folder/],
])('refuses %j', async (args, sentence) => {
  const { code, err } = await run('emit', ...args);
  expect(code).toBe(2);
  expect(err).toMatch(sentence);
});

it('says that there is nothing to send', async () => {
  const empty = join(folder, 'empty.jsonl');
  writeFileSync(empty, '{"a":1}\n');
  expect((await run('emit', empty, '--otlp', otlp)).err).toContain('nothing to send');
});

it('stops at a signal while it waits for the next round', async () => {
  const running = run('emit', SMALL, '--otlp', otlp, '--every', '60s');
  await new Promise((resolve) => setTimeout(resolve, 500));
  process.emit('SIGTERM');
  expect(await running).toMatchObject({ code: 0 });
});

it('grows counters and histograms with each round, and leaves gauges and their labels', () => {
  const attributes = [{ key: 'turns', value: { intValue: '4' } }];
  const point = { attributes, startTimeUnixNano: '1', timeUnixNano: '2', exemplars: [{ asInt: '9' }] };
  const metrics = (counter: object, histogram: object, gauge: object) => ({
    resourceMetrics: [
      {
        scopeMetrics: [
          {
            metrics: [
              { name: 'c', sum: { isMonotonic: true, dataPoints: [counter] } },
              { name: 'h', histogram: { dataPoints: [histogram] } },
              { name: 'g', gauge: { dataPoints: [gauge] } },
            ],
          },
        ],
      },
    ],
  });
  const sent = accumulate(
    metrics(
      { ...point, asInt: '7' },
      { ...point, count: '2', sum: 1.5, min: 0.5, bucketCounts: ['0', '2'], explicitBounds: [1] },
      { ...point, asDouble: 0.5 }
    ),
    3,
    1000,
    2000
  );
  const now = { attributes, startTimeUnixNano: '1000000000', timeUnixNano: '2000000000' };
  expect(sent).toEqual(
    metrics(
      { ...now, exemplars: [], asInt: '21' },
      { ...now, exemplars: [], count: '6', sum: 4.5, min: 0.5, bucketCounts: ['0', '6'], explicitBounds: [1] },
      { ...now, exemplars: [{ asInt: '9' }], asDouble: 0.5 }
    )
  );
});
