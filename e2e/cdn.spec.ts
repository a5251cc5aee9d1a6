import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from '@playwright/test';
import send from 'send';
import { exploreUrl, FILES, tableRows } from './support/explore';
import { DIST, LTF } from './support/server';
import { expect, test } from './support/test';

/** Where the server of the page has the plugin. */
const OWN = '/public/plugins/loopscope-app';
const LOOP = 'ltf-cc2534b4-03f2-4791-8bd4-f091142fab55';

/** A plugin CDN: another origin, a folder with the version, the files as they were built. */
function startCdn(): Promise<{ server: Server; root: string }> {
  const folder = `/loopscope-app/0.0.0${OWN}`;
  const server = createServer((request, response) => {
    response.setHeader('Access-Control-Allow-Origin', '*');
    const path = new URL(request.url ?? '/', 'http://cdn').pathname;
    const inside = path.startsWith(`${folder}/`) ? path.slice(folder.length) : '/nothing';
    send(request, inside, { root: DIST }).pipe(response);
  });
  return new Promise((done) =>
    server.listen(0, '127.0.0.1', () =>
      done({ server, root: `http://127.0.0.1:${(server.address() as AddressInfo).port}${folder}` })
    )
  );
}

/** Has the viewer take the plugin's modules from there, as Grafana does where a CDN is set up. */
async function takeFrom(page: Page, cdn: string): Promise<void> {
  await page.route('**/assets/*.js', async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, body: (await answer.text()).replaceAll(OWN, cdn) });
  });
}

// a Grafana with a CDN names it in its policy; the viewer allows its own origin alone
test.use({ bypassCSP: true });

test('behind a CDN each file of the plugin is found, the worker too', async ({ page, served }) => {
  const { server, root } = await startCdn();
  try {
    const found: string[] = [];
    const missed: string[] = [];
    page.on('response', (response) => {
      const { origin, pathname } = new URL(response.url());
      if (pathname.includes(OWN)) {
        (response.url().startsWith(root) ? found : missed).push(pathname.split(`${OWN}/`)[1] ?? origin);
      }
    });
    const { url } = await served(['small.jsonl'], { cwd: LTF });
    await takeFrom(page, root);
    await page.goto(exploreUrl(url, { queryType: 'loops' }, { datasource: FILES }));
    await expect(tableRows(page)).toHaveCount(12);
    await page.goto(`${url}/a/loopscope-app?from=1793491200000&to=1798675200000`);
    await expect(page.getByRole('heading', { level: 1, name: 'Loops' })).toBeVisible();
    await page.goto(`${url}/a/loopscope-app/loop?id=${LOOP}&from=1793491200000&to=1798675200000&tab=iterations`);
    await expect(page.getByRole('treegrid').getByRole('row').first()).toBeVisible();

    expect(missed).toEqual([]);
    const modules = ['module.js', 'datasource/module.js', 'panels/trace/module.js', 'panels/strips/module.js'];
    expect(found).toEqual(expect.arrayContaining([...modules, 'panels/convergence/module.js', 'chunks/scenes.js']));
    expect(found).toContain('datasource/indexer.worker.js');
  } finally {
    await page.goto('about:blank');
    server.close();
  }
});
