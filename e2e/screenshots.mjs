/** Takes the pictures of the viewer for the documentation: sample loops, dark and light, into docs/img. */
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
    const page = await browser.newPage({
      colorScheme,
      viewport: { width: 1400, height: 900 },
      locale: 'en-US',
      timezoneId: 'UTC',
      reducedMotion: 'reduce',
    });
    await page.goto(url);
    await page.getByRole('application', { name: /^Convergence of/ }).waitFor();
    await page.getByText('Tokens per 0.01 of goal').first().waitFor();
    await page.evaluate(() => document.fonts.ready);
    await page.waitForLoadState('networkidle');
    const path = join(folder, `viewer-${colorScheme}.png`);
    await page.screenshot({ path });
    const { size } = statSync(path);
    console.log(`${relative(root, path)}: ${Math.round(size / 1000)} kB`);
    if (size > LARGEST) {
      process.exitCode = 1;
    }
    await page.close();
  }
} finally {
  await browser.close();
  server.kill('SIGTERM');
}

function addressOf(program) {
  return new Promise((done, fail) => {
    program.stdout.on('data', (chunk) => {
      const address = /Loopscope is at (\S+)/.exec(String(chunk))?.[1];
      if (address) {
        done(address);
      }
    });
    program.on('exit', (code) => fail(new Error(`loopscope serve ended with ${code}.`)));
  });
}
