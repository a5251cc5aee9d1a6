/**
 * Checks what `npm run build` left in `dist/`: sizes, what must be there, what must not.
 * Prints each fault in a line and exits with 1 where there is one.
 */
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DIST, ROOT, toPosix } from './paths.mjs';

const { values: args } = parseArgs({ options: { dist: { type: 'string', default: DIST } } });

const ENTRY_LIMIT = 30_000;
const ASSET_LIMIT = 250_000;

/** Files over the limit, each with its own limit (bytes) and why it may be so large. */
const LARGE = [
  // Grafana does not share Scenes with plugins; loaded with the first page of the app (docs/adr/0014-pages-with-scenes.md)
  { file: /^chunks\/scenes\.js$/, limit: 450_000 },
];

/** Not part of what Grafana's pages load. */
const OUTSIDE_GRAFANA = ['cli/', 'samples/', 'viewer/'];

/** Text that only React's own production build has. */
const REACT_MARKS = ['react.transitional.element', 'react.memo_cache_sentinel', '__CLIENT_INTERNALS_DO_NOT_USE'];

const faults = [...checkSizes(), ...checkCode(), ...checkPlugins()];
for (const fault of faults) {
  console.error(fault);
}
console.log(faults.length === 0 ? 'The bundle is as it should be.' : `${faults.length} faults in the bundle.`);
process.exitCode = faults.length === 0 ? 0 : 1;

function checkSizes() {
  const found = pluginFiles().flatMap((name) => {
    const { size } = statSync(join(args.dist, name));
    const exception = LARGE.find(({ file }) => file.test(name));
    const limit = name === 'module.js' ? ENTRY_LIMIT : (exception?.limit ?? ASSET_LIMIT);
    return !name.endsWith('.map') && size > limit ? [`${name} has ${size} bytes; at most ${limit} are allowed.`] : [];
  });
  const entry = join(args.dist, 'module.js');
  return existsSync(entry) ? found : [...found, 'module.js is missing: run "npm run build" first.'];
}

function checkCode() {
  return pluginFiles()
    .filter((name) => name.endsWith('.js'))
    .flatMap((name) => {
      const code = readFileSync(join(args.dist, name), 'utf8');
      const found = [];
      if (/\beval\s*\(|\bnew Function\b|[^.\w]Function\s*\(\s*["'`]/.test(code)) {
        found.push(`${name} makes code from text (eval or new Function): a strict content security policy stops it.`);
      }
      if (REACT_MARKS.some((mark) => code.includes(mark))) {
        found.push(`${name} contains React: Grafana has its own, and two do not work together.`);
      }
      if (name.endsWith('module.js') && !code.startsWith('define(')) {
        found.push(`${name} is no AMD module.`);
      }
      if (name.endsWith('.worker.js') && /^\s*define\(/.test(code)) {
        found.push(`${name} is an AMD module: a worker has no loader for it.`);
      }
      if (!existsSync(join(args.dist, `${name}.map`))) {
        found.push(`${name} has no source map.`);
      }
      return found;
    });
}

function checkPlugins() {
  const { version } = readJson(join(ROOT, 'package.json'));
  const files = listFiles();
  const plugins = files
    .filter((name) => /(^|\/)plugin\.json$/.test(name) && !isOutside(name))
    .map((name) => ({ name, folder: name.slice(0, -'plugin.json'.length), json: readJson(join(args.dist, name)) }));
  const app = plugins.find(({ folder }) => folder === '');
  if (!app) {
    return ['plugin.json is missing.'];
  }
  const includes = app.json.includes ?? [];
  const strays = files
    .filter((name) => /(^|\/)plugin\.json$/.test(name) && isOutside(name))
    .map((name) => `${name} would make Grafana load its folder as a plugin.`);
  return strays.concat(
    plugins.flatMap(({ name, folder, json }) => {
      const found = [];
      const wanted = [`${folder}module.js`, `${folder}${json.info.logos.small}`, `${folder}${json.info.logos.large}`];
      for (const file of wanted.filter((file, index) => wanted.indexOf(file) === index && !files.includes(file))) {
        found.push(`${file} is missing.`);
      }
      if (json.info.version !== version) {
        found.push(`${name} has version ${json.info.version}, package.json has ${version}.`);
      }
      if (JSON.stringify(json).includes('%')) {
        found.push(`${name} has a placeholder left: ${/%\w*%?/.exec(JSON.stringify(json))?.[0]}.`);
      }
      if (json.dependencies.grafanaDependency !== app.json.dependencies.grafanaDependency) {
        found.push(`${name} asks for another Grafana than the app does.`);
      }
      if (folder !== '' && !includes.some(({ type, path }) => type === json.type && path === name)) {
        found.push(`${name} is not among the app's includes.`);
      }
      for (const { type, path } of (json.includes ?? []).filter(({ type }) => type !== 'page')) {
        if (!files.includes(`${folder}${path}`)) {
          found.push(`${name} includes the ${type} ${path}, which is missing.`);
        }
      }
      return found;
    })
  );
}

function pluginFiles() {
  return listFiles().filter((name) => !isOutside(name));
}

function isOutside(name) {
  return OUTSIDE_GRAFANA.some((folder) => name.startsWith(folder));
}

function listFiles() {
  return existsSync(args.dist)
    ? readdirSync(args.dist, { recursive: true })
        .map(toPosix)
        .filter((name) => statSync(join(args.dist, name)).isFile())
    : [];
}

function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}
