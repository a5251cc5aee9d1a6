import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from '../../program';
import { line } from '../../testingLoops';

let folder = '';
let out = '';
let err = '';
const others: Server[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loopscope-serve-'));
  out = '';
  err = '';
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
    err += String(text);
    return true;
  });
});
afterEach(() => {
  jest.restoreAllMocks();
  others.splice(0).forEach((server) => server.close());
  rmSync(folder, { recursive: true, force: true });
});

/** Resolves once the program has told its addresses. */
async function start(...args: string[]) {
  let running: Promise<number> = Promise.resolve(0);
  out = '';
  await new Promise<void>((resolve) => {
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
      out += String(text);
      resolve();
      return true;
    });
    running = runProgram(['serve', '--port', '0', ...args]).finally(resolve);
  });
  return {
    url: /Loopscope is at (http:\S+)\//.exec(out)?.[1] ?? '',
    otlp: /OTLP\/HTTP to (http:[^\s;]+);/.exec(out)?.[1] ?? '',
    stop() {
      process.emit('SIGTERM');
      return running;
    },
  };
}

/** A port that somebody else listens on. */
async function occupy(port: number): Promise<number> {
  const server = createServer();
  others.push(server);
  return new Promise((resolve) => {
    server.on('error', () => resolve(port));
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

const exportOf = (id: string) =>
  JSON.stringify({
    resourceSpans: [
      {
        scopeSpans: [
          {
            spans: [
              {
                traceId: id.repeat(32),
                spanId: id.repeat(16),
                name: 'invoke_agent planner',
                startTimeUnixNano: '1795266830144906609',
                endTimeUnixNano: '1795266831144906609',
                attributes: [{ key: 'gen_ai.operation.name', value: { stringValue: 'invoke_agent' } }],
              },
            ],
          },
        ],
      },
    ],
  });

const send = (url: string, id: string) =>
  fetch(`${url}/v1/traces`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: exportOf(id) });

async function idsAt(url: string): Promise<string> {
  const answer = await fetch(`${url}/api/query`, {
    method: 'POST',
    body: JSON.stringify({ queries: [{ refId: 'A', queryType: 'loops' }] }),
  });
  return answer.text();
}

/** What is shown once all ids are, or after two seconds. */
async function idsWithin2s(url: string, ids: string[]): Promise<string> {
  const began = Date.now();
  for (;;) {
    const shown = await idsAt(url);
    if (ids.every((id) => shown.includes(id)) || Date.now() - began > 2000) {
      return shown;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

test('what is sent to either port is kept, shown, served, and there after a restart', async () => {
  const data = join(folder, 'new', 'data');
  const first = await start('--data', data, '--otlp-port', '0');
  expect(await idsAt(first.url)).toContain('"errors":[]');
  expect((await send(first.otlp, 'a')).status).toBe(200);
  expect((await send(first.url, 'b')).status).toBe(200);
  const shown = await idsWithin2s(first.url, ['a'.repeat(32), 'b'.repeat(32)]);
  expect(shown).toContain('a'.repeat(32));
  expect(shown).toContain('b'.repeat(32));
  const [file] = readdirSync(data);
  expect(await (await fetch(`${first.url}/files`)).json()).toEqual([{ name: file, type: 'file' }]);
  expect(await first.stop()).toBe(0);
  await expect(send(first.otlp, 'c')).rejects.toThrow();
  const second = await start('--data', data, '--otlp-port', '0');
  expect(await idsAt(second.url)).toContain('a'.repeat(32));
  expect(await second.stop()).toBe(0);
});

test('a folder that is served and sent to is read once', async () => {
  const { url, stop } = await start(folder, '--data', `${folder}/`, '--otlp-port', '0');
  expect(await (await fetch(`${url}/files`)).json()).toHaveLength(1);
  await stop();
});

test('the usual port being taken is told, and the main port takes spans', async () => {
  await occupy(4318);
  const { url, otlp, stop } = await start('--data', folder);
  expect(out).toContain(`Port 4318 is in use, so send spans with OTLP/HTTP to ${url}; they are kept in ${folder}.`);
  expect((await send(otlp, 'a')).status).toBe(200);
  await stop();
});

test('a port that was asked for and is taken is wrong use', async () => {
  const port = await occupy(0);
  expect(await (await start('--data', folder, '--otlp-port', String(port))).stop()).toBe(2);
  expect(err).toBe(`loopscope: Port ${port} is in use; choose another with --otlp-port.\n`);
});

test('beside files nothing is taken without a folder to keep it', async () => {
  const file = join(folder, 'a.jsonl');
  writeFileSync(file, line('ltf-a'));
  const { url, otlp, stop } = await start(file);
  expect(otlp).toBe('');
  const answer = await send(url, 'a');
  expect([answer.status, await answer.text()]).toEqual([404, expect.stringContaining('--data DIR')]);
  await stop();
  expect(await runProgram(['serve', file, '--otlp-port', '0'])).toBe(2);
  expect(err).toContain('--otlp-port needs --data DIR');
});

test('a folder that cannot be is wrong use', async () => {
  const file = join(folder, 'a.jsonl');
  writeFileSync(file, '');
  expect(await runProgram(['serve', '--data', file])).toBe(2);
  expect(err).toContain(`Nothing can be kept in --data ${file}`);
});

test('an export that is sent again counts once', async () => {
  const { url, otlp, stop } = await start('--data', folder, '--otlp-port', '0');
  await send(otlp, 'a');
  await send(otlp, 'a');
  const shown = await idsWithin2s(url, ['a'.repeat(32)]);
  expect(shown.split('a'.repeat(32))).toHaveLength(2);
  await stop();
});
