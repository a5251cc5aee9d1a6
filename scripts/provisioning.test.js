const { readFileSync, readdirSync } = require('node:fs');
const { join } = require('node:path');

const ROOT = join(__dirname, '..');
const read = (path) => readFileSync(join(ROOT, path), 'utf8');

function filesOf(folder, name) {
  return readdirSync(join(ROOT, folder), { recursive: true })
    .map((path) => join(folder, path))
    .filter((path) => name.test(path));
}

const plugins = filesOf('src', /plugin\.json$/).map((path) => JSON.parse(read(path)));
const compose = read('docker-compose.yaml');
const provisioned = filesOf('provisioning', /\.yaml$/).map((path) => ({ path, text: read(path) }));

describe('docker-compose.yaml and provisioning', () => {
  it('allows each plugin of the build, nested ones too, to load unsigned', () => {
    const [, allowed] = /ALLOW_LOADING_UNSIGNED_PLUGINS: (.+)/.exec(compose);
    expect(allowed.split(',').sort()).toEqual(plugins.map(({ id }) => id).sort());
  });

  it('starts a Grafana that the plugins accept', () => {
    const [, image] = /grafana\/grafana:\$\{GRAFANA_VERSION:-([\d.]+)\}/.exec(compose);
    expect(plugins.map(({ dependencies }) => dependencies.grafanaDependency)).toEqual(plugins.map(() => `>=${image}`));
  });

  it('listens on this machine only', () => {
    const ports = [...compose.matchAll(/^\s+- (\S+):\d+$/gm)].map(([, host]) => host);
    expect(ports).toHaveLength(3);
    expect(ports.every((host) => host.startsWith('127.0.0.1:'))).toBe(true);
  });

  it('gives Grafana every variable that provisioning reads, without a default: Grafana knows none', () => {
    const names = provisioned.flatMap(({ text }) => [...text.matchAll(/\$\{([^}]*)\}/g)].map(([, name]) => name));
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) {
      expect(name).toMatch(/^[A-Z_]+$/);
      expect(compose).toContain(`      ${name}: `);
    }
  });

  it('provisions data sources and apps by ids that exist', () => {
    const files = provisioned.filter(({ path }) => /datasources|plugins/.test(path));
    const types = files.flatMap(({ text }) => [...text.matchAll(/^ .*\btype: (\S+)$/gm)].map(([, type]) => type));
    expect(types.length).toBeGreaterThan(0);
    expect(plugins.map(({ id }) => id)).toEqual(expect.arrayContaining(types));
  });
});
