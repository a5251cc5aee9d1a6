/**
 * Opens traces of several sizes in the viewer in headless Chromium: from navigation to the first rows beside the same
 * page for a loop that is not there, and frames per second while all rows scroll by. With GRAFANA_URL the same traces
 * are opened there too, in Grafana's own trace view and in the panel.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { countFrames } from './frames.mjs';
import { benchGrafanaTrace } from './grafanaTrace.mjs';

const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];
const SIZES = (process.env.BENCH_SPANS ?? '1000,10000,100000').split(',').map(Number);
const RANGE = { from: String(Date.UTC(2026, 10, 1)), to: String(Date.UTC(2026, 11, 31)) };
const TIMES = 3;
const ROW = '[role=treegrid] [role=row][data-kind]';

const line = (what, figure, aim = '') => process.stdout.write(`${what.padEnd(58)} ${figure.padStart(22)}  ${aim}\n`);
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const traceIdOf = (spans) => spans.toString(16).padStart(32, '0');

export async function benchTrace(out, program) {
  const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
  if (!existsSync(executablePath)) {
    process.stdout.write('left out: there is no Chromium; name one in CHROMIUM_PATH.\n');
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'loopscope-bench-'));
  const browser = await chromium.launch({ executablePath, args: ARGS });
  try {
    for (const spans of SIZES) {
      const path = join(folder, `${spans}.otlp.jsonl`);
      const made = spawnSync(process.execPath, [join(out, 'node.js'), '--write-trace', path, String(spans)], {
        stdio: 'inherit',
      });
      if (made.status !== 0) {
        throw new Error('the trace could not be written');
      }
      await withServer(program, path, async (url) => {
        await measure(browser, url, spans);
        const grafana = process.env.GRAFANA_URL?.replace(/\/+$/, '');
        if (grafana) {
          await benchGrafanaTrace({ browser, line, grafana, url, traceId: traceIdOf(spans), range: RANGE });
        } else {
          line("  beside Grafana's own trace view", 'left out', 'set GRAFANA_URL to a Grafana with this plugin');
        }
      });
    }
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(browser, url, spans) {
  const dashboard = (id) => `${url}/d/loopscope-loop-trace?var-traceId=${id}&from=${RANGE.from}&to=${RANGE.to}`;
  const open = async (id, ready) => {
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    const began = performance.now();
    await page.goto(dashboard(id), { waitUntil: 'commit' });
    await ready(page).first().waitFor({ timeout: 120_000 });
    return { page, ms: performance.now() - began };
  };
  const rows = (page) => page.locator('[role=treegrid] [role=row][data-kind=group]');
  const nothing = (page) => page.getByText('No such loop');
  const times = { empty: [], full: [] };
  await open(traceIdOf(spans), rows).then(({ page }) => page.close());
  for (let i = 0; i < TIMES; i++) {
    for (const [name, id, ready] of [
      ['empty', 'none', nothing],
      ['full', traceIdOf(spans), rows],
    ]) {
      const { page, ms } = await open(id, ready);
      times[name].push(ms);
      await page.close();
    }
  }
  const [empty, full] = [median(times.empty), median(times.full)];
  const label = `trace of ${spans.toLocaleString('en-US')} spans`;
  line(
    `${label}: to the first rows`,
    `${(full / empty).toFixed(2)} x`,
    `the page without a loop (${empty.toFixed(0)} ms)`
  );
  line('  over that page', `${(full - empty).toFixed(0)} ms`, 'at most 1,000 ms');

  const { page } = await open(traceIdOf(spans), rows);
  const first = rows(page).first();
  const opening = performance.now();
  await first.click();
  await page
    .locator('[role=treegrid] [role=row][aria-level="2"]:not([data-kind=note])')
    .first()
    .waitFor({ timeout: 120_000 });
  line('  to the steps of an iteration when it is opened', `${(performance.now() - opening).toFixed(0)} ms`);
  const began = performance.now();
  await page.getByRole('button', { name: 'Open all' }).click();
  await page.waitForFunction(
    (wanted) => Number(document.querySelector('[role=treegrid]').getAttribute('aria-rowcount')) >= wanted,
    spans * 0.6,
    { timeout: 300_000 }
  );
  line('  all iterations opened', `${(performance.now() - began).toFixed(0)} ms`);
  const rest = await page.evaluate(countFrames, { row: ROW, scrolls: false });
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Performance.enable');
  const before = await metricsOf(cdp);
  const moving = await page.evaluate(countFrames, { row: ROW, scrolls: true });
  const after = await metricsOf(cdp);
  const share = (name) => `${(((after[name] - before[name]) / 3) * 100).toFixed(0)} %`;
  line(
    '    of that time in scripts, style and layout',
    `${share('ScriptDuration')}, ${share('RecalcStyleDuration')}, ${share('LayoutDuration')}`
  );
  line(
    '  frames while scrolling through all rows',
    `${(moving.fps / rest.fps).toFixed(2)} x`,
    `the page at rest (${rest.fps.toFixed(0)} a second)`
  );
  line(
    '    longest time between two frames',
    `${moving.slowest.toFixed(0)} ms`,
    `at rest ${rest.slowest.toFixed(0)} ms`
  );
  await page.close();
}

async function metricsOf(cdp) {
  const { metrics } = await cdp.send('Performance.getMetrics');
  return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
}

async function withServer(program, path, job) {
  const server = spawn(process.execPath, [program, 'serve', path, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const url = await new Promise((done, fail) => {
      server.stdout.on('data', (chunk) => {
        const address = /Loopscope is at (http:\S+?)\/?\s/.exec(String(chunk))?.[1];
        if (address) {
          done(address);
        }
      });
      server.on('exit', (code) => fail(new Error(`loopscope serve ended with ${code}.`)));
    });
    server.removeAllListeners('exit');
    await job(url);
  } finally {
    server.kill('SIGTERM');
  }
}
