const { execFileSync, spawnSync } = require('node:child_process');
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const ROOT = join(__dirname, '..');
const read = (path) => readFileSync(join(ROOT, path), 'utf8');
const run = (command, ...args) => spawnSync(command, args, { cwd: ROOT, encoding: 'utf8' });

const hasPromtool = run('promtool', '--version').status === 0;
if (!hasPromtool) {
  console.warn('promtool is not installed: the rules are not tried (Debian has it in the package "prometheus").');
}
const withPromtool = hasPromtool ? it : it.skip;

describe('alert rules', () => {
  it('are written from one source', () => {
    expect(run(process.execPath, 'scripts/alert-rules.mjs', '--check')).toMatchObject({ status: 0, stderr: '' });
  });

  it('lead to a runbook each', () => {
    const headings = [...read('docs/alerts.md').matchAll(/^## (.+)$/gm)].map(([, title]) =>
      title.toLowerCase().replace(/[^a-z0-9]+/g, '-')
    );
    const links = [...read('alerts/loopscope.rules.yml').matchAll(/runbook: docs\/alerts\.md#(\S+)/g)].map(
      ([, anchor]) => anchor
    );
    expect(links.length).toBeGreaterThan(0);
    expect(links.filter((anchor) => !headings.includes(anchor))).toEqual([]);
  });

  it('lead to pages of the app', () => {
    const pages = [...read('provisioning/alerting/loopscope.yaml').matchAll(/ page: '?([^'\n]+)'?/g)].map(
      ([, page]) => page
    );
    expect(pages.length).toBeGreaterThan(0);
    expect(pages.filter((page) => !/^\/a\/loopscope-app(\/loop\?id=|\?loop=|$)/.test(page))).toEqual([]);
  });

  withPromtool('fire and fall silent as their tests say', () => {
    expect(() => execFileSync('promtool', ['test', 'rules', 'alerts/loopscope.test.yml'], { cwd: ROOT })).not.toThrow();
  });
});
