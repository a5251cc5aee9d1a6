import type { Page } from '@playwright/test';
import { exploreUrl } from './support/explore';
import { LTF } from './support/server';
import { expect, test } from './support/test';

const MOST_TABS = 80;

test('the convergence panel is read, pinned and freed from the keyboard', async ({ page, samples }) => {
  await page.goto(`${samples.url}/`);
  const plot = page.getByRole('application', { name: /^Convergence of/ });
  await expect(plot).toBeVisible();
  await tabTo(page, 'convergence-plot');
  const said = page.locator('[aria-live=polite]').filter({ hasText: /goal/i });
  await page.keyboard.press('Home');
  await expect(said).not.toBeEmpty();
  // A loop of one iteration has nowhere to go.
  while (/Iteration 1 of 1\b/.test(await said.innerText())) {
    const before = await said.innerText();
    await page.keyboard.press('ArrowDown');
    await expect(said).not.toHaveText(before);
  }
  await page.keyboard.press('Home');
  await expect(said).toContainText('Iteration 1 of');
  const first = await said.innerText();
  await page.keyboard.press('ArrowRight');
  await expect(said).not.toHaveText(first);
  const second = await said.innerText();
  await page.keyboard.press('ArrowDown');
  await expect(said).not.toHaveText(second);
  await page.keyboard.press('Enter');
  const card = page.getByRole('dialog');
  await expect(card).toBeVisible();
  await expect(card).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(card).toHaveCount(0);
  await expect(plot).toBeFocused();
});

test('a query is chosen from the keyboard', async ({ page, served }) => {
  const { url } = await served(['small.jsonl'], { cwd: LTF });
  await page.goto(exploreUrl(url, { queryType: 'loops' }));
  const type = page.getByRole('combobox', { name: 'Query type' });
  await type.focus();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('option', { name: /^Goal score/ })).toBeVisible();
  await page.keyboard.type('goal sc');
  await expect(page.getByRole('option')).toHaveCount(1);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(type).toHaveValue('Goal score');
  await expect(page.getByRole('region', { name: 'Convergence', exact: true })).toBeVisible();
});

async function tabTo(page: Page, testId: string): Promise<void> {
  for (let i = 0; i < MOST_TABS; i++) {
    await page.keyboard.press('Tab');
    if ((await page.evaluate(() => document.activeElement?.getAttribute('data-testid'))) === testId) {
      return;
    }
  }
  throw new Error(`${testId} is not among the first ${MOST_TABS} stops of the Tab key.`);
}
