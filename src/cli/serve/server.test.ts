import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as rawRequest, type IncomingHttpHeaders, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { LoopQuery } from '../../core/query/query';
import type { QueryEngine } from '../../engine/engine';
import { createLocalEngine } from '../../engine/localEngine';
import { createServerEngine } from '../../engine/serverEngine';
import { createFetchPort } from '../../stores/fetchPort';
import { createHttpFiles } from '../../stores/jsonl/httpFiles';
import { createJsonlStore } from '../../stores/jsonl/jsonlStore';
import { createNodeFiles } from '../nodeFiles';
import { ask, rowsOf, TESTDATA } from '../testing';
import { idsOf, line, refresh } from '../testingLoops';
import { startServer } from '../testingServer';
import { createLoopscopeServer } from './server';

const ODD = 'ä b#1%.jsonl';

let folder = '';
let server: Server;
let port = 0;
let local: QueryEngine;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'loopscope-test-'));
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  writeFileSync(join(folder, ODD), line('ltf-odd'));
  writeFileSync(join(folder, '.hidden.jsonl'), line('ltf-hidden'));
  writeFileSync(join(folder, 'a.jsonl'), line('ltf-a', { metadata: { 'a/b c': 'x "y" ü&/?' } }));
  local = createLocalEngine(
    createJsonlStore({
      files: createNodeFiles(TESTDATA),
      patterns: ['ltf/small.jsonl', 'ltf/edge.jsonl', 'ltf/damaged.jsonl', join(folder, 'a.jsonl')],
      freshMs: 60_000,
    })
  );
  server = createLoopscopeServer({
    engine: local,
    files: async () =>
      new Map(['a.jsonl', ODD, '.hidden.jsonl', 'gone.jsonl'].map((name) => [name, join(folder, name)])),
    dist: join(folder, 'dist'),
    version: '9.9.9',
    loopbackOnly: true,
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  port = address !== null && typeof address === 'object' ? address.port : 0;
});

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  bytes: Buffer;
  text: string;
}

/** A request as it stands, without the tidying that `fetch` does. */
function send(
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {}
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { method = 'GET', headers = {}, body } = options;
    const request = rawRequest({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => {
        const bytes = Buffer.concat(parts);
        resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes, text: bytes.toString() });
      });
      response.on('error', reject);
    });
    request.on('error', reject);
    request.end(body);
  });
}

const post = (body: unknown, headers: Record<string, string> = {}) =>
  send('/api/query', { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body), headers });

const errorOf = ({ text }: Answer): unknown => (JSON.parse(text) as { error?: unknown }).error;

describe('POST /api/query', () => {
  it('answers several queries, each by its refId, each with its own error', async () => {
    const answer = await post({
      queries: [
        { refId: 'A', queryType: 'loops', limit: 3 },
        { refId: '__proto__', queryType: 'series' },
        { refId: 'C', queryType: 'series', interval: 'often' },
        { refId: 'D', queryType: 'trace', traceId: 'nope' },
        { queryType: 'loops', filters: [{ key: 'nonsense', op: '=', value: '1' }] },
      ],
      range: { from: null, to: null },
    });
    expect(answer.status).toBe(200);
    expect(answer.headers['x-loopscope-api']).toBe('1');
    const { results } = JSON.parse(answer.text) as {
      results: Record<string, { frames: Array<{ schema: { refId: string } }>; errors: string[]; state: string }>;
    };
    expect(Object.keys(results)).toEqual(['A', '__proto__', 'C', 'D', 'E']);
    expect(results.A).toMatchObject({ errors: [], state: 'done', frames: [{ schema: { name: 'loops', refId: 'A' } }] });
    expect(Object.entries(results)[1][1].frames[0].schema.refId).toBe('__proto__');
    expect(results.C.errors).toEqual([expect.stringContaining('The interval often is no duration')]);
    expect(results.D.errors).toEqual([expect.stringContaining('There is no loop with the id nope')]);
    expect(results.E.errors).toEqual([expect.stringContaining('There is no column nonsense')]);
  });

  it('names queries that have no refId, more than there are letters', async () => {
    const { results } = JSON.parse(
      (await post({ queries: Array.from({ length: 30 }, () => ({ limit: 1 })) })).text
    ) as { results: object };
    expect(Object.keys(results)).toHaveLength(30);
  });

  it.each<[string, unknown, string]>([
    ['no JSON', '{"queries": [', 'The body is no JSON'],
    ['nothing', '', 'The body is no JSON'],
    ['a list', [], 'The body should be an object with queries'],
    ['null', 'null', 'The body should be an object with queries'],
    ['no queries', {}, 'The body should be an object with queries'],
    ['queries that are no list', { queries: {} }, 'The body should be an object with queries'],
    ['a query that is no object', { queries: [7] }, 'queries[0] should be an object.'],
    [
      'an unknown type',
      { queries: [{ queryType: 'lops' }] },
      'queryType "lops" is not known; choose one of loops, iterations,',
    ],
    ['an unknown metric', { queries: [{ metric: 'cost' }] }, 'metric "cost" is not known'],
    ['an unknown aggregation', { queries: [{ aggregation: 'avg' }] }, 'aggregation "avg" is not known'],
    ['an unknown axis', { queries: [{ axis: 5 }] }, 'axis 5 is not known; choose one of iteration, time.'],
    ['a limit in words', { queries: [{ limit: 'ten' }] }, 'limit should be a number.'],
    ['a limit below 1', { queries: [{ limit: -5 }] }, 'limit -5 should be a whole number above 0'],
    ['half a loop', { queries: [{ limit: 1.5 }] }, 'limit 1.5 should be a whole number above 0'],
    ['a refId that is no string', { queries: [{ refId: {} }] }, 'refId should be a string.'],
    ['a traceId that is no string', { queries: [{ traceId: 5 }] }, 'traceId should be a string.'],
    ['filters that are no list', { queries: [{ filters: { key: 'env' } }] }, 'filters should be a list'],
    [
      'a filter that is no object',
      { queries: [{ filters: ['env=prod'] }] },
      'A filter should be an object with key, op and value.',
    ],
    [
      'an unknown operator',
      { queries: [{ filters: [{ key: 'env', op: '==', value: '' }] }] },
      'filter.op "==" is not known',
    ],
    [
      'a filter value that is an object',
      { queries: [{ filters: [{ key: 'env', op: '=', value: {} }] }] },
      'filter.value should be a string.',
    ],
    ['one refId twice', { queries: [{ refId: 'A' }, { refId: 'A' }] }, 'Two queries have the refId A'],
    ['too many queries', { queries: Array.from({ length: 51 }, () => ({})) }, 'At most 50 queries'],
    ['a range that is no object', { queries: [], range: 'now-1h' }, 'range should be an object with from and to'],
    ['times in words', { queries: [], range: { from: 'now-1h' } }, 'range.from should be a number.'],
    [
      'a range that ends before it starts',
      { queries: [], range: { from: 5, to: 1 } },
      'range.from lies after range.to',
    ],
    ['an interval in words', { queries: [], intervalMs: '1m' }, 'intervalMs should be a number.'],
  ])('refuses %s in a sentence', async (_what, body, message) => {
    const answer = await post(body);
    expect(answer.status).toBe(400);
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(errorOf(answer)).toEqual(expect.stringContaining(message));
  });

  it('refuses a body that is too large, and says so before it hangs up', async () => {
    const answer = await post(`{"queries":[],"pad":"${'x'.repeat(3_000_000)}"}`);
    expect(answer.status).toBe(413);
    expect(errorOf(answer)).toEqual(expect.stringContaining('larger than 1048576 bytes'));
  });

  it('packs what it sends where that is asked for', async () => {
    const body = { queries: [{ queryType: 'loops' }] };
    const plain = await post(body);
    const packed = await post(body, { 'Accept-Encoding': 'gzip, br' });
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(packed.headers['content-encoding']).toBe('gzip');
    expect(packed.bytes.length).toBeLessThan(plain.bytes.length / 2);
    expect(gunzipSync(packed.bytes).toString()).toBe(plain.text);
  });
});

describe('other addresses', () => {
  it('GET /api/health tells what is in the store', async () => {
    const answer = await send('/api/health');
    expect(JSON.parse(answer.text)).toMatchObject({
      ok: true,
      version: '9.9.9',
      message: expect.stringContaining('loops with'),
    });
  });

  it('GET /api/tags offers keys and, below each, values', async () => {
    const { keys } = JSON.parse((await send('/api/tags')).text) as { keys: Array<{ key: string }> };
    expect(keys.map(({ key }) => key)).toEqual(expect.arrayContaining(['loop', 'worker', 'metadata.a/b c']));
    const values = async (key: string) =>
      (JSON.parse((await send(`/api/tags/${key}/values`)).text) as { values: string[] }).values;
    expect(await values(encodeURIComponent('metadata.a/b c'))).toEqual(['x "y" ü&/?']);
    expect(await values('outcome')).toContain('success');
    expect(await values('constructor')).toEqual([]);
  });

  it.each([
    ['GET', '/api/query', 405, 'Queries are sent with POST.'],
    ['POST', '/api/health', 405, 'POST is not answered at /api/health.'],
    ['DELETE', '/files/a.jsonl', 405, 'DELETE is not answered at /files/a.jsonl.'],
    ['GET', '/api/nothing', 404, 'There is nothing at /api/nothing.'],
    ['GET', '/api/tags/env', 404, 'There is nothing at /api/tags/env; values are at /api/tags/KEY/values.'],
    ['GET', '/api/tags/%E0%A4%A/values', 400, 'The address is malformed'],
    ['GET', '/files/%zz', 400, 'The address is malformed'],
    ['GET', '//', 400, 'The address is malformed'],
    ['GET', '/files/none.jsonl', 404, 'There is no file none.jsonl in this store.'],
    ['GET', '/files/gone.jsonl', 404, 'gone.jsonl is not there.'],
    ['GET', '/dashboards/none.json', 404, '/dashboards/none.json is not there.'],
  ])('%s %s is %i', async (method, path, status, message) => {
    const answer = await send(path, { method });
    expect(answer.status).toBe(status);
    expect(errorOf(answer)).toEqual(expect.stringContaining(message));
    expect(answer.headers.allow === undefined).toBe(status !== 405);
  });

  it.each(['evil.example', 'evil.example:4319', '127.0.0.1.evil.example', 'localhost.evil.example'])(
    'refuses to answer as %j, so that no web page can reach it under another name',
    async (host) => {
      for (const path of ['/api/health', '/files/a.jsonl', '/']) {
        const answer = await send(path, { headers: { Host: host } });
        expect(answer.status).toBe(403);
        expect(errorOf(answer)).toEqual(expect.stringContaining('--host'));
      }
    }
  );

  it.each(['localhost', 'localhost:4319', '127.0.0.1:1', '[::1]:4319', 'LOCALHOST'])('answers as %s', async (host) => {
    expect((await send('/api/tags', { headers: { Host: host } })).status).toBe(200);
  });
});

describe('/files', () => {
  it('lists the store and nothing else', async () => {
    for (const path of ['/files', '/files/']) {
      const names = (JSON.parse((await send(path)).text) as Array<{ name: string }>).map(({ name }) => name);
      expect(names).toEqual(['a.jsonl', ODD, '.hidden.jsonl', 'gone.jsonl']);
    }
  });

  it('sends whole files, pieces, and what is known of them', async () => {
    const whole = await send('/files/a.jsonl');
    expect(whole.headers['content-type']).toBe('application/x-ndjson');
    expect(whole.text).toBe(line('ltf-a', { metadata: { 'a/b c': 'x "y" ü&/?' } }));
    expect(whole.headers.etag).toBeDefined();
    const head = await send('/files/a.jsonl', { method: 'HEAD' });
    expect([head.text, head.headers['content-length']]).toEqual(['', String(whole.bytes.length)]);
    const piece = await send('/files/a.jsonl', { headers: { Range: 'bytes=10-19' } });
    expect(piece.status).toBe(206);
    expect(piece.text).toBe(whole.text.slice(10, 20));
    expect(piece.headers['content-range']).toBe(`bytes 10-19/${whole.bytes.length}`);
    const beyond = await send('/files/a.jsonl', { headers: { Range: 'bytes=99999-' } });
    expect(beyond.status).toBe(416);
    expect(beyond.headers['content-range']).toBe(`bytes */${whole.bytes.length}`);
    expect(errorOf(beyond)).toEqual(expect.stringContaining('a.jsonl is shorter than the range'));
    const same = await send('/files/a.jsonl', { headers: { 'If-None-Match': String(whole.headers.etag) } });
    expect(same.status).toBe(304);
  });

  it('sends files with odd and hidden names', async () => {
    expect((await send(`/files/${encodeURIComponent(ODD)}`)).text).toBe(line('ltf-odd'));
    expect((await send('/files/.hidden.jsonl')).text).toBe(line('ltf-hidden'));
  });

  it.each([
    '/files/../secret.txt',
    '/files/secret.txt',
    '/files/%2e%2e/secret.txt',
    '/files/..%2fsecret.txt',
    '/files/%2e%2e%2fsecret.txt',
    '/files//etc/passwd',
    '/files/%2fetc%2fpasswd',
    '/files/a.jsonl%00.txt',
    '/files/..\\secret.txt',
    '/public/plugins/loopscope-app/../../../secret.txt',
    '/public/plugins/loopscope-app/..%2f..%2fsecret.txt',
    '/public/plugins/loopscope-app/%2e%2e/secret.txt',
    '/dashboards/..%2f..%2fsecret.txt',
    '/..%2fsecret.txt',
    '/../../../../etc/passwd',
  ])('gives away nothing else: %s', async (path) => {
    const answer = await send(path);
    expect([400, 403, 404]).toContain(answer.status);
    expect(answer.text).not.toContain('root:');
    expect(answer.text).not.toMatch(/^secret/);
  });

  it('is a store like any other, which grows', async () => {
    const files = createHttpFiles(createFetchPort(), `http://127.0.0.1:${port}/files`);
    const all = createJsonlStore({ files, patterns: ['*.jsonl'] });
    const reading = await refresh(all);
    expect(idsOf(reading)).toEqual(['ltf-a', 'ltf-odd']);
    expect(reading.notices).toMatchObject([{ where: 'gone.jsonl' }]);
    expect(idsOf(await refresh(all))).toEqual(['ltf-a', 'ltf-odd']);
  });
});

describe('the same query here and through the server', () => {
  const queries: Array<[string, Partial<LoopQuery>]> = [
    ['loops', { queryType: 'loops' }],
    ['loops, filtered', { queryType: 'loops', filters: [{ key: 'iterations', op: '>=', value: '3' }], limit: 5 }],
    ['iterations', { queryType: 'iterations' }],
    ['goal', { queryType: 'goal' }],
    ['goal over time', { queryType: 'goal', axis: 'time' }],
    ['les', { queryType: 'les' }],
    ['tokens', { queryType: 'tokens', axis: 'time' }],
    ['series', { queryType: 'series', metric: 'tokens', interval: '1m' }],
    ['series by outcome', { queryType: 'series', metric: 'loops', groupBy: 'outcome', interval: 'range' }],
    ['series by worker', { queryType: 'series', metric: 'effectiveness', aggregation: 'p90', groupBy: 'worker' }],
    ['events', { queryType: 'events' }],
  ];

  const remote = () => createServerEngine(createFetchPort(), `http://127.0.0.1:${port}/`);

  it.each(queries)('gives the same frames and notices: %s', async (_name, query) => {
    const [here, there] = [await ask(local, query), await ask(remote(), query)];
    expect(here.frames.length).toBeGreaterThan(0);
    expect(there).toEqual(JSON.parse(JSON.stringify(here)));
  });

  it('gives the same traces', async () => {
    const { frames } = await ask(local, { queryType: 'loops' });
    for (const { traceId } of rowsOf(frames[0])) {
      const query: Partial<LoopQuery> = { queryType: 'trace', traceId: String(traceId) };
      expect(await ask(remote(), query)).toEqual(JSON.parse(JSON.stringify(await ask(local, query))));
    }
  });

  it('gives the same keys, values and errors', async () => {
    expect(await remote().tagKeys()).toEqual(JSON.parse(JSON.stringify(await local.tagKeys())));
    for (const key of ['loop', 'metadata.a/b c', 'worker', 'nonsense']) {
      expect(await remote().tagValues(key)).toEqual(await local.tagValues(key));
    }
    const wrong: Partial<LoopQuery> = { queryType: 'series', metric: 'loops', interval: 'often' };
    const messages = await Promise.all(
      [local, remote()].map((engine) => ask(engine, wrong).catch((error: Error) => error.message))
    );
    expect(messages[0]).toContain('The interval often is no duration');
    expect(messages[1]).toBe(messages[0]);
    expect((await remote().health()).message).toContain((await local.health()).message);
  });
});

describe('a server engine where no Loopscope server is', () => {
  it.each([
    ['a web page', 200, '<html>', 'its answer is no JSON'],
    ['another API', 404, 'not found', 'There is no Loopscope server at the URL (404).'],
    ['a proxy', 502, 'bad gateway', 'No Loopscope server can be reached at the URL (502).'],
    ['a login', 401, '', 'refused access to "loopscope serve" (401 Unauthorized)'],
  ])('says so: %s', async (_what, status, body, message) => {
    const other = await startServer((_request, response) => response.writeHead(status).end(body));
    try {
      const engine = createServerEngine(createFetchPort(), other.url);
      await expect(ask(engine, {})).rejects.toThrow(message);
      expect(await engine.health()).toMatchObject({ ok: false });
    } finally {
      await other.close();
    }
  });

  it('says so where the answer breaks off, or nobody listens', async () => {
    const other = await startServer((_request, response) => {
      response.writeHead(200, { 'Content-Length': 1000 });
      response.write('{"results"', () => response.destroy());
    });
    const engine = createServerEngine(createFetchPort(), other.url);
    await expect(ask(engine, {})).rejects.toThrow('The connection to loopscope serve broke');
    await other.close();
    await expect(ask(engine, {})).rejects.toThrow('loopscope serve could not be reached');
  });
});
