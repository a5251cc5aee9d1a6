import { expect } from '@playwright/test';
import { choose, exploreUrl } from '../support/explore';
import { LTF } from '../support/server';
import type { FlowTest } from '../support/site';

export function exploreFlows(test: FlowTest): void {
  test('a filter is added with completion', async ({ page, served, host }) => {
    const { url, ds } = await served(['small.jsonl'], { cwd: LTF });
    await page.goto(exploreUrl(url, { queryType: 'loops' }, { datasource: ds }));
    await expect(host.tableRows(page)).toHaveCount(12);
    await page.getByRole('button', { name: 'Add a filter' }).click();
    await choose(page, 'Filter 1 key', /^outcome/);
    await choose(page, 'Filter 1 value', 'failure');
    await expect(host.tableRows(page)).toHaveCount(5);
    await choose(page, 'Filter 1 operator', '!=');
    await expect(host.tableRows(page)).toHaveCount(7);
    await page.getByRole('button', { name: 'Remove filter 1' }).click();
    await expect(host.tableRows(page)).toHaveCount(12);
  });

  test('the id of a loop leads to its page, and back', async ({ page, served, host }) => {
    const { url, ds } = await served(['small.jsonl'], { cwd: LTF });
    await page.goto(exploreUrl(url, { queryType: 'loops' }, { datasource: ds }));
    const link = host.tableRows(page).first().getByRole('link', { name: /^ltf-/ });
    await link.waitFor();
    const traceId = new URL((await link.getAttribute('href')) ?? '', page.url()).searchParams.get('id');
    // Where its text begins: the next column lies over its end.
    const loop = await host.follow(page, () => link.click({ position: { x: 12, y: 6 } }));
    await expect(loop).toHaveURL((address) => address.pathname.endsWith('/a/loopscope-app/loop'));
    expect(new URL(loop.url()).searchParams.get('id')).toBe(traceId);
    await expect(loop.getByRole('tab', { name: 'Transcript' })).toBeVisible();
    if (loop === page) {
      await page.goBack();
    }
    await expect(host.tableRows(page)).toHaveCount(12);
  });
}
