import type { HttpPort } from '../stores/port';
import { createServerEngine } from './serverEngine';

async function* bytes(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}

function portThatAnswers(status: number, text: string, statusText = ''): HttpPort {
  return {
    request: () => Promise.resolve({ status, statusText, headers: { get: () => null }, body: bytes(text) }),
  };
}

const health = (port: HttpPort) => createServerEngine(port, 'http://loops.example').health();

describe('health of a data source that leads to a Loopscope server', () => {
  it.each([
    ['a page of another server', 404, '<h1>404</h1>', 'There is no Loopscope server at the URL (404).'],
    ['nothing that listens', 502, '', 'No Loopscope server can be reached at the URL (502).'],
    ['another web page', 200, '<!doctype html>', 'The URL does not lead to "loopscope serve": its answer is no JSON.'],
    ['a refusal', 403, '', 'The server refused access to "loopscope serve" (403).'],
  ])('says what is there instead: %s', async (_, status, text, message) => {
    const answer = await health(portThatAnswers(status, text));
    expect(answer).toMatchObject({ ok: false, message });
    expect(answer.details).toHaveLength(1);
  });

  it('passes on what the server says of itself', async () => {
    const told = { ok: true, version: '9.9.9', message: '3 loops.', details: ['a'] };
    expect(await health(portThatAnswers(200, JSON.stringify(told)))).toEqual({
      ok: true,
      message: 'loopscope serve 9.9.9: 3 loops.',
      details: ['a'],
    });
  });
});
