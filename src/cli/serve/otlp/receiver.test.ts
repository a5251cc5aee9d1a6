import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request as rawRequest, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PbfReader, PbfWriter } from 'pbf';
import { gzipSync } from 'node:zlib';
import { TESTDATA } from '../../testing';
import { createBudget } from './body';
import { journalFile, openJournal, type Journal } from './journal';
import { createOtlpReceiver } from './receiver';
import { createOtlpServer } from './setUp';

const NAME = join(TESTDATA, 'otlp/looplens/genai-openllmetry-ok.otlp');
const METRICS = join(TESTDATA, 'otlp/metrics/loomflow-0.10.8-crash.otlp-metrics');
const bytesOf = (path: string) => readFileSync(path);
const jsonOf = (path: string): unknown => JSON.parse(bytesOf(path).toString());

const servers: Server[] = [];
let folder = '';
let journal: Journal;
let port = 0;

async function start(receiver = createOtlpReceiver(journal), loopbackOnly = true): Promise<number> {
  const server = createOtlpServer(receiver, loopbackOnly);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'loopscope-otlp-'));
  journal = await openJournal({ folder });
  port = await start();
});
afterEach(async () => {
  servers.splice(0).forEach((server) => {
    server.close();
    server.closeAllConnections();
  });
  await journal.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  bytes: Buffer;
}

interface Sent {
  path?: string;
  method?: string;
  headers?: Record<string, string>;
  body?: Uint8Array | string;
  to?: number;
}

function send({ path = '/v1/traces', method = 'POST', headers = {}, body, to = port }: Sent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = rawRequest({ host: '127.0.0.1', port: to, path, method, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes: Buffer.concat(parts) })
      );
      response.on('error', reject);
    });
    request.on('error', reject);
    request.end(body);
  });
}

const JSON_TYPE = { 'Content-Type': 'application/json' };
const PROTOBUF_TYPE = { 'Content-Type': 'application/x-protobuf' };
const sendJson = (value: unknown, more: Sent = {}) =>
  send({ headers: JSON_TYPE, body: JSON.stringify(value), ...more });

const kept = (): unknown[] =>
  readFileSync(join(folder, journalFile(Date.now())), 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line): unknown => JSON.parse(line));

const jsonIn = ({ bytes }: Answer): unknown => JSON.parse(bytes.toString());

/** A `google.rpc.Status`. */
const statusIn = ({ bytes }: Answer) =>
  new PbfReader(bytes).readFields(
    (field, status, pbf) => {
      if (field === 1) {
        status.code = pbf.readVarint();
      } else if (field === 2) {
        status.message = pbf.readString();
      }
    },
    { code: 0, message: '' }
  );

const span = (traceId: string, spanId: string) => ({ traceId, spanId, name: 'x' });
const exportOf = (...spans: unknown[]) => ({ resourceSpans: [{ scopeSpans: [{ spans }] }] });
const GOOD = span('5b8efff798038103d269b633813fc60c', 'eee19b7ec3c1b174');

describe('what is taken', () => {
  test.each([
    ['JSON', JSON_TYPE, bytesOf(`${NAME}.json`)],
    ['JSON with a charset', { 'Content-Type': 'Application/JSON; charset=utf-8' }, bytesOf(`${NAME}.json`)],
    ['packed JSON', { ...JSON_TYPE, 'Content-Encoding': 'gzip' }, gzipSync(bytesOf(`${NAME}.json`))],
    ['protobuf', PROTOBUF_TYPE, bytesOf(`${NAME}.pb`)],
    ['packed protobuf', { ...PROTOBUF_TYPE, 'Content-Encoding': 'gzip' }, gzipSync(bytesOf(`${NAME}.pb`))],
  ])('%s is on the disk as OTLP/JSON when it is acknowledged', async (_, headers, body) => {
    const answer = await send({ headers, body });
    expect(answer.status).toBe(200);
    expect(kept()).toEqual([jsonOf(`${NAME}.json`)]);
    expect(answer.headers['content-type']).toBe(headers['Content-Type'].split(';')[0].toLowerCase());
    expect(answer.bytes.toString()).toBe(answer.headers['content-type'] === 'application/json' ? '{}' : '');
  });

  test('metrics too', async () => {
    const path = '/v1/metrics';
    expect((await send({ path, headers: PROTOBUF_TYPE, body: bytesOf(`${METRICS}.pb`) })).status).toBe(200);
    expect((await send({ path, headers: JSON_TYPE, body: bytesOf(`${METRICS}.json`) })).status).toBe(200);
    expect(kept()).toEqual([jsonOf(`${METRICS}.json`), jsonOf(`${METRICS}.json`)]);
  });

  test('an empty export is acknowledged and writes nothing', async () => {
    for (const body of [
      '{}',
      '{"resourceSpans":[]}',
      '{"resourceSpans":null}',
      '{"resourceSpans":[{"scopeSpans":[]}]}',
    ]) {
      expect((await send({ headers: JSON_TYPE, body })).status).toBe(200);
    }
    expect((await send({ headers: PROTOBUF_TYPE, body: '' })).status).toBe(200);
    expect(kept()).toEqual([]);
  });

  test('ids in base64 are kept in hex, and a pretty-printed body is one line', async () => {
    const body = exportOf({ ...span('W47/95gDgQPSabYzgT/GDA==', '7uGbfsPBsXQ='), parentSpanId: 'AAAAAAAAAAE=' });
    await send({ headers: JSON_TYPE, body: JSON.stringify(body, null, 2) });
    expect(kept()).toEqual([exportOf({ ...GOOD, parentSpanId: '0000000000000001' })]);
  });

  test('a long export becomes lines of whole spans', async () => {
    const spans = Array.from({ length: 40 }, (_, i) => ({
      ...span(GOOD.traceId, (i + 1).toString(16).padStart(16, '0')),
      attributes: [{ key: 'text', value: { stringValue: 'x'.repeat(500_000) } }],
    }));
    const body = { resourceSpans: [{ resource: { attributes: [] }, scopeSpans: [{ scope: { name: 's' }, spans }] }] };
    expect((await sendJson(body)).status).toBe(200);
    const lines = kept() as Array<typeof body>;
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.every((line) => JSON.stringify(line).length < 9_000_000)).toBe(true);
    expect(lines.every(({ resourceSpans: [group] }) => group.scopeSpans[0].scope.name === 's')).toBe(true);
    expect(lines.flatMap(({ resourceSpans: [group] }) => group.scopeSpans[0].spans)).toEqual(spans);
  });

  test('many at once are all kept', async () => {
    const ids = Array.from({ length: 60 }, (_, i) => (i + 1).toString(16).padStart(16, '0'));
    const answers = await Promise.all(ids.map((id) => sendJson(exportOf(span(GOOD.traceId, id)))));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(new Set(JSON.stringify(kept()).match(/(?<="spanId":")\w+/g))).toEqual(new Set(ids));
  });
});

describe('spans without ids', () => {
  const bad = [span('', 'eee19b7ec3c1b174'), span('0'.repeat(32), 'eee19b7ec3c1b174'), span(GOOD.traceId, 'xyz'), 7];

  test('are left out and counted', async () => {
    const answer = await sendJson(exportOf(...bad, GOOD));
    expect(answer.status).toBe(200);
    expect(jsonIn(answer)).toEqual({
      partialSuccess: {
        rejectedSpans: '4',
        errorMessage: '4 spans have no valid trace id (16 bytes) or span id (8 bytes).',
      },
    });
    expect(kept()).toEqual([exportOf(GOOD)]);
  });

  test('are counted in protobuf too', async () => {
    const writer = new PbfWriter();
    writer.writeMessage(
      1,
      (_: null, group: PbfWriter) =>
        group.writeMessage(
          2,
          (__: null, scoped: PbfWriter) =>
            scoped.writeMessage(2, (___: null, inner: PbfWriter) => inner.writeBytesField(1, new Uint8Array(5)), null),
          null
        ),
      null
    );
    const answer = await send({ headers: PROTOBUF_TYPE, body: writer.finish() });
    expect(answer.status).toBe(200);
    const partial = new PbfReader(answer.bytes);
    expect(partial.nextField()).toBe(1);
    expect(
      partial.readMessage(
        (field, read, pbf) => {
          read[field] = field === 1 ? pbf.readVarint() : pbf.readString();
        },
        {} as Record<number, unknown>
      )
    ).toEqual({
      1: 1,
      2: 'A span has no valid trace id (16 bytes) or span id (8 bytes).',
    });
    expect(kept()).toEqual([]);
  });
});

describe('what is refused', () => {
  test.each([
    ['bytes that are no protobuf', { headers: PROTOBUF_TYPE, body: 'hello' }, 400, 3],
    ['an export that breaks off', { headers: PROTOBUF_TYPE, body: bytesOf(`${NAME}.pb`).subarray(0, 500) }, 400, 3],
    ['a body that is no gzip', { headers: { ...PROTOBUF_TYPE, 'Content-Encoding': 'gzip' }, body: 'x' }, 400, 3],
    [
      'a gzip stream that breaks off',
      {
        headers: { ...PROTOBUF_TYPE, 'Content-Encoding': 'gzip' },
        body: gzipSync(bytesOf(`${NAME}.pb`)).subarray(0, 300),
      },
      400,
      3,
    ],
    ['another packing', { headers: { ...PROTOBUF_TYPE, 'Content-Encoding': 'br' }, body: 'x' }, 415, 3],
    ['another method', { headers: PROTOBUF_TYPE, method: 'PUT', body: '' }, 405, 12],
    ['logs', { headers: PROTOBUF_TYPE, path: '/v1/logs', body: '' }, 404, 5],
  ])('%s: a Status in protobuf', async (_, sent: Sent, status, code) => {
    const answer = await send(sent);
    expect([answer.status, answer.headers['content-type']]).toEqual([status, 'application/x-protobuf']);
    expect(statusIn(answer).code).toBe(code);
    expect(statusIn(answer).message).toMatch(/\.$/);
    expect(kept()).toEqual([]);
  });

  test.each([
    ['that breaks off', '{', 'The body is no JSON'],
    ['that is a list', '[]', 'should be an object with resourceSpans'],
    ['in snake case', '{"resource_spans":[]}', 'it holds resource_spans, but no resourceSpans'],
    ['of metrics', '{"resourceMetrics":[]}', 'it holds resourceMetrics, but no resourceSpans'],
    ['of another shape', '{"resourceSpans":{}}', 'resourceSpans should be a list'],
    [
      'nested without end',
      `{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"${GOOD.traceId}","spanId":"${GOOD.spanId}","x":${'['.repeat(20_000)}${']'.repeat(20_000)}}]}]}]}`,
      'cannot be written',
    ],
  ])('JSON %s: a Status in JSON', async (_, body, message) => {
    const answer = await send({ headers: JSON_TYPE, body });
    expect([answer.status, answer.headers['content-type']]).toEqual([400, 'application/json']);
    expect(jsonIn(answer)).toEqual({ code: 3, message: expect.stringContaining(message) });
    expect(kept()).toEqual([]);
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', ''])(
    'the type %s, which web pages may send',
    async (type) => {
      const answer = await send({ headers: { 'Content-Type': type }, body: '{}' });
      expect(answer.status).toBe(415);
      expect(jsonIn(answer)).toHaveProperty('message');
    }
  );

  test('a host name that is not of this machine, unless others may send', async () => {
    const headers = { ...JSON_TYPE, Host: 'evil.example' };
    expect((await sendJson(exportOf(GOOD), { headers })).status).toBe(403);
    expect(kept()).toEqual([]);
    const open = await start(createOtlpReceiver(journal), false);
    expect((await sendJson(exportOf(GOOD), { headers, to: open })).status).toBe(200);
  });

  test('a body beyond 64 MB, packed or not, also one that does not say its length', async () => {
    const large = Buffer.alloc(65 * 1024 * 1024, 32);
    const plain = await send({ headers: JSON_TYPE, body: large });
    const chunked = await send({ headers: { ...JSON_TYPE, 'Transfer-Encoding': 'chunked' }, body: large });
    const bomb = await send({ headers: { ...JSON_TYPE, 'Content-Encoding': 'gzip' }, body: gzipSync(large) });
    expect([plain, chunked, bomb].map(({ status }) => status)).toEqual([413, 413, 413]);
    expect(jsonIn(bomb)).toEqual({ code: 8, message: 'The export is larger than 64 MB; send smaller batches.' });
    expect((await sendJson(exportOf(GOOD))).status).toBe(200);
  }, 20_000);

  test('a body of nothing but brackets', async () => {
    const body = `{"resourceSpans":[${'[],'.repeat(4_000_001)}[]]}`;
    expect((await send({ headers: JSON_TYPE, body })).status).toBe(413);
  });

  test('everything where nothing is kept, with what to do', async () => {
    const off = await start(createOtlpReceiver(null));
    const answer = await sendJson(exportOf(GOOD), { to: off });
    expect(answer.status).toBe(404);
    expect(jsonIn(answer)).toEqual({ code: 5, message: expect.stringContaining('--data DIR') });
  });
});

describe('what may be sent again', () => {
  test('exports that the disk refuses', async () => {
    rmSync(folder, { recursive: true });
    mkdirSync(join(folder, journalFile(Date.now())), { recursive: true });
    const answer = await sendJson(exportOf(GOOD));
    expect([answer.status, answer.headers['retry-after']]).toEqual([503, '5']);
    expect(jsonIn(answer)).toEqual({ code: 14, message: expect.stringContaining('Nothing can be written to') });
    rmSync(join(folder, journalFile(Date.now())), { recursive: true });
    expect((await sendJson(exportOf(GOOD))).status).toBe(200);
    expect(kept()).toEqual([exportOf(GOOD)]);
  });

  test('exports that find the queue full', async () => {
    const slow = await openJournal({ folder, maxPending: 10 });
    const to = await start(createOtlpReceiver(slow));
    const answers = await Promise.all(Array.from({ length: 30 }, () => sendJson(exportOf(GOOD), { to })));
    const taken = answers.filter(({ status }) => status === 200);
    const later = answers.filter(({ status }) => status === 503);
    expect(taken.length + later.length).toBe(30);
    expect(later.every(({ headers }) => headers['retry-after'] === '1')).toBe(true);
    expect(kept()).toHaveLength(taken.length);
    await slow.close();
  });

  test('exports that find no memory, which is given back', async () => {
    const small = await start(createOtlpReceiver(journal, createBudget(1000)));
    const large = exportOf({ ...GOOD, name: 'x'.repeat(2000) });
    for (let i = 0; i < 3; i++) {
      const answer = await sendJson(large, { to: small });
      expect([answer.status, answer.headers['retry-after']]).toEqual([429, '1']);
      const packed = gzipSync(JSON.stringify(large));
      expect(
        (await send({ to: small, headers: { ...JSON_TYPE, 'Content-Encoding': 'gzip' }, body: packed })).status
      ).toBe(429);
    }
    for (let i = 0; i < 20; i++) {
      expect((await sendJson(exportOf(GOOD), { to: small })).status).toBe(200);
    }
  });
});

test('a sender that goes away in the middle leaves nothing behind', async () => {
  await new Promise<void>((resolve) => {
    const request = rawRequest({
      host: '127.0.0.1',
      port,
      path: '/v1/traces',
      method: 'POST',
      headers: { ...JSON_TYPE, 'Content-Length': '1000' },
    });
    request.on('error', () => resolve());
    request.write('{"resourceSpans":[');
    setTimeout(() => request.destroy(), 50);
  });
  expect((await sendJson(exportOf(GOOD))).status).toBe(200);
  expect(kept()).toEqual([exportOf(GOOD)]);
});
