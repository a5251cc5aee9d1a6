import { readFileSync } from 'node:fs';
import type { AxeResults } from 'axe-core';
import type { Page } from '@playwright/test';
import { exploreUrl, tableRows } from './support/explore';
import { LTF } from './support/server';
import { expect, test } from './support/test';

/** Drawn by Grafana's own packages, where they cannot be told otherwise. */
const UPSTREAM = [
  '[aria-label^="Choose refresh time interval"]', // names itself other than it reads
  '[data-testid="data-testid RefreshPicker run button"]', // an icon without a name
  '[data-testid="data-testid header-container"] > button[aria-disabled]', // notices of a panel: an icon without a name
  'span[role=heading]:not([aria-level])', // the title of a dashboard row
];

/** A dashboard names one colour for both themes: none has enough contrast as text on dark and on white. */
const DASHBOARD_COLOUR = /^color-contrast: .*(role="gridcell"|<span>[\d.]+<)/;

declare const axe: { run(context: unknown, options: object): Promise<AxeResults> };

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

for (const theme of ['dark', 'light'] as const) {
  test.describe(`accessibility, ${theme}`, () => {
    test.use({ colorScheme: theme });

    test('home', async ({ page, samples }) => {
      await page.goto(`${samples.url}/`);
      await expect(page.getByRole('application', { name: /^Convergence of/ })).toBeVisible();
      await expect(tableRows(page, 'Worst loops').first()).toBeVisible();
      const found = await seriousViolations(page);
      expect(found.filter((line) => !DASHBOARD_COLOUR.test(line))).toEqual([]);
    });

    test('explore', async ({ page, samples }) => {
      await page.goto(exploreUrl(samples.url, { queryType: 'loops', filters: [{ key: 'loop', op: '!=', value: '' }] }));
      await expect(tableRows(page).first()).toBeVisible();
      expect(await seriousViolations(page)).toEqual([]);
    });

    test('compare', async ({ page, served }) => {
      const { url } = await served([`${LTF}/small.jsonl`]);
      const ids = 'a=ltf-a23c4b27-27f5-4fa9-a117-511fb8a61715&b=ltf-c69d4bd8-b3fa-4aa7-a1fa-b9d78c7e134f';
      await page.goto(`${url}/a/loopscope-app/compare?ds=loopscope-viewer&${ids}&from=2020-01-01&to=2040-01-01`);
      await expect(page.getByRole('region', { name: 'Iterations side by side' })).toBeVisible();
      await expect(page.getByRole('application', { name: /^Convergence of/ })).toBeVisible();
      expect(await seriousViolations(page)).toEqual([]);
    });

    test('about', async ({ page, samples }) => {
      await page.goto(`${samples.url}/about`);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      expect(await seriousViolations(page)).toEqual([]);
    });
  });
}

/** One line for each element that breaks a rule badly. */
async function seriousViolations(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(
    (exclude) => axe.run({ exclude }, { resultTypes: ['violations'] }),
    UPSTREAM.map((selector) => [selector])
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ target, html }) => `${id}: ${target.join(' ')} ${html.slice(0, 160)}`));
}
