import { rspack } from '@rspack/core';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(fileURLToPath(import.meta.url));
const modules = join(root, 'node_modules');
const runtimeRoot = join(modules, '@grafana/runtime/dist/esm');

/** What @grafana/ui asks for by name, under the public path that the page sets. */
const assets = [
  { from: join(modules, '@grafana/ui/dist/public/img/icons'), to: 'public/build/img/icons' },
  // Names that the package asks for and does not ship.
  { from: join(root, 'src/viewer/icons'), to: 'public/build/img/icons' },
  { from: join(modules, 'inter-ui/LICENSE.txt'), to: 'public/fonts/inter/LICENSE.txt' },
  ...['Regular', 'Medium', 'Italic', 'MediumItalic'].map((cut) => ({
    from: join(modules, `inter-ui/web/Inter-${cut}.woff2`),
    to: `public/fonts/inter/Inter-${cut}.woff2`,
  })),
  { from: join(modules, '@fontsource/roboto-mono/LICENSE'), to: 'public/fonts/roboto/LICENSE.txt' },
  {
    from: join(modules, '@fontsource/roboto-mono/files/roboto-mono-latin-400-normal.woff2'),
    to: 'public/fonts/roboto/L0xTDF4xlVMF-BfR8bXMIhJHg45mwgGEFl0_3vrtSM1J-gEPT5Ese6hmHSh0mQ.woff2',
  },
  { from: join(root, 'src/img/logo.svg'), to: 'logo.svg', noErrorOnMissing: true },
];

const vendors = [
  ['react', /[\\/]node_modules[\\/](react|react-dom|scheduler|react-router|react-router-dom|@remix-run|history)[\\/]/],
  ['scenes', /[\\/]node_modules[\\/](@grafana[\\/]scenes|react-grid-layout|react-resizable|react-draggable)[\\/]/],
  ['grafana-ui', /[\\/]node_modules[\\/]@grafana[\\/]ui[\\/]/],
  [
    'grafana-data',
    /[\\/]node_modules[\\/](@grafana[\\/](data|schema|runtime|i18n|e2e-selectors)|rxjs|lodash|moment|moment-timezone)[\\/]/,
  ],
];

const HOME = 'loop-convergence.json';

/** Name and title of each bundled dashboard, the home page first. */
function listDashboards() {
  const folder = join(root, 'dashboards');
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
  const list = files
    .sort((one, other) => Number(other === HOME) - Number(one === HOME) || one.localeCompare(other))
    .map((file) => {
      const { uid, title, templating } = JSON.parse(readFileSync(join(folder, file), 'utf8'));
      const source = templating.list.find(({ type }) => type === 'datasource')?.query;
      return { uid, title, file, source };
    })
    // The viewer has no data sources besides its own.
    .filter(({ source }) => source === 'loopscope-datasource')
    .map(({ uid, title, file }) => ({ uid, title, file }));
  return list.length > 0 ? list : [{ uid: 'loopscope-convergence', title: 'Loop convergence', file: HOME }];
}

/** Text editors: none is opened here. */
const emptyEditors = resolve(root, 'src/viewer/empty/editors.tsx');

/** @type {import('@rspack/core').Configuration} */
const config = {
  name: 'viewer',
  mode: 'production',
  context: root,
  target: ['web', 'es2022'],
  entry: { main: resolve(root, 'src/viewer/main.tsx') },
  devtool: false,
  output: {
    path: resolve(root, 'dist/viewer'),
    publicPath: '/',
    filename: 'assets/[name].[contenthash:8].js',
    chunkFilename: 'assets/[name].[contenthash:8].js',
    assetModuleFilename: 'assets/[name].[contenthash:8][ext]',
    clean: true,
  },
  resolve: {
    extensions: ['.tsx', '.ts', '.mjs', '.js'],
    alias: {
      // The package keeps the setters of a host to itself; these are the very files its public entry imports.
      '@grafana/runtime/components': join(runtimeRoot, 'components'),
      // Time zones of ten years are enough for telemetry, and a tenth of the size.
      'moment-timezone$': join(modules, 'moment-timezone/builds/moment-timezone-with-data-10-year-range.min.js'),
      // Editors of code and cells of maps: parts of @grafana/ui that nothing here shows.
      'monaco-editor': false,
      '@monaco-editor/react': false,
      ol: false,
    },
  },
  module: {
    rules: [
      {
        test: /\.tsx?$/,
        exclude: /node_modules/,
        loader: 'builtin:swc-loader',
        options: {
          jsc: {
            parser: { syntax: 'typescript', tsx: true },
            transform: { react: { runtime: 'automatic' } },
            target: 'es2022',
          },
        },
        type: 'javascript/auto',
      },
      { test: /\.m?js$/, resolve: { fullySpecified: false } },
      { test: /\.css$/, type: 'css/auto' },
    ],
  },
  optimization: {
    chunkIds: 'deterministic',
    splitChunks: {
      cacheGroups: Object.fromEntries(
        vendors.map(([name, test], index) => [name, { name, test, chunks: 'all', priority: 40 - index, enforce: true }])
      ),
    },
  },
  performance: { hints: false },
  plugins: [
    new rspack.HtmlRspackPlugin({
      template: resolve(root, 'src/viewer/index.html'),
      scriptLoading: 'defer',
      inject: 'body',
      minify: true,
    }),
    new rspack.DefinePlugin({ LOOPSCOPE_DASHBOARDS: JSON.stringify(listDashboards()) }),
    new rspack.CopyRspackPlugin({ patterns: assets }),
    new rspack.NormalModuleReplacementPlugin(/\/(DataLinkInput|QueryField|QueryInput)\.mjs$/, emptyEditors),
    new rspack.IgnorePlugin({ resourceRegExp: /^\.\/locale$/, contextRegExp: /moment$/ }),
  ],
  stats: { preset: 'errors-warnings' },
};

export default config;
