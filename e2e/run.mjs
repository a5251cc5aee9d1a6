/**
 * Runs the browser tests over what `npm run build` made.
 * `--result FILE` writes `{"passed": n, "failed": n}`; other arguments go to Playwright, such as `-g keyboard`.
 */
import { rspack } from '@rspack/core';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const work = join(root, '.cache/e2e');
const report = join(work, 'report.json');
const dist = resolve(root, process.env.LOOPSCOPE_DIST ?? 'dist');

const { resultFile, rest } = readArguments(process.argv.slice(2));
if (!existsSync(join(dist, 'cli/loopscope.js')) || !existsSync(join(dist, 'viewer/index.html'))) {
  console.error(`The browser tests need a build, and ${dist} holds none: run "npm run build" first.`);
  finish({ passed: 0, failed: 1 }, 1);
}
mkdirSync(work, { recursive: true });
rmSync(report, { force: true });
await buildGolden();

const playwright = createRequire(import.meta.url).resolve('@playwright/test/cli');
const { status } = spawnSync(
  process.execPath,
  [playwright, 'test', '--config', join(here, 'playwright.config.ts'), ...rest],
  {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      LOOPSCOPE_DIST: dist,
      LOOPSCOPE_GOLDEN: join(work, 'golden.js'),
      PLAYWRIGHT_JSON_OUTPUT_NAME: report,
    },
  }
);
finish(countTests(), status ?? 1);

/** The core on its own, for the page: what the plugins bundle, without Grafana around it. */
async function buildGolden() {
  const compiler = rspack({
    mode: 'production',
    context: root,
    target: ['web', 'es2022'],
    devtool: false,
    performance: false,
    entry: { golden: join(here, 'golden/entry.ts') },
    resolve: { extensions: ['.ts', '.mjs', '.js'] },
    module: {
      rules: [
        {
          test: /\.ts$/,
          loader: 'builtin:swc-loader',
          options: { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } },
          type: 'javascript/auto',
        },
      ],
    },
    output: { path: work, filename: '[name].js', library: { name: 'golden', type: 'assign' } },
  });
  const stats = await new Promise((done, fail) => compiler.run((error, value) => (error ? fail(error) : done(value))));
  if (stats.hasErrors()) {
    console.error(stats.toString({ preset: 'errors-only' }));
    finish({ passed: 0, failed: 1 }, 1);
  }
  await new Promise((done) => compiler.close(done));
}

function countTests() {
  try {
    const { expected, flaky, unexpected } = JSON.parse(readFileSync(report, 'utf8')).stats;
    return { passed: expected + flaky, failed: unexpected };
  } catch {
    return { passed: 0, failed: 1 };
  }
}

function readArguments(given) {
  const at = given.indexOf('--result');
  return at < 0
    ? { rest: given }
    : { resultFile: given[at + 1], rest: [...given.slice(0, at), ...given.slice(at + 2)] };
}

function finish(counts, status) {
  if (resultFile) {
    mkdirSync(dirname(resolve(resultFile)), { recursive: true });
    writeFileSync(resultFile, `${JSON.stringify(counts)}\n`);
  }
  process.exit(counts.failed > 0 ? status || 1 : status);
}
