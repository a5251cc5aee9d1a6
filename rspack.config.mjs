import { rspack } from '@rspack/core';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, posix, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(fileURLToPath(import.meta.url));
const dist = join(root, 'dist');
const version = readJson('package.json').version;

/** Modules that Grafana hands to every plugin (its `sharedDependenciesMap`); anything else is bundled. */
const SHARED_BY_GRAFANA = [
  '@emotion/css',
  '@emotion/react',
  '@grafana/data',
  '@grafana/runtime',
  '@grafana/ui',
  'i18next',
  'lodash',
  'moment',
  'react',
  'react-dom',
  'react-router',
  'react/jsx-runtime',
  'rxjs',
  'rxjs/operators',
];

/** Scenes and what only it brings along. */
const SCENES =
  /[\\/]node_modules[\\/](@grafana[\\/](scenes|schema|i18n|e2e-selectors)|@remix-run|@floating-ui|@tanstack|react-router-dom|react-i18next|react-grid-layout|react-resizable|react-draggable|react-select|react-use|uuid)[\\/]/;

/** Traces of the other systems that the viewer shows beside the sample loops. */
const SAMPLE_TRACES = [
  'looplens/openinference-bounce',
  'looplens/genai-openllmetry-react-loop',
  'looplens/genai-openllmetry-root-error',
  'looplens/traceloop-react-loop',
  'loomflow/loomflow-0.20.0-supervisor',
  'loomflow/loomflow-0.20.0-swarm',
  'loomflow/loomflow-0.20.0-tools',
  'loom/loom-ai',
  'lunette/lunette',
];

/** @returns {Promise<Array<{name: string} & import('@rspack/core').Configuration>>} one for each part that has sources */
export async function configurations({ mode = 'production' } = {}) {
  const parts = [pluginConfig(mode), workerConfig(mode), cliConfig(mode), ...(await viewerConfigs(mode))];
  return parts.filter(({ entry }) => Object.keys(entry).length > 0 && Object.values(entry).flat().every(hasSource));
}

/** App, nested data source and panels: AMD modules for Grafana's loader. */
function pluginConfig(mode) {
  const plugins = findPlugins();
  const app = plugins.find(({ folder }) => folder === '');
  const nested = plugins.filter(({ folder }) => folder !== '').map(({ id, folder }) => ({ id, folder }));
  const entry = {};
  for (const { folder } of plugins) {
    const module = firstExisting(`${posix.join('src', folder)}/module`, ['.tsx', '.ts']);
    if (module) {
      entry[posix.join(folder, 'module')] = ['./scripts/publicPath.js', `./${module}`];
    }
  }
  return {
    ...common(mode),
    name: 'plugin',
    target: ['web', 'es2022'],
    entry,
    externalsType: 'amd',
    externals: [
      // the loader's own record of the module: where it was loaded from
      { 'amd-module': 'module' },
      ...SHARED_BY_GRAFANA,
      /^@grafana\/(data|runtime|ui)\/unstable$/,
    ],
    output: {
      path: dist,
      filename: '[name].js',
      chunkFilename: 'chunks/[name].js?_cache=[contenthash]',
      assetModuleFilename: 'assets/[name].[contenthash:8][ext]',
      library: { type: 'amd' },
      publicPath: '/',
      uniqueName: app.id,
      environment: { globalThis: true },
    },
    optimization: {
      splitChunks: {
        // one file with a name for what the pages share, so that its size can be watched
        cacheGroups: { scenes: { name: 'scenes', test: SCENES, chunks: 'async', enforce: true } },
      },
    },
    plugins: [
      new rspack.DefinePlugin({ APP_ID: JSON.stringify(app.id), NESTED_PLUGINS: JSON.stringify(nested) }),
      new rspack.CopyRspackPlugin({ patterns: pluginFiles(plugins) }),
    ],
  };
}

/** The browser's workers: plain scripts, because a worker has no AMD loader. */
function workerConfig(mode) {
  return {
    ...common(mode),
    name: 'workers',
    target: ['webworker', 'es2022'],
    entry: existingEntries({ 'datasource/indexer.worker': 'src/datasource/indexer.worker.ts' }),
    output: { path: dist, filename: '[name].js', asyncChunks: false, environment: { globalThis: true } },
  };
}

/** The command line: self-contained files, so that `dist` needs no `node_modules`. */
function cliConfig(mode) {
  return {
    ...common(mode),
    name: 'cli',
    target: 'node20',
    entry: existingEntries({
      'cli/loopscope': 'src/cli/main.ts',
      'cli/indexer.worker': 'src/cli/indexer.worker.ts',
      'cli/otlp.worker': 'src/cli/otlp.worker.ts',
    }),
    node: { __dirname: false, __filename: false },
    output: { path: dist, filename: '[name].js', asyncChunks: false, library: { type: 'commonjs2' } },
    plugins: [
      new rspack.DefinePlugin({ 'process.env.LOOPSCOPE_VERSION': JSON.stringify(version) }),
      // what the viewer shows where no store is named
      new rspack.CopyRspackPlugin({
        patterns: [
          { from: 'testdata/ltf/sixty.jsonl', to: 'samples/loops.jsonl' },
          { from: 'testdata/otlp/metrics/loomflow-0.20.0-*.json', to: 'samples/metrics/[name][ext]' },
          ...SAMPLE_TRACES.map((name) => ({ from: `testdata/otlp/${name}.otlp.json`, to: 'samples/otlp/[name][ext]' })),
        ],
      }),
      new rspack.BannerPlugin({ banner: '#!/usr/bin/env node', raw: true, include: /loopscope\.js$/ }),
    ],
  };
}

/** The viewer keeps its configuration in a file of its own: it bundles what Grafana otherwise provides. */
async function viewerConfigs(mode) {
  const file = join(root, 'rspack.viewer.mjs');
  if (!existsSync(file)) {
    return [];
  }
  const { default: exported } = await import(pathToFileURL(file).href);
  const value = typeof exported === 'function' ? await exported({ mode }) : exported;
  return [value].flat().map((config) => ({ mode, name: 'viewer', ...config }));
}

function common(mode) {
  return {
    mode,
    context: root,
    devtool: 'source-map',
    performance: false,
    resolve: { extensions: ['.tsx', '.ts', '.mjs', '.js', '.json'] },
    module: {
      rules: [
        {
          test: /\.tsx?$/,
          exclude: /node_modules/,
          loader: 'builtin:swc-loader',
          options: swcOptions,
          type: 'javascript/auto',
        },
        { test: /\.svg$/, type: 'asset/resource' },
      ],
    },
  };
}

const swcOptions = {
  detectSyntax: 'auto',
  jsc: {
    target: 'es2022',
    parser: { syntax: 'typescript', tsx: true },
    transform: { react: { runtime: 'automatic' } },
  },
};

/** Every folder of `src` with a plugin.json; '' is the app. */
function findPlugins() {
  return readdirSync(join(root, 'src'), { recursive: true })
    .map((path) => path.split('\\').join('/'))
    .filter((path) => posix.basename(path) === 'plugin.json')
    .map((path) => ({ id: readJson(`src/${path}`).id, folder: posix.dirname(path).replace(/^\.$/, '') }))
    .sort((a, b) => a.folder.localeCompare(b.folder));
}

function pluginFiles(plugins) {
  const today = new Date().toISOString().slice(0, 10);
  const appId = plugins[0].id;
  const patterns = [];
  for (const { folder } of plugins) {
    patterns.push({
      from: posix.join('src', folder, 'plugin.json'),
      to: posix.join(folder, 'plugin.json'),
      transform: (content) => {
        const filled = content
          .toString()
          .replaceAll('%VERSION%', version)
          .replaceAll('%TODAY%', today)
          .replaceAll('%PLUGIN_ID%', appId);
        return folder === '' ? withDashboards(filled) : filled;
      },
    });
    patterns.push({ from: '**/*', context: posix.join('src', folder, 'img'), to: posix.join(folder, 'img/') });
  }
  patterns.push({ from: '*.json', context: 'dashboards', to: 'dashboards/' });
  for (const file of ['README.md', 'CHANGELOG.md', 'LICENSE']) {
    patterns.push({ from: file, to: file, toType: 'file' });
  }
  return patterns.map((pattern) => ({ noErrorOnMissing: true, ...pattern }));
}

/** The app's plugin.json with every file of `dashboards/` among its includes. */
function withDashboards(content) {
  const plugin = JSON.parse(content);
  const listed = new Set(plugin.includes.map(({ path }) => path));
  const dashboards = jsonFiles('dashboards')
    .map((file) => ({ type: 'dashboard', name: readJson(file).title, path: file }))
    .filter(({ path }) => !listed.has(path));
  return `${JSON.stringify({ ...plugin, includes: [...plugin.includes, ...dashboards] }, null, 2)}\n`;
}

function jsonFiles(folder) {
  const path = join(root, folder);
  const files = existsSync(path) ? readdirSync(path).sort() : [];
  return files.filter((file) => file.endsWith('.json')).map((file) => `${folder}/${file}`);
}

function existingEntries(entries) {
  return Object.fromEntries(
    Object.entries(entries)
      .filter(([, source]) => existsSync(join(root, source)))
      .map(([name, source]) => [name, `./${source}`])
  );
}

function hasSource(module) {
  return existsSync(resolve(root, module));
}

function firstExisting(base, extensions) {
  return extensions.map((extension) => base + extension).find((path) => existsSync(join(root, path)));
}

function readJson(path) {
  return JSON.parse(readFileSync(join(root, path), 'utf8'));
}
