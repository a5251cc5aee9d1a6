import type { HttpPort } from '../port';
import { createAsker } from './asker';
import { TooLarge } from './refusal';

const port = (chunks: () => AsyncIterable<Uint8Array>, status = 200): HttpPort => ({
  request: async () => ({ status, statusText: '', headers: { get: () => null }, body: chunks() }),
});
const bytes = (text: string) => new TextEncoder().encode(text);
const { signal } = new AbortController();

describe('asking a server', () => {
  it('gives the text, whatever pieces it comes in', async () => {
    const whole = bytes('"Grüße"');
    const asker = createAsker(
      port(async function* () {
        yield whole.subarray(0, 4);
        yield whole.subarray(4);
      }),
      'Loki'
    );
    expect(await asker.text('/', { signal })).toBe('"Grüße"');
  });

  it('stops reading beyond what is of use', async () => {
    let sent = 0;
    const asker = createAsker(
      port(async function* () {
        for (;;) {
          sent++;
          yield new Uint8Array(1000);
        }
      }),
      'Jaeger'
    );
    await expect(asker.text('/', { signal, maxBytes: 10_000 })).rejects.toThrow(TooLarge);
    expect(sent).toBeLessThan(15);
  });

  it('says that the connection broke, and after how much', async () => {
    const asker = createAsker(
      port(async function* () {
        yield new Uint8Array(1234);
        throw new Error('socket hang up');
      }),
      'Loki'
    );
    await expect(asker.text('/', { signal })).rejects.toThrow(/Loki broke after 1,234 bytes.*socket hang up/);
  });

  it.each([
    ['that never answers', { request: () => new Promise<never>(() => undefined) }],
    [
      'that stops in the middle',
      port(async function* () {
        yield bytes('{');
        await new Promise(() => undefined);
      }),
    ],
  ])('gives up on a server %s', async (_, http) => {
    const asker = createAsker(http, 'Jaeger', { timeoutMs: 20 });
    await expect(asker.text('/', { signal })).rejects.toThrow(/Jaeger did not answer within/);
  });

  it('ends with the reason of who cancelled it', async () => {
    const abort = new AbortController();
    const asker = createAsker({ request: () => new Promise<never>(() => undefined) }, 'Jaeger');
    const asked = asker.text('/', { signal: abort.signal });
    abort.abort();
    await expect(asked).rejects.toThrow(/abort/i);
  });

  it('shows no markup of error pages', async () => {
    const page = '<html><head><title>x</title></head><script>alert(1)</script><b>No\u0007 backend</b></html>';
    const asker = createAsker(
      port(async function* () {
        yield bytes(page);
      }, 503),
      'Loki'
    );
    await expect(asker.text('/', { signal })).rejects.toThrow(
      'Loki cannot be reached just now (503). It said: No backend'
    );
  });
});
