/**
 * Runs the browser tests against the Grafana at GRAFANA_URL, which has the plugin of `npm run build`.
 * Other arguments go to Playwright, such as `-g compare`.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, '../..');
const dist = resolve(root, process.env.LOOPSCOPE_DIST ?? 'dist');

if (!process.env.GRAFANA_URL) {
  console.log('Skipped: set GRAFANA_URL to the address of a Grafana with this plugin, such as http://127.0.0.1:3000.');
  process.exit(0);
}
if (!existsSync(join(dist, 'cli/loopscope.js'))) {
  console.error(`These tests serve loops with the build, and ${dist} holds none: run "npm run build" first.`);
  process.exit(1);
}
const work = join(root, '.cache/e2e-grafana');
mkdirSync(work, { recursive: true });
const playwright = createRequire(import.meta.url).resolve('@playwright/test/cli');
const { status } = spawnSync(
  process.execPath,
  [playwright, 'test', '--config', join(here, 'playwright.config.ts'), ...process.argv.slice(2)],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, LOOPSCOPE_DIST: dist, PLAYWRIGHT_JSON_OUTPUT_NAME: join(work, 'report.json') },
  }
);
process.exit(status ?? 1);
