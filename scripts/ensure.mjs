/**
 * Brings a fresh clone to where a command can run: `node scripts/ensure.mjs install build`.
 * Needs nothing but Node; does only what is missing or older than its sources.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { BUILD_STAMP, DIST, ROOT } from './paths.mjs';

const SOURCES = [
  'src',
  'schema',
  'dashboards',
  'scripts',
  'package.json',
  'package-lock.json',
  'rspack.config.mjs',
  'rspack.viewer.mjs',
  'README.md',
  'CHANGELOG.md',
  'LICENSE',
];

const steps = { install: ensureInstalled, build: ensureBuilt };

const [major] = process.versions.node.split('.').map(Number);
if (major < 20) {
  fail(`Loopscope needs Node 20 or newer; this is ${process.version}.`);
}
for (const step of process.argv.slice(2)) {
  steps[step]?.() ?? fail(`Unknown step "${step}": use install or build.`);
}

function ensureInstalled() {
  if (!isInstalled()) {
    console.log('Installing dependencies (once)...');
    npm('ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel', 'error');
  }
  return true;
}

function ensureBuilt() {
  if (!isBuilt()) {
    console.log('Building...');
    npm('run', '--silent', 'build');
  }
  return true;
}

/** By content rather than by time: a checkout gives files new times. Packages for other platforms may be absent. */
function isInstalled() {
  const installed = readPackages(join(ROOT, 'node_modules', '.package-lock.json'));
  const locked = readPackages(join(ROOT, 'package-lock.json'));
  return (
    installed !== undefined &&
    locked !== undefined &&
    Object.entries(locked).every(
      ([path, { version, optional }]) =>
        path === '' || (installed[path] ? installed[path].version === version : optional === true)
    )
  );
}

function readPackages(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : undefined;
}

function isBuilt() {
  if (!existsSync(join(DIST, 'cli/loopscope.js')) || !existsSync(BUILD_STAMP)) {
    return false;
  }
  const { startedAt } = JSON.parse(readFileSync(BUILD_STAMP, 'utf8'));
  return SOURCES.every((path) => newestChange(join(ROOT, path)) < startedAt);
}

/** Milliseconds since the epoch; folders count, so that a removed file is a change too. */
function newestChange(path) {
  if (!existsSync(path)) {
    return 0;
  }
  const { mtimeMs } = statSync(path);
  if (!statSync(path).isDirectory()) {
    return path.includes('.generated.') ? 0 : mtimeMs;
  }
  return readdirSync(path).reduce((newest, name) => Math.max(newest, newestChange(join(path, name))), mtimeMs);
}

function npm(...args) {
  const { status } = spawnSync('npm', args, { cwd: ROOT, stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) {
    fail(`"npm ${args.join(' ')}" did not succeed.`);
  }
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
