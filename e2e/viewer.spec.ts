import { dashboardFlows } from './flows/dashboards';
import { choose, exploreUrl, LAST_HOUR, run, tableRows } from './support/explore';
import { expect, test } from './support/test';

const FIGURES = [/Loops\s*\d+/, /Success ratio\s*\d+/, /LES\s*\d/, /Tokens\s*\d/, /Cost\s*\$\d/];

test('home shows the bundled dashboard with the sample loops', async ({ page, samples }) => {
  await page.goto(`${samples.url}/`);
  await expect(page).toHaveTitle(/Loop convergence/);
  await expect(page.getByRole('heading', { level: 1, name: 'Loop convergence' })).toBeVisible();
  await expect(page.getByRole('application', { name: /^Convergence of \d+ loops/ })).toBeVisible();
  for (const figure of FIGURES) {
    await expect(page.getByRole('main').getByRole('region').filter({ hasText: figure }).first()).toBeVisible();
  }
  await expect(tableRows(page, 'Worst loops').first()).toContainText(/\d/);
  await expect(page.getByRole('alert')).toHaveCount(0);
});

dashboardFlows(test);

test('serve without arguments opens a page on which a loop grows', async ({ page, started }) => {
  const server = await started([]);
  expect(server.greeting).toContain('Showing sample loops');
  await page.goto(`${server.url}/`);
  await expect(page).toHaveTitle(/Loopscope/);
  const filters = [{ key: 'task', op: '=', value: 'growing-now' }];
  await page.goto(exploreUrl(server.url, { queryType: 'iterations', filters }, { range: LAST_HOUR }));
  await expect(tableRows(page).first()).toBeVisible();
  const before = await tableRows(page).count();
  await expect
    .poll(
      async () => {
        await run(page);
        return tableRows(page).count();
      },
      { intervals: [1000], timeout: 30_000 }
    )
    .toBeGreaterThan(before);
});

test('a narrow window needs no scrolling to the side', async ({ page, samples }) => {
  await page.setViewportSize({ width: 400, height: 800 });
  for (const path of ['/', '/explore', '/about']) {
    await page.goto(`${samples.url}${path}`);
    await expect(page.getByRole('heading', { level: 1 })).toBeAttached();
    if (path === '/') {
      await expect(page.getByRole('application', { name: /^Convergence of/ })).toBeVisible();
    }
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow, path).toBeLessThanOrEqual(0);
  }
});

test('the theme is chosen with a click and kept', async ({ page, samples }) => {
  await page.goto(`${samples.url}/about`);
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const dark = await background();
  await page.getByRole('button', { name: 'Use the light theme' }).click();
  await expect.poll(background).not.toBe(dark);
  const light = await background();
  await page.reload();
  await expect(page.getByRole('button', { name: 'Use the dark theme' })).toBeVisible();
  expect(await background()).toBe(light);
});

test('the data source of the dashboard is chosen from a list', async ({ page, samples }) => {
  await page.goto(`${samples.url}/`);
  await expect(page.getByRole('application', { name: /^Convergence of/ })).toBeVisible();
  await choose(page, 'Data source', /Files/);
  await expect(page).toHaveURL(/var-datasource=loopscope-viewer-files/);
  await expect(page.getByRole('application', { name: /^Convergence of \d+ loops/ })).toBeVisible();
  await expect(page.getByRole('main').getByRole('region').filter({ hasText: FIGURES[0] }).first()).toBeVisible();
});
