import type { BackendSrv, BackendSrvRequest, FetchResponse } from '@grafana/runtime';
import { Observable, Subject } from 'rxjs';
import type { HttpAnswer } from '../stores/port';
import { createGrafanaHttpPort, resolveUrl } from './httpPort';

type Chunk = FetchResponse<Uint8Array | undefined>;

/** Grafana's `chunked` at its edge: the test plays the answers. */
function fakeBackend() {
  const asked: BackendSrvRequest[] = [];
  const answers = new Subject<Chunk>();
  let open = 0;
  const backend: Pick<BackendSrv, 'chunked'> = {
    chunked: (options) =>
      new Observable((observer) => {
        asked.push(options);
        open++;
        const subscription = answers.subscribe(observer);
        return () => {
          open--;
          subscription.unsubscribe();
        };
      }),
  };
  const port = createGrafanaHttpPort(() => backend, '/api/datasources/proxy/uid/abc');
  return { backend, port, asked, answers, isOpen: () => open > 0 };
}

function chunk(text: string | undefined, part: Partial<Chunk> = {}): Chunk {
  return {
    data: text === undefined ? undefined : new TextEncoder().encode(text),
    status: 200,
    statusText: 'OK',
    ok: true,
    headers: new Headers({ etag: '"1"' }),
    redirected: false,
    type: 'basic',
    url: '',
    config: { url: '' },
    ...part,
  };
}

async function textOf({ body }: HttpAnswer): Promise<string> {
  let text = '';
  for await (const bytes of body) {
    text += new TextDecoder().decode(bytes);
  }
  return text;
}

const signal = () => new AbortController().signal;

it('asks below the data source with the headers of the request', async () => {
  const { port, asked, answers } = fakeBackend();
  const reply = port.request({ url: 'loops.jsonl', headers: { Range: 'bytes=5-' }, signal: signal() });
  answers.next(chunk('x', { status: 206 }));
  expect((await reply).status).toBe(206);
  expect(asked[0]).toMatchObject({
    url: 'api/datasources/proxy/uid/abc/loops.jsonl',
    method: 'GET',
    headers: { Range: 'bytes=5-', 'Cache-Control': 'no-cache' },
    showErrorAlert: false,
  });
});

it('gives each request its own id, or Grafana cancels the first', async () => {
  const { port, asked } = fakeBackend();
  void port.request({ url: 'a', signal: signal() });
  void port.request({ url: 'a', signal: signal() });
  expect(asked[0].requestId).toBeTruthy();
  expect(asked[0].requestId).not.toBe(asked[1].requestId);
});

it('sends the body of a POST as it is', () => {
  const { port, asked } = fakeBackend();
  void port.request({ method: 'POST', url: 'api/query', body: '{"a":1}', signal: signal() });
  expect(asked[0]).toMatchObject({ method: 'POST', data: '{"a":1}' });
});

it('streams the chunks, also those that came before the reader', async () => {
  const { port, answers } = fakeBackend();
  const reply = port.request({ url: 'a', signal: signal() });
  answers.next(chunk('one '));
  answers.next(chunk('two ', { headers: undefined }));
  const answer = await reply;
  const text = textOf(answer);
  answers.next(chunk('three'));
  answers.next(chunk(undefined));
  answers.complete();
  expect(await text).toBe('one two three');
  expect([answer.headers.get('ETag'), answer.headers.get('missing')]).toEqual(['"1"', null]);
});

it('answers without a body for HEAD', async () => {
  const { port, answers } = fakeBackend();
  const reply = port.request({ method: 'HEAD', url: 'a', signal: signal() });
  answers.next(chunk(undefined));
  answers.complete();
  expect(await textOf(await reply)).toBe('');
});

it.each([404, 416, 500, 502])('answers status %d instead of failing', async (status) => {
  const { port, answers } = fakeBackend();
  const reply = port.request({ url: 'a', signal: signal() });
  answers.next(chunk('no', { status, ok: false }));
  expect((await reply).status).toBe(status);
});

it('tells the 400 that Grafana makes of a 401 from other ones', async () => {
  const { port, answers } = fakeBackend();
  const denied = port.request({ url: 'a', signal: signal() });
  answers.next(chunk('Authentication to data source failed', { status: 400, ok: false }));
  expect((await denied).status).toBe(401);
  const wrong = port.request({ url: 'a', signal: signal() });
  answers.next(chunk('bad query', { status: 400, ok: false }));
  expect((await wrong).status).toBe(400);
});

it('rejects when the network fails before the answer', async () => {
  const { port, answers } = fakeBackend();
  const reply = port.request({ url: 'a', signal: signal() });
  answers.error(new TypeError('Failed to fetch'));
  await expect(reply).rejects.toThrow('Failed to fetch');
});

it('fails the body when the network fails on the way', async () => {
  const { port, answers } = fakeBackend();
  const reply = port.request({ url: 'a', signal: signal() });
  answers.next(chunk('half'));
  const text = textOf(await reply);
  answers.error(new TypeError('network error'));
  await expect(text).rejects.toThrow('network error');
});

it('rejects when nothing came at all', async () => {
  const { port, answers } = fakeBackend();
  const reply = port.request({ url: 'a', signal: signal() });
  answers.complete();
  await expect(reply).rejects.toThrow('No answer');
});

describe('aborting', () => {
  it('stops a request that waits', async () => {
    const { port, isOpen } = fakeBackend();
    const controller = new AbortController();
    const reply = port.request({ url: 'a', signal: controller.signal });
    expect(isOpen()).toBe(true);
    controller.abort();
    await expect(reply).rejects.toMatchObject({ name: 'AbortError' });
    expect(isOpen()).toBe(false);
  });

  it('stops a body that is being read', async () => {
    const { port, answers, isOpen } = fakeBackend();
    const controller = new AbortController();
    const reply = port.request({ url: 'a', signal: controller.signal });
    answers.next(chunk('half'));
    const text = textOf(await reply);
    controller.abort();
    await expect(text).rejects.toMatchObject({ name: 'AbortError' });
    expect(isOpen()).toBe(false);
  });

  it('does not ask when it is too late', async () => {
    const { port, asked } = fakeBackend();
    await expect(port.request({ url: 'a', signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
    expect(asked).toHaveLength(0);
  });

  it('happens when the reader leaves early', async () => {
    const { port, answers, isOpen } = fakeBackend();
    const reply = port.request({ url: 'a', signal: signal() });
    answers.next(chunk('one'));
    const reader = (await reply).body[Symbol.asyncIterator]();
    await reader.next();
    await reader.return?.();
    expect(isOpen()).toBe(false);
  });
});

describe('resolveUrl', () => {
  it.each([
    ['/api/proxy/x', 'loops.jsonl', 'api/proxy/x/loops.jsonl'],
    ['/api/proxy/x/', '/loops.jsonl?a=1', 'api/proxy/x/loops.jsonl?a=1'],
    ['/api/proxy/x', '', 'api/proxy/x/'],
    ['/api/proxy/x', '/api/proxy/x', 'api/proxy/x/'],
    ['/api/proxy/x', '/api/proxy/x/loops.jsonl', 'api/proxy/x/loops.jsonl'],
    ['http://host/files', 'a.jsonl', 'http://host/files/a.jsonl'],
    ['http://host/files', 'http://host/files/a.jsonl', 'http://host/files/a.jsonl'],
  ])('%s and %s', (base, url, wanted) => {
    expect(resolveUrl(base, url)).toBe(wanted);
  });

  it.each(['http://evil.test/a', '//evil.test/a', '../../admin', 'a/%2e%2e/b', 'a\\..\\b', 'javascript:x'])(
    'never leaves the data source by %s',
    (url) => {
      expect(() => resolveUrl('/api/proxy/x', url)).toThrow("leads out of the data source's URL");
    }
  );
});

it.each([
  [404, '{"message":"Unable to find datasource"}', 'Grafana has no data source Tempo prod any more.'],
  [403, '{"message":"Access denied to datasource"}', 'You may not query the data source Tempo prod.'],
])("tells Grafana's own refusal %d from the backend's", async (status, body, sentence) => {
  const { backend, answers } = fakeBackend();
  const port = createGrafanaHttpPort(() => backend, '/api/datasources/proxy/uid/gone', 'Tempo prod');
  const reply = port.request({ url: '/api/search', signal: signal() });
  answers.next(chunk(body, { status }));
  await expect(reply).rejects.toThrow(sentence);
});

it("leaves the backend's own 404 to whom asked", async () => {
  const { port, answers } = fakeBackend();
  const reply = port.request({ url: '/api/traces/x', signal: signal() });
  answers.next(chunk('trace not found', { status: 404 }));
  expect((await reply).status).toBe(404);
});
