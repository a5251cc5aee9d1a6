/**
 * Tries the rules in a real Prometheus that scrapes a real `loopscope serve`: a loop gets stuck while it runs, recovers and ends,
 * and the exporter is killed and started again. Needs the built program and `prometheus` (a package of Debian).
 * `--result FILE` writes `{passed, failed}`.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import yaml from 'js-yaml';
import { prometheusRules } from '../scripts/alert-rules.mjs';
import { ROOT } from '../scripts/paths.mjs';

const PATIENCE_MS = 90_000;
const TRACE = 'aa0000000000000000000000000000aa';
const QUIET = 'bb0000000000000000000000000000bb';

const folder = mkdtempSync(join(tmpdir(), 'loopscope-alerts-'));
const running = new Set();
const outcomes = [];

function start(command, args) {
  const child = spawn(command, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  let said = '';
  child.stdout.on('data', (text) => (said += text));
  child.stderr.on('data', (text) => (said += text));
  child.once('exit', () => running.delete(child));
  return { child, said: () => said.slice(-2000) };
}

const stop = (child, signal) =>
  new Promise((done) => {
    child.once('exit', done);
    child.kill(signal);
  });

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** The first answer that is good; what was seen last where none came in time. */
async function eventually(what, look, isGood) {
  const until = Date.now() + PATIENCE_MS;
  let seen;
  while (Date.now() < until) {
    seen = await look().catch((error) => error.message);
    if (isGood(seen)) {
      return seen;
    }
    await new Promise((wait) => setTimeout(wait, 500));
  }
  throw new Error(`${what}: not within ${PATIENCE_MS / 1000} s; last seen: ${JSON.stringify(seen)?.slice(0, 1500)}`);
}

async function test(name, body) {
  try {
    await body();
    outcomes.push(true);
    console.log(`✓ ${name}`);
  } catch (error) {
    outcomes.push(false);
    console.log(`✗ ${name}\n  ${error.message}`);
  }
}

const attribute = (key, value) => ({
  key,
  value:
    typeof value === 'string'
      ? { stringValue: value }
      : Number.isInteger(value)
        ? { intValue: String(value) }
        : { doubleValue: value },
});
const attributes = (values) => Object.entries(values).map(([key, value]) => attribute(key, value));

const ROOT_SPAN = '00000000000000ff';
const began = Date.now() - 660_000;
const nanos = (ms) => `${Math.round(ms)}000000`;

const iteration = (traceId, number, score) => ({
  traceId,
  spanId: number.toString(16).padStart(16, '0'),
  parentSpanId: ROOT_SPAN,
  name: 'loop.iteration',
  startTimeUnixNano: nanos(began + number * 60_000),
  endTimeUnixNano: nanos(began + number * 60_000 + 59_000),
  attributes: attributes({
    'loop.name': 'repair',
    'loop.env_id': 'prod',
    'loop.iteration': number,
    'loop.goal_score': score,
    'loop.goal_target': 0.8,
    'loop.tokens_delta': 100,
  }),
});

const root = (traceId, end) => ({
  traceId,
  spanId: ROOT_SPAN,
  name: 'loop.run',
  startTimeUnixNano: nanos(began),
  endTimeUnixNano: nanos(end),
  attributes: attributes({ 'loop.name': 'repair', 'loop.env_id': 'prod', 'loop.outcome': 'success' }),
});

async function main() {
  const [port, otlpPort, prometheusPort] = [await freePort(), await freePort(), await freePort()];
  const data = join(folder, 'data');
  const serve = () =>
    start(process.execPath, [
      'dist/cli/loopscope.js',
      'serve',
      '--data',
      data,
      '--port',
      `${port}`,
      '--otlp-port',
      `${otlpPort}`,
    ]);
  const send = async (spans) => {
    const body = {
      resourceSpans: [{ resource: { attributes: [] }, scopeSpans: [{ scope: { name: 'live' }, spans }] }],
    };
    const response = await fetch(`http://127.0.0.1:${otlpPort}/v1/traces`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) {
      throw new Error(`The export was refused: ${response.status} ${await response.text()}`);
    }
  };

  writeFileSync(join(folder, 'rules.yml'), yaml.dump(prometheusRules({ every: '1s', shorten: () => '2s' })));
  const config = {
    global: {
      scrape_interval: '1s',
      evaluation_interval: '1s',
      external_labels: { grafana_url: 'http://grafana.example' },
    },
    rule_files: ['rules.yml'],
    scrape_configs: [{ job_name: 'loopscope', static_configs: [{ targets: [`127.0.0.1:${port}`] }] }],
  };
  writeFileSync(join(folder, 'prometheus.yml'), yaml.dump(config));

  let exporter = serve();
  start('prometheus', [
    `--config.file=${join(folder, 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(folder, 'tsdb')}`,
    `--web.listen-address=127.0.0.1:${prometheusPort}`,
    '--enable-feature=exemplar-storage',
  ]);
  const api = async (path) => (await (await fetch(`http://127.0.0.1:${prometheusPort}/api/v1/${path}`)).json()).data;
  const value = async (expr) => {
    const { result } = await api(`query?query=${encodeURIComponent(expr)}`);
    return result.length === 0 ? null : Number(result[0].value[1]);
  };
  const stuck = async () => {
    const { alerts } = await api('alerts');
    return alerts.filter(({ labels }) => labels.alertname === 'LoopscopeStuckLoop');
  };

  await eventually(
    'the exporter',
    () => fetch(`http://127.0.0.1:${port}/api/health`),
    (answer) => answer.ok === true
  );
  // a loop of the same name that gets on must not be reported with it
  await send([1, 2, 3].map((n) => iteration(QUIET, n, n / 5)));
  await send([1, 2].map((n) => iteration(TRACE, n, 0.4)));

  await test('Prometheus scrapes it and sees the loops that run', () =>
    eventually(
      'running loops',
      () => value('loopscope_running_loops{loop="repair"}'),
      (seen) => seen === 2
    ));

  await test('a loop that is stuck while it runs raises an alert that leads to it', async () => {
    await send([3, 4, 5, 6, 7, 8].map((n) => iteration(TRACE, n, 0.4)));
    const alerts = await eventually(
      'the alert',
      stuck,
      (seen) => Array.isArray(seen) && seen.some(({ state }) => state === 'firing')
    );
    const traces = [...new Set(alerts.map(({ labels }) => labels.trace_id))];
    if (traces.length !== 1 || traces[0] !== TRACE) {
      throw new Error(`It names ${traces.join(', ')}.`);
    }
    const { page } = alerts[0].annotations;
    if (page !== `http://grafana.example/a/loopscope-app/loop?id=${TRACE}`) {
      throw new Error(`It leads to ${page}.`);
    }
  });

  await test('it resolves when the loop recovers', async () => {
    await send([iteration(TRACE, 9, 0.9)]);
    await eventually('no alert', stuck, (seen) => Array.isArray(seen) && seen.length === 0);
  });

  await test('a loop that ends is counted, with its trace id as exemplar', async () => {
    await send([root(TRACE, began + 655_000), root(QUIET, began + 655_000)]);
    await eventually(
      'ended loops',
      () => value('loopscope_loops_total{loop="repair",outcome="success"}'),
      (seen) => seen === 2
    );
    const range = `start=${Math.floor(began / 1000) - 60}&end=${Math.ceil(Date.now() / 1000) + 60}`;
    await eventually(
      'exemplars',
      () => api(`query_exemplars?query=loopscope_loops_total&${range}`),
      (seen) =>
        Array.isArray(seen) &&
        seen.some(({ exemplars }) => exemplars.some(({ labels }) => [TRACE, QUIET].includes(labels.trace_id)))
    );
  });

  await test('killed and started again it loses no count and doubles none', async () => {
    const before = await value('loopscope_tokens_total{loop="repair"}');
    await stop(exporter.child, 'SIGKILL');
    await eventually(
      'down',
      () => value('up{job="loopscope"}'),
      (seen) => seen === 0
    );
    exporter = serve();
    await eventually(
      'up',
      () => value('up{job="loopscope"}'),
      (seen) => seen === 1
    );
    await send([iteration(TRACE, 10, 0.95)]);
    await eventually(
      'one more',
      () => value('loopscope_tokens_total{loop="repair"}'),
      (seen) => seen === before + 100
    );
    const resets = await value('resets(loopscope_tokens_total{loop="repair"}[5m])');
    if (before !== 1200 || resets !== 0) {
      throw new Error(`${before} tokens before, ${resets} resets.`);
    }
  });
}

try {
  if (spawnSync('prometheus', ['--version']).status === 0) {
    await main();
  } else {
    console.log(
      'prometheus is not installed: the rules were not tried live (Debian has it in the package "prometheus").'
    );
  }
} finally {
  await Promise.all([...running].map((child) => stop(child, 'SIGKILL')));
  rmSync(folder, { recursive: true, force: true });
}
const passed = outcomes.filter(Boolean).length;
const failed = outcomes.length - passed;
console.log(`${passed} passed, ${failed} failed`);
const at = process.argv.indexOf('--result');
if (at > 0) {
  writeFileSync(process.argv[at + 1], JSON.stringify({ passed, failed }));
}
process.exitCode = failed === 0 ? 0 : 1;
