/**
 * Builds `dist/`: plugin modules, workers, command line, viewer; prints what came out.
 *
 * Usage: node scripts/build.mjs [--only plugin,workers,cli,viewer] [--mode development] [--watch]
 */
import { rspack } from '@rspack/core';
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { configurations } from '../rspack.config.mjs';
import { BUILD_STAMP, DIST, toPosix } from './paths.mjs';

const { values: args } = parseArgs({
  options: {
    only: { type: 'string' },
    mode: { type: 'string', default: 'production' },
    watch: { type: 'boolean', default: false },
  },
});

const started = Date.now();
const only = args.only?.split(',');
const configs = (await configurations({ mode: args.mode })).filter(({ name }) => !only || only.includes(name));
if (configs.length === 0) {
  console.error(`Nothing to build: no part is called ${args.only}. Parts are plugin, workers, cli and viewer.`);
  process.exit(2);
}

const compiler = rspack(configs);
if (args.watch) {
  compiler.watch({}, (error, stats) => {
    if (finish(error, stats)) {
      console.log(`built ${new Date().toLocaleTimeString()}`);
    }
  });
} else {
  const built = await new Promise((resolve) => compiler.run((error, stats) => resolve(finish(error, stats))));
  await new Promise((resolve) => compiler.close(resolve));
  process.exitCode = built ? 0 : 1;
}

function finish(error, stats) {
  if (error) {
    console.error(error);
    return false;
  }
  if (stats.hasErrors() || stats.hasWarnings()) {
    console.error(stats.toString({ preset: 'errors-warnings', colors: process.stdout.isTTY }));
  }
  if (stats.hasErrors()) {
    return false;
  }
  const emitted = stats.stats.flatMap(({ compilation }) =>
    compilation.getAssets().map(({ name }) => ({
      part: compilation.name,
      name: toPosix(relative(DIST, join(compilation.outputOptions.path, name.replace(/\?.*$/, '')))),
    }))
  );
  const command = join(DIST, 'cli/loopscope.js');
  if (existsSync(command)) {
    chmodSync(command, 0o755);
  }
  if (!args.watch) {
    if (!only) {
      removeStale(new Set(emitted.map(({ name }) => name)));
      writeStamp();
    }
    printSizes(emitted);
  }
  return true;
}

/** Files of an earlier build; the viewer's folder may hold files that its own configuration copied there. */
function removeStale(emitted) {
  for (const entry of readdirSync(DIST, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath ?? entry.path, entry.name);
    const name = toPosix(path.slice(DIST.length + 1));
    if (entry.isFile() && !name.startsWith('viewer/') && !emitted.has(name)) {
      rmSync(path);
    }
  }
}

function writeStamp() {
  mkdirSync(join(BUILD_STAMP, '..'), { recursive: true });
  writeFileSync(BUILD_STAMP, JSON.stringify({ startedAt: started, node: process.version }));
}

function printSizes(emitted) {
  const rows = emitted
    .filter(({ name }) => name.endsWith('.js'))
    .map(({ part, name }) => ({ part, name, content: readFileSync(join(DIST, name)) }))
    .map(({ part, name, content }) => ({
      part,
      name: name.length > 60 ? `${name.slice(0, 30)}…${name.slice(-29)}` : name,
      size: content.length,
      gzip: gzipSync(content).length,
    }))
    .sort((a, b) => a.part.localeCompare(b.part) || b.size - a.size);
  const width = Math.max(...rows.map(({ name }) => name.length), 10);
  for (const { part, name, size, gzip } of rows) {
    console.log(`${part.padEnd(8)} ${name.padEnd(width)} ${kilobytes(size)} ${kilobytes(gzip)} gzip`);
  }
  console.log(`${emitted.length} files in dist/ after ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(1)} kB`.padStart(10);
}
