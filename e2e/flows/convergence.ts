import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { LTF } from '../support/server';
import type { FlowTest, Host, Site } from '../support/site';

/** Six iterations, of the fixtures. */
const LOOP = { file: join(LTF, 'small.jsonl'), traceId: 'ltf-cc2534b4-03f2-4791-8bd4-f091142fab55' };

const plot = (page: Page) => page.getByRole('application', { name: /^Convergence of/ });
const card = (page: Page) => page.getByRole('dialog', { name: /Iteration \d+ of/ });
const said = (page: Page) => page.locator('[aria-live=polite]').filter({ hasText: /goal/i });

async function openPlot(page: Page, host: Host, site: Site): Promise<void> {
  const query = { traceId: LOOP.traceId, limit: 1 };
  await host.alone(page, site, {
    type: 'loopscope-convergence-panel',
    title: 'Convergence',
    queries: [
      { queryType: 'loops', ...query },
      { queryType: 'iterations', ...query },
    ],
  });
  await expect(plot(page)).toBeVisible();
}

export function convergenceFlows(test: FlowTest): void {
  test('a point tells its iteration, stays when it is clicked, and leads to the loop there', async ({
    page,
    served,
    host,
  }) => {
    await openPlot(page, host, await served([LOOP.file]));
    const box = await plot(page).boundingBox();
    expect(box).not.toBeNull();
    await page.mouse.move((box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + (box?.height ?? 0) / 4);
    await expect(page.getByText('Click or press Enter to pin')).toBeVisible();
    await page.mouse.down();
    await page.mouse.up();
    await expect(card(page)).toContainText('Goal score');
    const iteration = /Iteration (\d+) of/.exec((await card(page).getAttribute('aria-label')) ?? '')?.[1];
    await card(page).getByRole('link', { name: 'Open the loop at this iteration' }).click();
    await expect(page).toHaveURL(/\/a\/loopscope-app\/loop\?/);
    const { searchParams } = new URL(page.url());
    expect(searchParams.get('id')).toBe(LOOP.traceId);
    expect(searchParams.get('iteration')).toBe(iteration);
  });

  test('the plot is read, pinned and freed from the keyboard', async ({ page, served, host }) => {
    await openPlot(page, host, await served([LOOP.file]));
    await plot(page).focus();
    await page.keyboard.press('Home');
    await expect(said(page)).toContainText('Iteration 1 of');
    const first = await said(page).innerText();
    await page.keyboard.press('ArrowRight');
    await expect(said(page)).not.toHaveText(first);
    await page.keyboard.press('Enter');
    await expect(card(page)).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(card(page)).toHaveCount(0);
    await expect(plot(page)).toBeFocused();
  });

  test('iterations, time and tokens take turns on the x axis', async ({ page, served, host }) => {
    await openPlot(page, host, await served([LOOP.file]));
    const axis = page.getByRole('radiogroup', { name: 'X axis' });
    for (const name of ['Time', 'Tokens', 'Iteration']) {
      await axis.getByRole('radio', { name }).check({ force: true });
      await expect(axis.getByRole('radio', { name })).toBeChecked();
      await expect(plot(page)).toBeVisible();
    }
  });
}
