import { gzipSync } from 'node:zlib';
import { createFetchPort } from '../stores/fetchPort';
import { createHttpFiles, readListing } from '../stores/jsonl/httpFiles';
import { createJsonlStore } from '../stores/jsonl/jsonlStore';
import { idsOf, line, noticesOf, refresh } from './testingLoops';
import { sendRange, startServer, type Handler, type TestServer } from './testingServer';

let server: TestServer;
let content = Buffer.alloc(0);

const set = (text: string | Uint8Array) => (content = Buffer.from(text));
const append = (text: string) => set(Buffer.concat([content, Buffer.from(text)]));
const many = (n: number) => Array.from({ length: n }, (_, i) => line(`ltf-${i}`)).join('');

async function open(handler: Handler, ...patterns: string[]) {
  server = await startServer(handler);
  const files = createHttpFiles(createFetchPort(), `${server.url}/store`);
  return createJsonlStore({ files, patterns: patterns.length === 0 ? ['a.jsonl'] : patterns });
}

const ranged: Handler = (request, response, control) => sendRange(request, response, control, content);
const unranged: Handler = (_request, response, control) => {
  control.sent += content.length;
  response.writeHead(200, { 'Content-Length': content.length }).end(content);
};

afterEach(() => server.close());

describe('a server that knows ranges', () => {
  it('is asked only for what was appended', async () => {
    set(many(300));
    const store = await open(ranged);
    expect((await refresh(store)).table.liveCount).toBe(300);
    const before = server.sent;
    append(line('ltf-new'));
    const reading = await refresh(store);
    expect(reading.table.liveCount).toBe(301);
    expect(server.sent - before).toBeLessThan(line('ltf-new').length + 2048);
    expect(await store.document('ltf-new', new AbortController().signal)).toMatchObject({ trace_id: 'ltf-new' });
    expect(server.requests.every((request) => request.startsWith('/store/a.jsonl'))).toBe(true);
  });

  it.each([
    ['shrank', () => line('ltf-b')],
    ['was replaced by a longer one', () => many(20).replaceAll('ltf-', 'new-')],
    ['is empty', () => ''],
  ])('is asked for all again where the file %s', async (_what, next) => {
    set(many(3));
    const store = await open(ranged);
    await refresh(store);
    set(next());
    const { table } = await refresh(store);
    expect(table.find('ltf-0')).toBeUndefined();
    expect(table.liveCount).toBe(next().split('\n').length - 1);
  });

  it('need not tell sizes', async () => {
    set(many(3));
    const store = await open((request, response) => {
      const from = Number(/(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
      response.writeHead(
        from > 0 ? 206 : 200,
        from > 0 ? { 'Content-Range': `bytes ${from}-${content.length - 1}/*` } : {}
      );
      response.end(content.subarray(from));
    });
    await refresh(store);
    append(line('ltf-x'));
    expect(idsOf(await refresh(store))).toEqual(['ltf-0', 'ltf-1', 'ltf-2', 'ltf-x']);
  });
});

describe('a server that tells versions only by ETag', () => {
  it('shows that a file was written over with the same size', async () => {
    let etag = '"1"';
    set(line('ltf-a') + line('ltf-b'));
    const store = await open((request, response, control) => {
      response.setHeader('ETag', etag);
      sendRange(request, response, control, content);
    });
    await refresh(store);
    set(line('ltf-z') + line('ltf-b'));
    expect(idsOf(await refresh(store))).toEqual(['ltf-a', 'ltf-b']);
    etag = '"2"';
    expect(idsOf(await refresh(store))).toEqual(['ltf-b', 'ltf-z']);
    append(`${line('ltf-c').slice(0, 50)}`);
    etag = '"3"';
    expect(idsOf(await refresh(store))).toEqual(['ltf-b', 'ltf-z']);
  });
});

describe('a server without ranges', () => {
  it('costs the whole file, which is said, but holds each line once', async () => {
    set(many(1500));
    const store = await open(unranged);
    await refresh(store);
    append(line('ltf-new'));
    const reading = await refresh(store);
    expect([reading.table.liveCount, reading.table.superseded]).toEqual([1501, 0]);
    expect(noticesOf(reading)).toEqual([
      expect.stringContaining('does not answer ranges, so each refresh reads the whole file'),
    ]);
    expect(await store.document('ltf-7', new AbortController().signal)).toMatchObject({
      trace_id: 'ltf-7',
    });
    set(line('ltf-other'));
    expect(idsOf(await refresh(store))).toEqual(['ltf-other']);
  });

  it('may pack what it sends', async () => {
    set(many(20));
    const store = await open((_request, response) => {
      response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(gzipSync(content));
    });
    await refresh(store);
    append(line('ltf-new'));
    expect((await refresh(store)).table.liveCount).toBe(21);
  });
});

describe('a server that mixes up ranges', () => {
  it('is read from the start where another range came', async () => {
    set(many(5));
    const store = await open((request, response, control) => {
      if (request.headers.range === undefined) {
        sendRange(request, response, control, content);
      } else {
        response
          .writeHead(206, { 'Content-Range': `bytes ${content.length - 5}-${content.length - 1}/${content.length}` })
          .end(content.subarray(-5));
      }
    });
    await refresh(store);
    append(line('ltf-new'));
    const reading = await refresh(store);
    expect([reading.table.liveCount, reading.table.superseded]).toEqual([6, 0]);
    await expect(store.document(reading.table.traceIds[0], new AbortController().signal)).rejects.toThrow(
      'changed while it was read'
    );
  });

  it('is an error where the start cannot be had', async () => {
    set(many(5));
    const store = await open((_request, response) => {
      response
        .writeHead(206, { 'Content-Range': `bytes 100-${content.length - 1}/${content.length}` })
        .end(content.subarray(100));
    });
    await expect(refresh(store)).rejects.toThrow('was asked for the start of a.jsonl, but answered from byte 100 on');
  });
});

describe('a connection that breaks', () => {
  it('is told with how far it came; the next reading goes on', async () => {
    set(many(400));
    let broken = true;
    const store = await open((request, response, control) => {
      if (broken) {
        response.writeHead(200, { 'Content-Length': content.length });
        response.write(content.subarray(0, content.length - 1000), () => response.destroy());
      } else {
        sendRange(request, response, control, content);
      }
    });
    await expect(refresh(store)).rejects.toThrow(/^The connection broke while a\.jsonl was read, after [\d,]+ bytes/);
    broken = false;
    const { table } = await refresh(store);
    expect([table.liveCount, table.superseded]).toEqual([400, 0]);
  });

  it('cannot be made where nobody listens', async () => {
    const store = await open(ranged);
    await server.close();
    await expect(refresh(store)).rejects.toThrow('The server of a.jsonl could not be reached');
  });
});

describe('a server that refuses', () => {
  it.each([
    [401, 'The server refused access to a.jsonl (401 Unauthorized).', 'Check user, password or token'],
    [403, 'The server refused access to a.jsonl (403 Forbidden).', 'Check user, password or token'],
    [404, 'a.jsonl is not there.', 'Check the name'],
    [410, 'a.jsonl is not there.', 'Check the name'],
    [429, 'The server asks to slow down (429 Too Many Requests)', 'Refresh less often'],
    [500, 'The server answered 500 Internal Server Error for a.jsonl. It said: no luck', 'log of the server'],
    [503, 'The server behind a.jsonl cannot be reached just now (503', 'Check that it is running'],
  ])('with %i is quoted in a sentence', async (status, message, advice) => {
    const store = await open((_request, response) => response.writeHead(status).end('no luck'));
    await expect(refresh(store)).rejects.toMatchObject({
      name: 'StoreError',
      message: expect.stringContaining(message),
      advice: [expect.stringContaining(advice)],
    });
  });

  it('some files does not hide the others', async () => {
    set(line('ltf-a'));
    const store = await open(
      (request, response, control) =>
        request.url?.includes('secret') === true
          ? response.writeHead(403).end()
          : sendRange(request, response, control, content),
      'secret.jsonl',
      'a.jsonl'
    );
    const reading = await refresh(store);
    expect(idsOf(reading)).toEqual(['ltf-a']);
    expect(noticesOf(reading)).toEqual([
      expect.stringMatching(/refused access to secret\.jsonl \(403 Forbidden\)\. Check user/),
    ]);
  });

  it('later keeps what was read before', async () => {
    set(line('ltf-a'));
    let down = false;
    const store = await open(
      (request, response, control) =>
        down && request.url?.includes('a.jsonl') === true
          ? response.writeHead(500).end()
          : sendRange(request, response, control, content),
      'a.jsonl',
      'b.jsonl'
    );
    await refresh(store);
    down = true;
    expect(idsOf(await refresh(store))).toContain('ltf-a');
  });
});

describe('a web page in place of the file', () => {
  it.each(['<!DOCTYPE html><title>Sign in</title>', '\n <html>', '<?xml version="1.0"?>'])(
    'is no store: %s',
    async (page) => {
      const store = await open((_request, response) =>
        response.writeHead(200, { 'Content-Type': 'text/html' }).end(page)
      );
      await expect(refresh(store)).rejects.toMatchObject({
        message: 'a.jsonl is a web page, not JSON lines.',
        advice: [expect.stringContaining('login page')],
      });
    }
  );
});

describe('redirects', () => {
  it('are followed, ranges too', async () => {
    set(many(3));
    const store = await open((request, response, control) =>
      request.url?.startsWith('/store') === true
        ? response.writeHead(302, { Location: '/elsewhere/a.jsonl' }).end()
        : sendRange(request, response, control, content)
    );
    await refresh(store);
    append(line('ltf-x'));
    expect((await refresh(store)).table.liveCount).toBe(4);
  });
});

describe('packed files', () => {
  it('are read again only when they change', async () => {
    set(gzipSync(many(3)));
    const store = await open(ranged, 'a.jsonl.gz');
    const reading = await refresh(store);
    expect(reading.table.liveCount).toBe(3);
    const before = server.sent;
    await refresh(store);
    expect(server.sent - before).toBe(1);
    set(gzipSync(many(4)));
    expect((await refresh(store)).table.liveCount).toBe(4);
  });
});

describe('listings', () => {
  const serving =
    (listing: string, type: string): Handler =>
    (request, response, control) =>
      request.url === '/store/' || request.url === '/store' || request.url === '/store/sub/'
        ? response.writeHead(200, { 'Content-Type': type }).end(listing)
        : sendRange(request, response, control, Buffer.from(line(decodeURIComponent(request.url ?? ''))));

  it.each([
    [
      'nginx as JSON',
      '[{"name":"b.jsonl","type":"file","size":1},{"name":"d.jsonl","type":"directory"},{"name":"a b.jsonl","type":"file"}]',
    ],
    ['a list of names', '["a b.jsonl","b.jsonl","x.txt"]'],
    [
      'a web page',
      '<a href="../">up</a><a href="?C=N;O=D">x</a><a href="a%20b.jsonl">a</a><a href="./b.jsonl">b</a><a href="d.jsonl/">d</a>',
    ],
    [
      'a web page of whole paths',
      "<a href='/store/a%20b.jsonl'>a</a><A HREF='/store/b.jsonl'>b</A><a href='https://evil.example/c.jsonl'>c</a>",
    ],
  ])('of %s name the files', async (_what, listing) => {
    const store = await open(serving(listing, 'text/html'), '*.jsonl');
    expect(idsOf(await refresh(store))).toEqual(['/store/a b.jsonl', '/store/b.jsonl'].sort());
  });

  it('of a folder below the URL are read there', async () => {
    const store = await open(serving('["a.jsonl"]', 'application/json'), 'sub/*.jsonl');
    expect(idsOf(await refresh(store))).toEqual(['/store/sub/a.jsonl']);
  });

  it.each([
    ['*.jsonl', '[{"name":', 'The server does not list the folder of *.jsonl.'],
    ['*.jsonl', 'hello', 'No file matches *.jsonl.'],
    ['*/a.jsonl', '[]', 'The folder part of */a.jsonl holds wildcards'],
  ])('that cannot be used are told: %s', async (pattern, listing, message) => {
    const store = await open(serving(listing, 'text/plain'), pattern);
    await expect(refresh(store)).rejects.toThrow(message);
  });

  it('that are refused are told', async () => {
    const store = await open(
      (_request, response) => response.writeHead(403).end('directory index forbidden'),
      '*.jsonl'
    );
    await expect(refresh(store)).rejects.toThrow(
      'The server refused access to the folder of the URL (403 Forbidden). It said: directory index forbidden'
    );
  });

  it('are read without following what leads elsewhere', () => {
    expect(readListing('["../up.jsonl", "/etc/passwd", 5, {"name": 7}]')).not.toContain(undefined);
    expect(readListing('<a href="a&amp;b.jsonl"><a href="%E0%A4%A.jsonl">')).toEqual(['a&b.jsonl', '%E0%A4%A.jsonl']);
  });
});

it('asks for names with odd characters as they are', async () => {
  set(line('ltf-a'));
  const store = await open(ranged, 'a b/ü#1?&%41.jsonl');
  // The question mark makes it a pattern, so the folder is listed.
  await refresh(store).catch(() => undefined);
  expect(server.requests).toEqual(['/store/a%20b/']);
  await server.close();
  const plain = await open(ranged, 'a b/ü#1&%41.jsonl');
  expect(idsOf(await refresh(plain))).toEqual(['ltf-a']);
  expect(server.requests).toEqual(['/store/a%20b/%C3%BC%231%26%2541.jsonl']);
});

it('serves many queries with one reading', async () => {
  set(many(50));
  const store = await open(ranged);
  const now = Date.now();
  await Promise.all(
    Array.from(
      { length: 8 },
      () =>
        new Promise((resolve, reject) =>
          store.read({ from: null, to: null }, now).subscribe({ complete: () => resolve(null), error: reject })
        )
    )
  );
  expect(server.requests).toHaveLength(1);
});
