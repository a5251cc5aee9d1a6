import type { Page } from '@playwright/test';
import { expect } from '@playwright/test';
import { ALL_TIME } from '../support/explore';
import type { FlowTest, Site } from '../support/site';

export const APP = '/a/loopscope-app';
const LOOPS = { from: ALL_TIME.from, to: ALL_TIME.to };

/** Rows of the list of loops without its head. */
export const rows = (page: Page) =>
  page
    .getByRole('table', { name: 'Loops', exact: true })
    .getByRole('row')
    .filter({ has: page.getByRole('cell') });

export const address = ({ url, ds }: Site, path = '', parts: Record<string, string> = {}) =>
  `${url}${APP}${path}?${new URLSearchParams({ ds, ...LOOPS, ...parts }).toString()}`;

export async function open(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await expect(rows(page).first()).toBeVisible();
}

/** The link to the sample loop in which a tool times out in the third iteration. */
export const failing = (page: Page) => page.getByRole('link', { name: 'react-researcher' }).first();

/** The address of that loop's page, on the site's own origin. */
export async function failingAddress(page: Page, site: Site, parts: Record<string, string>): Promise<string> {
  await open(page, address(site));
  const found = new URL((await failing(page).getAttribute('href')) ?? '', page.url());
  Object.entries(parts).forEach(([name, value]) => found.searchParams.set(name, value));
  return found.href;
}

export function pageFlows(test: FlowTest): void {
  test('from home to the message of a failing tool in three clicks', async ({ page, samples, host }) => {
    await host.home(page, samples);
    await failing(page).click();
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
    await open(page, address(samples));
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

  test('each tab of a loop opens by a click and by its address', async ({ page, samples }) => {
    await open(page, address(samples));
    await failing(page).click();
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
    await page.goto(await failingAddress(page, samples, { tab: 'transcript' }));
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
    // a model call that failed said nothing, and is there all the same
    await expect(page.getByRole('article').filter({ hasText: 'InternalServerError' })).toContainText('fails');
  });

  test('the logs of a loop open in Explore', async ({ page, samples }) => {
    await page.goto(await failingAddress(page, samples, {}));
    await page.getByRole('link', { name: 'Logs' }).click();
    await expect(page).toHaveURL(/\/explore\?/);
    await expect(page.getByText(/search backend timed out/).first()).toBeVisible();
  });

  test('a loop that is not there is said so, and leads back', async ({ page, samples }) => {
    await page.goto(address(samples, '/loop', { id: 'no-such-loop' }));
    await expect(page.getByText('There is no loop no-such-loop in this data source')).toBeVisible();
    await page.getByRole('link', { name: 'All loops' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Loops' })).toBeVisible();
  });
}
