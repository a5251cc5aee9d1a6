import { seriousViolations } from './support/axe';
import { exploreUrl, tableRows } from './support/explore';
import { LTF, TESTDATA } from './support/server';
import { expect, test } from './support/test';

const EVER = { from: String(Date.UTC(2020, 0)), to: String(Date.UTC(2040, 0)) };

/** A dashboard names one colour for both themes: none has enough contrast as text on dark and on white. */
const DASHBOARD_COLOUR = /^color-contrast: .*(role="gridcell"|<span>[\d.]+<)/;

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

    test('handoff map', async ({ page, served }) => {
      const { url } = await served([`${TESTDATA}/otlp/looplens/genai-openllmetry-handoff-chain.otlp.json`]);
      await page.goto(exploreUrl(url, { queryType: 'handoffs' }, { range: EVER }));
      await expect(page.getByRole('group', { name: 'Handoff map' })).toBeVisible();
      expect(await seriousViolations(page)).toEqual([]);
    });

    test('about', async ({ page, samples }) => {
      await page.goto(`${samples.url}/about`);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      expect(await seriousViolations(page)).toEqual([]);
    });
  });
}
