import { everyPanelDraws } from '../flows/dashboards';
import { address, failing, open, rows } from '../flows/pages';
import { choose, exploreUrl, LAST_HOUR } from '../support/explore';
import { addBackend, sendSamples, whyNot, type BackendKind, type BackendSite } from './backend';
import { expect, test as base } from './test';

const LOOPS = 'Loopscope over a backend';

/** What is gone through with each: documents of LTF, which Loki holds here, know of no models and tools. */
const BACKENDS: Array<{ kind: BackendKind; title: string; dashboards: string[] }> = [
  { kind: 'tempo', title: 'Tempo', dashboards: ['loop-convergence.json', 'agents.json', 'loop-trace.json'] },
  { kind: 'jaeger', title: 'Jaeger', dashboards: ['loop-convergence.json', 'agents.json', 'loop-trace.json'] },
  { kind: 'loki', title: 'Loki', dashboards: ['loop-convergence.json', 'loop-trace.json'] },
];

for (const { kind, title, dashboards } of BACKENDS) {
  const missing = whyNot(kind);
  const test = base.extend<object, { backend: BackendSite }>({
    backend: [
      async ({ api }, use) => {
        sendSamples(kind);
        const site = await addBackend(api, kind);
        await use(site);
        await site.remove();
      },
      { scope: 'worker' },
    ],
  });

  test.describe(`loops in ${title}`, () => {
    test.skip(missing !== '', missing);

    test('an existing data source is picked, saved and tested', async ({
      page,
      backend,
      createDataSourceConfigPage,
    }) => {
      const config = await createDataSourceConfigPage({
        type: 'loopscope-datasource',
        name: `${LOOPS} ${title} ${Date.now()}`,
      });
      await page.getByRole('radio', { name: new RegExp(`^${title}`) }).check({ force: true });
      // Grafana's picker has a name of its own, whatever its label says.
      await page.getByRole('combobox', { name: 'Select a data source' }).first().click();
      // The only one of a Grafana is its default, and says so.
      await page.getByText(new RegExp(`^${backend.through.name}( \\(default\\))?$`)).click();
      if (kind === 'loki') {
        await page.getByRole('textbox', { name: 'Stream selector' }).fill('{service_name="loops"}');
      }
      // It asks the backend itself, not Grafana's health of this data source.
      const saved = page.waitForResponse((answer) => answer.request().method() === 'PUT');
      await page.getByRole('button', { name: 'Save & test' }).click();
      await saved;
      await expect(config).toHaveAlert('success', { hasText: /loops/ });
    });

    for (const file of dashboards) {
      test(`every panel of ${file} draws something and none fails`, async ({ page, host, backend }) => {
        await everyPanelDraws(page, host, backend, file);
      });
    }

    test('Explore completes values, filters, and leads to a loop and its trace', async ({ page, host, backend }) => {
      await page.goto(exploreUrl(backend.url, { queryType: 'loops' }, { datasource: backend.ds, range: LAST_HOUR }));
      await expect(host.tableRows(page).first()).toBeVisible();
      await page.getByRole('button', { name: 'Add a filter' }).click();
      await choose(page, 'Filter 1 key', /^loop/);
      await choose(page, 'Filter 1 value', 'sql-optimizer');
      const names = host.tableRows(page).getByText('sql-optimizer', { exact: true });
      await expect(names.first()).toBeVisible();
      await expect(host.tableRows(page).getByText('doc-summarizer', { exact: true })).toHaveCount(0);
      const link = host.tableRows(page).first().getByRole('link').first();
      const loop = await host.follow(page, () => link.click({ position: { x: 12, y: 6 } }));
      await expect(loop.getByRole('heading', { level: 1, name: /sql-optimizer/ })).toBeVisible();
      await loop.getByRole('tab', { name: 'Iterations' }).click();
      await expect(loop.getByRole('treegrid').getByRole('row').nth(1)).toBeVisible();
    });

    test('the list of loops leads to a loop, and a point of the curve to its iteration', async ({ page, backend }) => {
      await open(page, address(backend, '', { from: 'now-1h', to: 'now', loop: 'doc-summarizer' }));
      await rows(page).first().getByRole('link').first().click();
      await expect(page.getByRole('heading', { level: 1, name: /doc-summarizer/ })).toBeVisible();
      await expect(page.getByRole('application', { name: /^Convergence of/ })).toBeVisible();
    });

    test('from home to the message of a failing tool in three clicks', async ({ page, host, backend }) => {
      test.skip(kind === 'loki', 'The samples in Loki are documents of LTF, which know of no tools.');
      await host.home(page, backend);
      // The backend may hold thousands of other loops.
      await page.getByRole('group', { name: 'Agent' }).getByText('react-researcher').click();
      await expect(page).toHaveURL(/agent=react-researcher/);
      await failing(page).click();
      await expect(page.getByText('TimeoutError: search backend timed out')).toBeVisible();
      await page.getByRole('button', { name: 'Show it in iteration 3' }).click();
      await expect(page.getByText(/search backend timed out/).first()).toBeVisible();
    });
  });
}
