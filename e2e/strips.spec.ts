import { SIXTY, openStrips, stripsFlows } from './flows/strips';
import { expect, test } from './support/test';

stripsFlows(test);

test('fits a phone', async ({ page, served, host }) => {
  await page.setViewportSize({ width: 390, height: 800 });
  await openStrips(page, host, await served([SIXTY]));
  await expect(page.getByRole('columnheader', { name: 'LES' })).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});
