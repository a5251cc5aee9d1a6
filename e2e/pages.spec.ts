import { readFileSync } from 'node:fs';
import { handoffFlows } from './flows/handoffs';
import { APP, address, failingAddress, open, pageFlows, rows } from './flows/pages';
import { seriousViolations } from './support/axe';
import { SERVER, choose } from './support/explore';
import { expect, test } from './support/test';

pageFlows(test);
handoffFlows(test);

test('the list is sorted by its heads and grouped, all in the address', async ({ page, samples }) => {
  await open(page, address(samples));
  await page.getByRole('button', { name: 'Tokens', exact: true }).first().click();
  await expect(page).toHaveURL(/sort=-tokens/);
  await expect(page.getByRole('columnheader', { name: 'Tokens' })).toHaveAttribute('aria-sort', 'descending');
  await page.getByRole('radio', { name: 'Loop', exact: true }).check({ force: true });
  await expect(page).toHaveURL(/by=loop/);
  await page.reload();
  const groups = page.getByRole('table', { name: 'Loops by loop' });
  await groups.getByRole('button', { expanded: false }).first().click();
  await expect(groups.getByRole('table').getByRole('link').first()).toBeVisible();
});

test('what was looked at last opens again, and an address wins over it', async ({ page, samples }) => {
  await open(page, address(samples, '', { outcome: 'failure' }));
  await page.getByRole('group', { name: 'System' }).getByRole('checkbox', { name: 'ltf' }).check({ force: true });
  await expect(page).toHaveURL(/system=ltf/);
  await page.goto(`${samples.url}${APP}`);
  await expect(page).toHaveURL(/outcome=failure.*system=ltf|system=ltf.*outcome=failure/);
  await page.goto(`${samples.url}${APP}?ds=${SERVER}`);
  await expect(page.getByRole('heading', { level: 1, name: 'Loops' })).toBeVisible();
  await expect(page).not.toHaveURL(/system=ltf/);
});

test('a range without loops says where they are, one click away', async ({ page, served, folder }) => {
  const server = await served([await folder.copy('small.jsonl')]);
  await page.goto(address(server, '', { from: 'now-5m', to: 'now' }));
  await expect(page.getByText('No loops in this time range')).toBeVisible();
  await expect(page.getByText(/The latest one began/)).toBeVisible();
  await page.getByRole('button', { name: 'Go to the latest loops' }).click();
  await expect(rows(page).first()).toBeVisible();
});

test('a document with faults names them and is shown all the same', async ({ page, served, folder }) => {
  const server = await served([await folder.copy('small.jsonl')]);
  await open(page, address(server));
  const written = readFileSync(folder.path('small.jsonl'), 'utf8').split('\n')[4];
  const { trace_id: id } = JSON.parse(written);
  await page.goto(address(server, '/loop', { id, tab: 'document' }));
  await expect(page.getByText('1 fault against the schema of LTF 0.1')).toBeVisible();
  await expect(page.getByText('$.task_id').first()).toBeVisible();
  await expect(page.getByRole('region', { name: 'Document' })).toContainText(id);
});

test('the data source is chosen from a list', async ({ page, samples }) => {
  await open(page, address(samples));
  await choose(page, 'Data source', /Files/);
  await expect(page).toHaveURL(/ds=loopscope-viewer-files/);
  await expect(rows(page).first()).toBeVisible();
});

for (const theme of ['dark', 'light'] as const) {
  test.describe(`accessibility of the pages, ${theme}`, () => {
    test.use({ colorScheme: theme });

    test('loops', async ({ page, samples }) => {
      await open(page, address(samples));
      await expect(page.getByRole('application').first()).toBeVisible();
      await expect(page.getByTestId('strips').getByRole('rowheader').first()).toBeVisible();
      expect(await seriousViolations(page)).toEqual([]);
    });

    for (const tab of ['overview', 'iterations', 'agents', 'transcript', 'document']) {
      test(`a loop: ${tab}`, async ({ page, samples }) => {
        await page.goto(await failingAddress(page, samples, { tab }));
        await expect(page.getByRole('tab', { selected: true })).toHaveText(new RegExp(tab, 'i'));
        await page.waitForLoadState('networkidle');
        const found = await seriousViolations(page);
        // Cells of the trace panel are looked at with the panel itself.
        expect(found.filter((line) => !/^color-contrast: .*role="gridcell"/.test(line))).toEqual([]);
      });
    }
  });
}

test('a phone needs no scrolling to the side', async ({ page, samples }) => {
  await page.setViewportSize({ width: 400, height: 800 });
  const href = await failingAddress(page, samples, {});
  const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(await overflow()).toBeLessThanOrEqual(0);
  for (const tab of ['overview', 'agents', 'transcript', 'document']) {
    await page.goto(`${href}&tab=${tab}`);
    await expect(page.getByRole('tab', { selected: true })).toBeAttached();
    await page.waitForLoadState('networkidle');
    expect(await overflow(), tab).toBeLessThanOrEqual(0);
  }
});
