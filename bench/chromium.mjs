/** Runs the page's benchmark in headless Chromium against a small file server. */
import { spawnSync } from 'node:child_process';
import { createReadStream, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { benchStrips } from './strips.mjs';

export const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

function serve(folder, out) {
  return createServer((request, response) => {
    const path = new URL(request.url, 'http://localhost').pathname;
    if (path === '/') {
      response.setHeader('Content-Type', 'text/html');
      response.end('<!doctype html><title>bench</title><script src="/page.js"></script>');
      return;
    }
    const file = path.startsWith('/files/') ? join(folder, path.slice(7)) : join(out, path.slice(1));
    if (!existsSync(file)) {
      response.statusCode = 404;
      response.end();
      return;
    }
    const { size } = statSync(file);
    response.setHeader('Content-Type', path.endsWith('.js') ? 'text/javascript' : 'application/x-ndjson');
    response.setHeader('Content-Length', size);
    response.setHeader('Cache-Control', 'no-store');
    createReadStream(file).pipe(response);
  });
}

export const line = (what, figure, aim = '') =>
  process.stdout.write(`${what.padEnd(58)} ${figure.padStart(22)}  ${aim}\n`);

export async function benchChromium(out) {
  const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
  if (!existsSync(executablePath)) {
    process.stdout.write('left out: there is no Chromium; name one in CHROMIUM_PATH.\n');
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'loopscope-bench-'));
  const made = spawnSync(process.execPath, [join(out, 'node.js'), '--write', join(folder, 'first.jsonl')], {
    stdio: 'inherit',
  });
  const server = serve(folder, out);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const browser = await chromium.launch({ executablePath, args: ARGS });
  try {
    if (made.status !== 0) {
      throw new Error('the store could not be written');
    }
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    const figures = await page.evaluate(() => globalThis.bench('first.jsonl'));
    const size = statSync(join(folder, 'first.jsonl')).size / 1024 / 1024;
    line(`first read, ${size.toFixed(0)} MB, fetched: JSON.parse over the lines`, `${figures.parse.toFixed(0)} ms`);
    line(
      '  store to frames on the page’s thread',
      `${(figures.inline / figures.parse).toFixed(2)} x`,
      'at most 1.10 x'
    );
    line('    longest task', `${figures.longestInline.toFixed(0)} ms`, 'at most 50 ms');
    line('  store to frames with a worker', `${(figures.worker / figures.parse).toFixed(2)} x`, 'at most 0.65 x');
    line('    longest task on the page’s thread', `${figures.longestWorker.toFixed(0)} ms`, 'at most 50 ms');
    await page.close();
    await benchStrips(browser, line, { small: process.argv.includes('--small') });
  } finally {
    await browser.close();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
