/** Builds the benchmarks and runs them, in Node and in Chromium; `--small` for a quick look, `--section trace` for a part. */
import { rspack } from '@rspack/core';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { benchChromium } from './chromium.mjs';
import { benchTrace } from './trace.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const out = join(root, '.cache', 'bench');

const rules = [
  {
    test: /\.ts$/,
    exclude: /node_modules/,
    loader: 'builtin:swc-loader',
    options: { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } },
    type: 'javascript/auto',
  },
];

const common = {
  mode: 'production',
  context: root,
  devtool: false,
  performance: false,
  resolve: { extensions: ['.ts', '.mjs', '.js'] },
  module: { rules },
};

function build(configs) {
  return new Promise((resolve, reject) => {
    rspack(configs, (error, stats) => {
      if (error || stats.hasErrors()) {
        reject(error ?? new Error(stats.toString({ all: false, errors: true })));
      } else {
        resolve();
      }
    });
  });
}

if (!existsSync(join(root, 'dist', 'cli', 'loopscope.js'))) {
  process.stderr.write('The program is not built: run "npm run build" first.\n');
  process.exit(1);
}
await build([
  {
    ...common,
    target: 'node20',
    entry: { node: './bench/node.ts', tempo: './bench/tempo.ts', 'indexer.worker': './src/cli/indexer.worker.ts' },
    node: { __dirname: false },
    output: { path: out, filename: '[name].js' },
  },
  {
    ...common,
    target: ['web', 'es2022'],
    entry: { page: './bench/page.ts', 'page.worker': './src/datasource/indexer.worker.ts' },
    output: { path: out, filename: '[name].js' },
  },
]);

const args = process.argv.slice(2);
const at = args.indexOf('--section');
/** Only this part; all where none is named. */
const section = at < 0 ? null : args[at + 1];
const program = join(root, 'dist', 'cli', 'loopscope.js');
const runNode = (file) =>
  new Promise((resolve) =>
    spawn(process.execPath, ['--expose-gc', join(out, file), ...args], { stdio: 'inherit' }).on('exit', (code) =>
      resolve(code ?? 1)
    )
  );
if (section === null || section === 'node') {
  process.stdout.write('In Node\n');
  process.exitCode = await runNode('node.js');
}
if (section === null || section === 'chromium') {
  process.stdout.write('In Chromium\n');
  await benchChromium(out);
}
if (section === null || section === 'trace') {
  process.stdout.write('Loop trace\n');
  await benchTrace(out, program);
}
if (section === null || section === 'tempo') {
  process.stdout.write('Tempo\n');
  process.exitCode = Math.max(process.exitCode ?? 0, await runNode('tempo.js'));
}
