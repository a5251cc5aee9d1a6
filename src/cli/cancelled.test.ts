import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { completeQuery } from '../core/query/defaults';
import { createJaegerEngine, createLokiEngine, createTempoEngine } from '../engine/backends';
import type { QueryEngine } from '../engine/engine';
import type { HttpPort } from '../stores/port';
import { below } from './testingBackends';

/** A backend that says what it is, and then lets everybody wait. */
const GREETINGS: Record<string, string> = { '/api/v3/services': '{"services":["agents"]}' };
const isGreeting = (url: string) => url in GREETINGS || url.includes('span:parentID') || url.includes('buildinfo');

let server: Server;
let waiting: string[] = [];
let left: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    const url = decodeURIComponent(request.url ?? '');
    if (isGreeting(url)) {
      response.setHeader('Content-Type', 'application/json');
      response.end(GREETINGS[url] ?? '{"traces":[],"metrics":{}}');
      return;
    }
    waiting.push(url);
    response.on('close', () => left.push(url));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  waiting = [];
  left = [];
});

async function until(isTrue: () => boolean): Promise<void> {
  for (let tries = 0; tries < 500 && !isTrue(); tries++) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe.each<[string, (port: HttpPort) => QueryEngine]>([
  ['Tempo', (port) => createTempoEngine(port)],
  ['Jaeger', (port) => createJaegerEngine(port)],
  ['Loki', (port) => createLokiEngine(port, { selector: '{job="loops"}' })],
])('requests to %s', (_, create) => {
  it.each(['loops', 'series', 'steps'] as const)(
    'are broken off when a query for %s is cancelled',
    async (queryType) => {
      const { port } = server.address() as AddressInfo;
      const now = Date.now();
      const context = {
        range: { from: now - 60_000, to: now },
        intervalMs: 1000,
        maxDataPoints: 100,
        requestedAt: now,
      };
      const query = create(below(`http://127.0.0.1:${port}`)).query(completeQuery({ queryType }), context);
      const running = query.subscribe({ error: () => undefined });
      await until(() => waiting.length > 0);
      expect(left).toEqual([]);
      running.unsubscribe();
      await until(() => left.length === waiting.length);
      expect(left.length).toBeGreaterThan(0);
      expect([...left].sort()).toEqual([...waiting].sort());
    }
  );
});
