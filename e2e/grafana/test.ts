import type { APIRequestContext, Page } from '@playwright/test';
import { test as base } from '@grafana/plugin-e2e';
import { lonePanel } from '../support/lonePanel';
import { serve, startProgram, temporaryFolder, type LoopscopeServer } from '../support/server';
import type { Site, SiteFixtures } from '../support/site';
import {
  REACHED_AS,
  addDashboard,
  addServer,
  grafanaUrl,
  removeDashboard,
  removeDataSource,
  saveDashboard,
  signIn,
} from './grafana';

export { expect } from '@grafana/plugin-e2e';

interface TestFixtures extends Omit<SiteFixtures, 'samples'> {
  /** What of ours went wrong in the page; each test ends with none. */
  problems: string[];
}

interface WorkerFixtures {
  /** Grafana's API, signed in. */
  api: APIRequestContext;
  samples: Site;
}

/** Where Grafana is elsewhere, the server listens for it. */
const LISTEN = REACHED_AS === '127.0.0.1' ? [] : ['--host', '0.0.0.0'];

export const test = base.extend<TestFixtures, WorkerFixtures>({
  api: [
    async ({}, use) => {
      const api = await signIn();
      await use(api);
      await api.dispose();
    },
    { scope: 'worker' },
  ],
  samples: [
    async ({ api }, use) => {
      const server = await startProgram(['--samples', '--port', '0', '--otlp-port', '0', ...LISTEN]);
      const site = await addServer(api, server.port);
      await use(site);
      await removeDataSource(api, site.ds);
      await server.stop();
    },
    { scope: 'worker' },
  ],
  storageState: async ({ api }, use) => {
    await use(await api.storageState());
  },
  host: async ({ api, selectors }, use) => {
    const dashboards: string[] = [];
    await use({
      home: async (page, { url, ds }) => {
        await page.goto(`${url}/a/loopscope-app?ds=${ds}`);
      },
      // Explore's table and the table panel have roles of their own each
      tableRows: (page) => page.getByRole('row').filter({ has: page.locator('[role=cell], [role=gridcell]') }),
      follow: async (page, click) => {
        const [opened] = await Promise.all([page.waitForEvent('popup'), click()]);
        return opened;
      },
      dashboard: async ({ url, ds }, file) => {
        const uid = await addDashboard(api, file);
        dashboards.push(uid);
        return `${url}/d/${uid}?var-datasource=${ds}`;
      },
      alone: async (page, { url, ds }, alone) => {
        const uid = await saveDashboard(api, { title: alone.title, schemaVersion: 42, ...lonePanel(ds, alone) });
        dashboards.push(uid);
        await page.goto(`${url}/d/${uid}`);
      },
      panel: (page, title) => page.getByTestId(selectors.components.Panels.Panel.title(title)),
      failures: (page) => page.getByTestId(selectors.components.Panels.Panel.status('error')),
    });
    await Promise.all(dashboards.map((uid) => removeDashboard(api, uid)));
  },
  folder: async ({}, use) => {
    const folder = await temporaryFolder();
    await use(folder);
    await folder.remove();
  },
  served: async ({ api }, use) => {
    const open: Array<{ server: LoopscopeServer; ds: string }> = [];
    await use(async (paths, options) => {
      const server = await serve([...paths, ...LISTEN], options);
      const site = await addServer(api, server.port);
      open.push({ server, ds: site.ds });
      return site;
    });
    for (const { server, ds } of open) {
      await removeDataSource(api, ds);
      await server.stop();
    }
  },
  problems: [
    async ({ page, served: _served }, use) => {
      const problems = watch(page);
      await use(problems);
      base.expect(problems, 'what of Loopscope failed').toEqual([]);
    },
    { auto: true },
  ],
});

/** Only what concerns the plugin: Grafana's own requests may fail where it has no network. */
function watch(page: Page): string[] {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(`error: ${error.message}`));
  page.on('request', (request) => {
    // Grafana leads what leaves its path back to it, a proxy before it does not.
    if (/loopscope/.test(new URL(request.url()).pathname) && !request.url().startsWith(`${grafanaUrl()}/`)) {
      problems.push(`outside of Grafana's path: ${request.url()}`);
    }
  });
  page.on('response', (response) => {
    if (response.status() >= 400 && /loopscope/.test(response.url())) {
      problems.push(`response: ${response.status()} ${response.url()}`);
    }
  });
  return problems;
}
