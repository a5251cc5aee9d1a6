import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { seriousViolations } from './support/axe';
import { ALL_TIME, SERVER, choose } from './support/explore';
import { expect, test } from './support/test';

const APP = '/a/loopscope-app';
const LOOPS = { from: ALL_TIME.from, to: ALL_TIME.to };

/** Rows of the list of loops without its head. */
const rows = (page: Page) =>
  page
    .getByRole('table', { name: 'Loops', exact: true })
    .getByRole('row')
    .filter({ has: page.getByRole('cell') });

const address = (base: string, path = '', parts: Record<string, string> = {}) =>
  `${base}${APP}${path}?${new URLSearchParams({ ds: SERVER, ...LOOPS, ...parts }).toString()}`;

async function open(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await expect(rows(page).first()).toBeVisible();
}

test('from home to the message of a failing tool in three clicks', async ({ page, samples }) => {
  await page.goto(`${samples.url}/`);
  await page.getByRole('link', { name: 'Loops', exact: true }).click();
  await page.getByRole('link', { name: 'react-researcher' }).first().click();
  // Said on the loop's page already, and at its step one click further.
  await expect(page.getByText('TimeoutError: search backend timed out')).toBeVisible();
  await page.getByRole('button', { name: 'Show it in iteration 3' }).click();
  await expect(page).toHaveURL(/iteration=3/);
  await expect(page.getByText(/search backend timed out/).first()).toBeVisible();
});

test('facets narrow the list, count and go into the address; a copied address opens the same', async ({
  page,
  samples,
}) => {
  await open(page, address(samples.url));
  const outcome = page.getByRole('group', { name: 'Outcome' });
  await outcome.getByRole('checkbox', { name: 'failure' }).check({ force: true });
  await expect(page).toHaveURL(/outcome=failure/);
  const loops = page.getByRole('heading', { level: 2, name: /^\d+ loops$/ });
  const count = await outcome
    .getByLabel(/^\d+ loops$/)
    .nth(1)
    .textContent();
  await expect(loops).toHaveText(`${count} loops`);
  await page.getByRole('group', { name: 'Loop', exact: true }).getByRole('checkbox').first().check({ force: true });
  await expect(loops).not.toHaveText(`${count} loops`);
  const narrowed = await loops.textContent();

  const other = await page.context().newPage();
  await open(other, page.url());
  await expect(other.getByRole('heading', { level: 2, name: narrowed ?? '' })).toBeVisible();
  await other.close();

  await page.goBack();
  await expect(loops).toHaveText(`${count} loops`);
  await page.getByRole('button', { name: 'Clear all' }).click();
  await expect(page).not.toHaveURL(/outcome=/);
});

test('the list is sorted by its heads and grouped, all in the address', async ({ page, samples }) => {
  await open(page, address(samples.url));
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
  await open(page, address(samples.url, '', { outcome: 'failure' }));
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
  await page.goto(address(server.url, '', { from: 'now-5m', to: 'now' }));
  await expect(page.getByText('No loops in this time range')).toBeVisible();
  await expect(page.getByText(/The latest one began/)).toBeVisible();
  await page.getByRole('button', { name: 'Go to the latest loops' }).click();
  await expect(rows(page).first()).toBeVisible();
});

test('each tab of a loop opens by a click and by its address', async ({ page, samples }) => {
  await open(page, address(samples.url));
  await page.getByRole('link', { name: 'react-researcher' }).first().click();
  const tab = (name: string) => page.getByRole('tab', { name, exact: true });
  await expect(page.getByRole('heading', { level: 1, name: /react-researcher/ })).toBeVisible();
  const proofs: Array<[name: string, proof: () => Promise<void>]> = [
    ['Iterations', () => expect(page.getByRole('treegrid').first()).toBeVisible()],
    ['Agents', () => expect(page.getByRole('region', { name: 'Tools' }).getByText('search_docs')).toBeVisible()],
    ['Transcript', () => expect(page.getByText('assistant calls search_docs').first()).toBeVisible()],
    ['Document', () => expect(page.getByRole('region', { name: 'Document' })).toContainText('resourceSpans')],
  ];
  for (const [name, proof] of proofs) {
    await tab(name).click();
    await proof();
    await page.reload();
    await expect(tab(name)).toHaveAttribute('aria-selected', 'true');
    await proof();
  }
});

test('the transcript goes iteration by iteration with the keyboard', async ({ page, samples }) => {
  await open(page, address(samples.url));
  const href = await page.getByRole('link', { name: 'react-researcher' }).first().getAttribute('href');
  await page.goto(`${samples.url}${href}&tab=transcript`);
  const slider = page.getByRole('slider', { name: 'Iteration' });
  await slider.focus();
  await page.keyboard.press('ArrowRight');
  await expect(page).toHaveURL(/iteration=2/);
  await page.keyboard.press('ArrowRight');
  await expect(page).toHaveURL(/iteration=3/);
  await expect(page.getByText('search_docs fails')).toBeVisible();
  await expect(page.getByRole('article')).toHaveCount(2);
  await page.getByRole('button', { name: 'Whole loop' }).click();
  await expect(page).not.toHaveURL(/iteration=/);
});

test('a document with faults names them and is shown all the same', async ({ page, served, folder }) => {
  const server = await served([await folder.copy('small.jsonl')]);
  await open(page, address(server.url));
  const written = readFileSync(folder.path('small.jsonl'), 'utf8').split('\n')[4];
  const { trace_id: id } = JSON.parse(written);
  await page.goto(address(server.url, '/loop', { id, tab: 'document' }));
  await expect(page.getByText('1 fault against the schema of LTF 0.1')).toBeVisible();
  await expect(page.getByText('$.task_id').first()).toBeVisible();
  await expect(page.getByRole('region', { name: 'Document' })).toContainText(id);
});

test('a loop that is not there is said so, and leads back', async ({ page, samples }) => {
  await page.goto(address(samples.url, '/loop', { id: 'no-such-loop' }));
  await expect(page.getByText('There is no loop no-such-loop in this data source')).toBeVisible();
  await page.getByRole('link', { name: 'All loops' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Loops' })).toBeVisible();
});

test('the data source is chosen from a list', async ({ page, samples }) => {
  await open(page, address(samples.url));
  await choose(page, 'Data source', /Files/);
  await expect(page).toHaveURL(/ds=loopscope-viewer-files/);
  await expect(rows(page).first()).toBeVisible();
});

for (const theme of ['dark', 'light'] as const) {
  test.describe(`accessibility of the pages, ${theme}`, () => {
    test.use({ colorScheme: theme });

    test('loops', async ({ page, samples }) => {
      await open(page, address(samples.url));
      await expect(page.getByRole('application').first()).toBeVisible();
      await expect(page.getByTestId('strips').getByRole('rowheader').first()).toBeVisible();
      expect(await seriousViolations(page)).toEqual([]);
    });

    for (const tab of ['overview', 'iterations', 'agents', 'transcript', 'document']) {
      test(`a loop: ${tab}`, async ({ page, samples }) => {
        await open(page, address(samples.url));
        const href = await page.getByRole('link', { name: 'react-researcher' }).first().getAttribute('href');
        await page.goto(`${samples.url}${href}&tab=${tab}`);
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
  await open(page, address(samples.url));
  const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(await overflow()).toBeLessThanOrEqual(0);
  const href = await page.getByRole('link', { name: 'react-researcher' }).first().getAttribute('href');
  for (const tab of ['overview', 'agents', 'transcript', 'document']) {
    await page.goto(`${samples.url}${href}&tab=${tab}`);
    await expect(page.getByRole('tab', { selected: true })).toBeAttached();
    await page.waitForLoadState('networkidle');
    expect(await overflow(), tab).toBeLessThanOrEqual(0);
  }
});
