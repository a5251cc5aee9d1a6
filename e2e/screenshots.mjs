/** Takes pictures for the documentation into docs/img: the viewer on sample loops, dark and light, and the pages of the app. */
import { chromium } from '@playwright/test';
import { spawn } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = resolve(root, process.env.LOOPSCOPE_DIST ?? 'dist');
const folder = join(root, 'docs/img');
const LARGEST = 300_000;

const server = spawn(process.execPath, [join(dist, 'cli/loopscope.js'), 'serve', '--port', '0'], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
});
try {
  const url = await addressOf(server);
  mkdirSync(folder, { recursive: true });
  for (const colorScheme of ['dark', 'light']) {
    const page = await open(colorScheme, 1400, 900);
    await page.goto(url);
    await page.getByRole('application', { name: /^Convergence of/ }).waitFor();
    await page.getByText('Tokens per 0.01 of goal').first().waitFor();
    await take(page, `viewer-${colorScheme}`);
  }

  const page = await open('dark', 1280, 900);
  await page.goto(`${url}/a/loopscope-app?ds=loopscope-viewer&from=now-24h&to=now`);
  const list = page.getByRole('table', { name: 'Loops', exact: true });
  const named = (name) => list.getByRole('link').filter({ hasText: name });
  await named('research-synthesis').first().waitFor();
  const paths = await named('research-synthesis').evaluateAll((links) => links.map((link) => link.href));
  await take(page, 'app-loops', false);
  await page.goto(paths[0]);
  await page.getByText('What looks wrong').waitFor();
  await take(page, 'app-loop', false);
  // agents that hand over to and fro
  await page.goto(`${url}/a/loopscope-app?ds=loopscope-viewer&system=openinference&from=now-24h&to=now`);
  const bounce = list.getByRole('link').first();
  await bounce.waitFor();
  await page.goto(`${await bounce.evaluate((link) => link.href)}&tab=agents`);
  await page.getByRole('group', { name: 'Handoff map' }).waitFor();
  await take(page, 'app-agents', false);
  const [a, b] = paths.map((path) => new URL(path).searchParams.get('id'));
  await page.goto(`${url}/a/loopscope-app/compare?ds=loopscope-viewer&a=${a}&b=${b}&from=now-24h&to=now`);
  await page.getByRole('region', { name: 'Iterations side by side' }).waitFor();
  await page.setViewportSize({ width: 1280, height: 1300 });
  await take(page, 'app-compare', false);
  await page.goto(`${url}/a/loopscope-app/sources`);
  await page
    .getByText(/loops with \d+ iterations/)
    .first()
    .waitFor();
  await page.setViewportSize({ width: 1200, height: 1000 });
  await take(page, 'app-sources');
} finally {
  await browser.close();
  server.kill('SIGTERM');
}

function open(colorScheme, width, height) {
  return browser.newPage({
    colorScheme,
    viewport: { width, height },
    locale: 'en-US',
    timezoneId: 'UTC',
    reducedMotion: 'reduce',
  });
}

async function take(page, name, isLast = true) {
  await page.evaluate(() => document.fonts.ready);
  await page.waitForLoadState('networkidle');
  const path = join(folder, `${name}.png`);
  await page.screenshot({ path });
  const { size } = statSync(path);
  console.log(`${relative(root, path)}: ${Math.round(size / 1000)} kB`);
  if (size > LARGEST) {
    process.exitCode = 1;
  }
  if (isLast) {
    await page.close();
  }
}

function addressOf(program) {
  return new Promise((done, fail) => {
    program.stdout.on('data', (chunk) => {
      const address = /Loopscope is at (\S+?)\/?\s/.exec(String(chunk))?.[1];
      if (address) {
        done(address);
      }
    });
    program.on('exit', (code) => fail(new Error(`loopscope serve ended with ${code}.`)));
  });
}
