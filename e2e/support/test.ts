import { test as base, type Page } from '@playwright/test';
import { SERVER, panel, tableRows } from './explore';
import { lonePanel } from './lonePanel';
import { serve, startProgram, temporaryFolder, type Folder, type LoopscopeServer, type ServeOptions } from './server';
import type { Host, Site } from './site';

export { expect } from '@playwright/test';

interface ViewerSite extends LoopscopeServer, Site {}

interface TestFixtures {
  host: Host;
  /** What went wrong in the page; each test ends with none, unless it empties the list itself. */
  problems: string[];
  folder: Folder;
  /** Starts `loopscope serve` with the arguments given; it runs until the test ends. */
  started: (...args: Parameters<typeof startProgram>) => Promise<ViewerSite>;
  /** Serves files until the test ends. */
  served: (paths: string[], options?: ServeOptions) => Promise<ViewerSite>;
}

interface WorkerFixtures {
  /** One server on the sample loops for all tests that only look. */
  samples: ViewerSite;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  samples: [
    async ({}, use) => {
      const server = await startProgram(['--port', '0']);
      await use({ ...server, ds: SERVER, name: 'This server' });
      await server.stop();
    },
    { scope: 'worker' },
  ],
  host: async ({}, use) => {
    await use({
      home: async (page, { url }) => {
        await page.goto(`${url}/`);
        await page.getByRole('link', { name: 'Loops', exact: true }).click();
      },
      tableRows,
      follow: async (page, click) => {
        await click();
        return page;
      },
      dashboard: async ({ url }, file) => {
        const { uid } = await (await fetch(`${url}/dashboards/${file}`)).json();
        return `${url}/d/${uid}`;
      },
      alone: async (page, { url, ds }, alone) => {
        await page.route('**/dashboards/loop-convergence.json', async (route) => {
          const json = await (await route.fetch()).json();
          await route.fulfill({ json: { ...json, ...lonePanel(ds, alone) } });
        });
        await page.goto(`${url}/d/loopscope-convergence`);
      },
      panel,
      failures: (page) => page.getByRole('alert'),
    });
  },
  problems: [
    // Set up after the servers, so that it is judged before they stop.
    async ({ page, started: _started, served: _served }, use) => {
      const problems = watch(page);
      await use(problems);
      base.expect(problems, 'console errors, failed requests, dialogs').toEqual([]);
    },
    { auto: true },
  ],
  folder: async ({}, use) => {
    const folder = await temporaryFolder();
    await use(folder);
    await folder.remove();
  },
  started: async ({}, use) => untilEnd(use, startProgram),
  served: async ({}, use) => untilEnd(use, serve),
});

/** Gives a test what starts servers, and stops them after it. */
async function untilEnd<A extends unknown[]>(
  use: (start: (...given: A) => Promise<ViewerSite>) => Promise<void>,
  begin: (...given: A) => Promise<LoopscopeServer>
): Promise<void> {
  const servers: LoopscopeServer[] = [];
  await use(async (...given) => {
    const server = await begin(...given);
    servers.push(server);
    return { ...server, ds: SERVER, name: 'This server' };
  });
  await Promise.all(servers.map((server) => server.stop()));
}

/** Violations of the content security policy are console errors too. */
export function watch(page: Page): string[] {
  const problems: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') {
      problems.push(`console: ${message.text()}`);
    }
  });
  page.on('pageerror', (error) => problems.push(`error: ${error.message}`));
  page.on('requestfailed', (request) => {
    // A query that is no longer wanted is given up: that is no failure.
    if (request.failure()?.errorText !== 'net::ERR_ABORTED') {
      problems.push(`request: ${request.url()} ${request.failure()?.errorText ?? ''}`);
    }
  });
  page.on('response', (response) => {
    if (response.status() >= 400) {
      problems.push(`response: ${response.status()} ${response.url()}`);
    }
  });
  page.on('dialog', (dialog) => {
    problems.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  return problems;
}
