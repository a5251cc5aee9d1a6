import { rm, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { exploreUrl, FILES, panel, runUntil, SERVER, SOON, tableRows } from './support/explore';
import { LTF } from './support/server';
import { expect, test } from './support/test';

const notices = (page: Page) => page.getByRole('list', { name: 'Notices' });
const alert = (page: Page) => page.getByRole('alert').first();

for (const datasource of [SERVER, FILES]) {
  test.describe(`bad input, ${datasource === SERVER ? 'read by the server' : 'read in the browser'}`, () => {
    test('damaged lines are told and the rest is shown', async ({ page, served }) => {
      const { url } = await served(['damaged.jsonl'], { cwd: LTF });
      await page.goto(exploreUrl(url, { queryType: 'loops' }, { datasource }));
      await expect(tableRows(page)).toHaveCount(2);
      await expect(notices(page)).toContainText(/damaged\.jsonl:\d/);
    });

    test('an empty file is no failure', async ({ page, folder, served }) => {
      await writeFile(folder.path('empty.jsonl'), '');
      const { url } = await served([folder.path('empty.jsonl')]);
      await page.goto(exploreUrl(url, { queryType: 'loops' }, { datasource }));
      await expect(page.getByText('No loops match in this range.')).toBeVisible();
      await expect(page.getByRole('alert')).toHaveCount(0);
      await page.goto(`${url}/?var-datasource=${datasource}`);
      await expect(panel(page, 'Convergence').getByRole('status')).toBeVisible();
    });

    test('a missing file is said by its name', async ({ page, folder, served, problems }) => {
      const path = await folder.copy('small.jsonl', 'gone.jsonl');
      const { url } = await served([path]);
      await rm(path);
      await page.goto(exploreUrl(url, { queryType: 'loops' }, { datasource }));
      await expect(alert(page)).toContainText('gone.jsonl');
      await expect(alert(page)).toContainText(/is not there/);
      expect(problems.splice(0).filter((problem) => !problem.includes('404'))).toEqual([]);
    });

    test('a web page is said to be one', async ({ page, folder, served }) => {
      await writeFile(folder.path('page.jsonl'), '<!doctype html><title>Sign in</title><script>alert(1)</script>\n');
      const { url } = await served([folder.path('page.jsonl')]);
      await page.goto(exploreUrl(url, { queryType: 'loops' }, { datasource }));
      await expect(alert(page)).toContainText('page.jsonl is a web page, not JSON lines');
    });

    test('a store that gets lost is said, and comes back', async ({ page, folder, served, problems }) => {
      const path = await folder.copy('small.jsonl');
      const first = await served([path]);
      await page.goto(exploreUrl(first.url, { queryType: 'loops' }, { datasource }));
      await expect(tableRows(page)).toHaveCount(12);
      await first.stop();
      await runUntil(page, () => expect(alert(page)).toContainText(/could not be reached|cannot be reached/, SOON));
      await served([path], { port: first.port });
      await runUntil(page, () => expect(page.getByRole('alert')).toHaveCount(0, SOON));
      await expect(tableRows(page)).toHaveCount(12);
      expect(problems.splice(0).filter((problem) => !problem.includes('ERR_CONNECTION_REFUSED'))).toEqual([]);
    });
  });
}

test('hostile text is shown as text', async ({ page, folder, served }) => {
  const hostile = '<img src=x onerror=alert(1)><script>alert(2)</script>';
  const [line] = readFileSync(join(LTF, 'small.jsonl'), 'utf8').split('\n');
  const document = {
    ...JSON.parse(line),
    trace_id: 'javascript:alert(3)',
    loop_name: hostile,
    task_id: '${__from} {{constructor.constructor("alert(4)")()}}',
    env_id: '"><svg onload=alert(5)>',
    termination_reason: hostile,
  };
  await writeFile(
    folder.path('hostile.jsonl'),
    `${JSON.stringify(document)}\n${readFileSync(join(LTF, 'edge.jsonl'), 'utf8')}`
  );
  const { url } = await served([folder.path('hostile.jsonl')]);
  for (const queryType of ['loops', 'iterations', 'goal', 'events', 'series']) {
    await page.goto(exploreUrl(url, { queryType, metric: 'tokens', groupBy: 'loop', limit: 100 }));
    await expect(page.getByRole('region', { name: /^(Table|Convergence|Graph)$/ })).toBeVisible();
    await expectNothingInjected(page);
  }
  await page.goto(exploreUrl(url, { queryType: 'loops', filters: [{ key: 'loop', op: '=', value: hostile }] }));
  await expect(tableRows(page).getByText(hostile, { exact: true }).first()).toBeVisible();
  await tableRows(page).getByRole('link', { name: 'javascript:alert(3)' }).click();
  await expect(page).toHaveURL((address) => address.pathname === '/a/loopscope-app/loop');
  expect(new URL(page.url()).searchParams.get('id')).toBe('javascript:alert(3)');
  await expectNothingInjected(page);
  await page.goto(exploreUrl(url, { queryType: 'trace', traceId: 'javascript:alert(3)' }));
  await expect(panel(page, 'Trace').getByRole('button').first()).toBeVisible();
  await expectNothingInjected(page);
  await page.goto(`${url}/?from=${Date.UTC(2026, 10, 18)}&to=${Date.UTC(2026, 10, 23)}`);
  await expect(page.getByRole('application', { name: /^Convergence of/ })).toBeVisible();
  await expectNothingInjected(page);
});

/** Dialogs fail every test; this finds elements that text must never become. */
async function expectNothingInjected(page: Page): Promise<void> {
  await expect(page.locator('img[src="x"], svg[onload], main script')).toHaveCount(0);
  await expect(page.locator('a[href^="javascript:" i], a[href^="data:" i]')).toHaveCount(0);
}
