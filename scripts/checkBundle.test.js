const { execFile } = require('node:child_process');
const { mkdirSync, mkdtempSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { dirname, join } = require('node:path');
const { version } = require('../package.json');

const logos = { small: 'img/logo.svg', large: 'img/logo.svg' };
const dependencies = { grafanaDependency: '>=12.3.0' };
const good = {
  'module.js': 'define([],function(){})',
  'img/logo.svg': '<svg/>',
  'plugin.json': JSON.stringify({
    type: 'app',
    info: { version, logos },
    dependencies,
    includes: [{ type: 'panel', path: 'panels/a/plugin.json' }],
  }),
  'panels/a/module.js': 'define([],function(){})',
  'panels/a/img/logo.svg': '<svg/>',
  'panels/a/plugin.json': JSON.stringify({ type: 'panel', info: { version, logos }, dependencies }),
};

let dist;

beforeEach(() => {
  dist = mkdtempSync(join(tmpdir(), 'bundle-'));
});

afterEach(() => {
  rmSync(dist, { recursive: true });
});

/** Writes the good files with `changes` (null: left out) and runs the check. */
function check(changes) {
  for (const [name, content] of Object.entries({ ...good, ...changes })) {
    if (content !== null) {
      mkdirSync(dirname(join(dist, name)), { recursive: true });
      writeFileSync(join(dist, name), content);
      if (name.endsWith('.js')) {
        writeFileSync(join(dist, `${name}.map`), '{}');
      }
    }
  }
  return new Promise((resolve) => {
    const script = join(__dirname, 'check-bundle.mjs');
    execFile(process.execPath, [script, '--dist', dist], (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stderr })
    );
  });
}

describe('check-bundle', () => {
  it('accepts a bundle as it should be', async () => {
    expect(await check({})).toEqual({ code: 0, stderr: '' });
  });

  test.each([
    ['an entry too large', { 'module.js': `define(["${'x'.repeat(30_000)}"])` }, 'module.js has'],
    ['an asset too large', { 'chunks/1.js': 'x'.repeat(250_001) }, 'chunks/1.js has'],
    ['eval', { 'chunks/1.js': 'eval("1")' }, 'makes code from text'],
    ['new Function', { 'panels/a/module.js': 'define([],()=>new Function("return this")())' }, 'makes code from text'],
    ['React in the bundle', { 'chunks/1.js': 'Symbol.for("react.transitional.element")' }, 'contains React'],
    ['a nested logo missing', { 'panels/a/img/logo.svg': null }, 'panels/a/img/logo.svg is missing'],
    ['a nested module missing', { 'panels/a/module.js': null }, 'panels/a/module.js is missing'],
    [
      'another version',
      { 'panels/a/plugin.json': JSON.stringify({ type: 'panel', info: { version: '9.9.9', logos }, dependencies }) },
      'has version 9.9.9',
    ],
    [
      'a panel the app does not list',
      {
        'panels/b/module.js': 'define([],function(){})',
        'panels/b/img/logo.svg': '<svg/>',
        'panels/b/plugin.json': good['panels/a/plugin.json'],
      },
      "panels/b/plugin.json is not among the app's includes",
    ],
    ['a plugin.json in the viewer', { 'viewer/a/plugin.json': '{}' }, 'viewer/a/plugin.json would make Grafana load'],
    ['a worker with an AMD wrapper', { 'datasource/a.worker.js': 'define([],function(){})' }, 'is an AMD module'],
  ])('refuses %s', async (_, changes, message) => {
    const { code, stderr } = await check(changes);
    expect(stderr).toContain(message);
    expect(code).toBe(1);
  });

  it('does not look at the command line or the viewer', async () => {
    expect((await check({ 'cli/loopscope.js': 'new Function("")', 'viewer/a.js': 'x'.repeat(300_000) })).code).toBe(0);
  });
});
