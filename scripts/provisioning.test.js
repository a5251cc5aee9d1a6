const { existsSync, readFileSync, readdirSync } = require('node:fs');
const { join } = require('node:path');
const { lokiPush } = require('../src/cli/emit/send');
const { BACKEND_KINDS } = require('../src/datasource/config');

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

/** A port in a configuration of compose/. */
const portIn = (name, pattern) => pattern.exec(read(`compose/${name}.yaml`))[1];

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
    expect(ports).toHaveLength(5);
    expect(new Set(ports).size).toBe(5);
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

  it('mounts only what is there', () => {
    const mounted = [...compose.matchAll(/^\s+- (\.\/[^:]+):/gm)].map(([, path]) => path);
    expect(mounted.length).toBeGreaterThan(5);
    for (const path of mounted.filter((each) => each !== './dist')) {
      expect(existsSync(join(ROOT, path))).toBe(true);
    }
    const named = [...compose.matchAll(/^\s+- ([a-z]+-data):/gm)].map(([, name]) => name);
    const [, declared] = compose.split('\nvolumes:\n');
    expect(named.map((name) => `  ${name}:`).sort()).toEqual(declared.trimEnd().split('\n').sort());
  });

  it('asks services at the ports that their configurations open', () => {
    const services = [...compose.matchAll(/^ {2}([a-z]+):\n {4}(?:#|image)/gm)].map(([, name]) => name);
    const addresses = [compose, read('compose/collector.yaml'), read('compose/prometheus.yaml')].flatMap((text) =>
      [...text.matchAll(/(?:https?:\/\/|\[)([a-z]+):(\d+)/g)].map(([, host, port]) => `${host}:${port}`)
    );
    const known = new Set([
      ...['loopscope:4319', 'loopscope:4318'],
      `tempo:${portIn('tempo', /http_listen_port: (\d+)/)}`,
      `tempo:${portIn('tempo', /endpoint: 0\.0\.0\.0:(\d+)/)}`,
      `loki:${portIn('loki', /http_listen_port: (\d+)/)}`,
      `collector:${portIn('collector', /http:\n\s+endpoint: 0\.0\.0\.0:(\d+)/)}`,
      // those that the images open by themselves
      ...['jaeger:4318', 'jaeger:16686', 'prometheus:9090'],
    ]);
    expect(addresses.length).toBeGreaterThan(8);
    for (const address of addresses) {
      expect([...known]).toContain(address);
      expect(services).toContain(address.split(':')[0]);
    }
  });

  it('gives each backend a Loopscope data source that borrows it', () => {
    const sources = provisioned
      .filter(({ path }) => path.includes('datasources'))
      .flatMap(({ text }) => text.split(/^ {2}- /m).slice(1))
      .map((text) => (name) => new RegExp(`^ *${name}: '?([^'\\n]+)'?$`, 'm').exec(text)?.[1]);
    const uids = sources.map((field) => field('uid'));
    expect(new Set(uids).size).toBe(uids.length);
    const borrowing = sources.filter((field) => field('backendUid') !== undefined);
    expect(borrowing.map((field) => field('kind')).sort()).toEqual([...BACKEND_KINDS].sort());
    for (const field of borrowing) {
      const lender = sources.find((other) => other('uid') === field('backendUid'));
      expect(lender?.('type')).toBe(field('kind'));
    }
  });

  it('sends documents to the log stream that the data source reads', () => {
    const selector = /selector: '\{(\w+)="(\w+)"\}'/.exec(provisioned.map(({ text }) => text).join('\n'));
    const { streams } = lokiPush(['{}'], 0);
    expect(streams[0].stream).toEqual({ [selector[1]]: selector[2] });
  });

  it('provisions data sources and apps by ids that exist', () => {
    const files = provisioned.filter(({ path }) => /datasources|plugins/.test(path));
    const types = files.flatMap(({ text }) => [...text.matchAll(/^ .*\btype: (\S+)$/gm)].map(([, type]) => type));
    expect(types.length).toBeGreaterThan(0);
    const known = [...plugins.map(({ id }) => id), ...BACKEND_KINDS, 'prometheus'];
    expect(known).toEqual(expect.arrayContaining(types));
  });
});
