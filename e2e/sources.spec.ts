import { SOURCES, sourcesFlows } from './flows/sources';
import { violations } from './support/axe';
import { LTF } from './support/server';
import { expect, test } from './support/test';

sourcesFlows(test);

test('a sample loop is sent, and opened', async ({ page, folder, started }) => {
  const { url } = await started(['--data', folder.path('traces'), '--port', '0', '--otlp-port', '0']);
  await page.goto(`${url}${SOURCES}`);
  await page.getByRole('button', { name: 'Send a sample loop' }).first().click();
  await page.getByRole('link', { name: 'Open the sample loop' }).click();
  await expect(page.getByRole('heading', { level: 1, name: /^loopscope-sample/ })).toBeVisible();
  await expect(page.getByText('goal_met').first()).toBeVisible();
});

test('a server that takes no spans says what to do', async ({ page, served, problems }) => {
  const { url } = await served([`${LTF}/sixty.jsonl`]);
  await page.goto(`${url}${SOURCES}`);
  await page.getByRole('button', { name: 'Send a sample loop' }).first().click();
  await expect(page.getByText(/start it with --data DIR/)).toBeVisible();
  // The refusal is what this test is about.
  problems.length = 0;
});

for (const colorScheme of ['dark', 'light'] as const) {
  test.describe(`sources, ${colorScheme}`, () => {
    test.use({ colorScheme });

    test('axe finds nothing, and a phone shows it whole', async ({ page, samples }) => {
      await page.goto(`${samples.url}${SOURCES}`);
      await expect(page.getByText(/\d+ loops with \d+ iterations/).first()).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await page.setViewportSize({ width: 390, height: 800 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    });
  });
}
