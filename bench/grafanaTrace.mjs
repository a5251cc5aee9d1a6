/** The same trace in one Grafana, read by the same data source: in its own trace view and in the loop trace panel. */
import { countFrames } from './frames.mjs';

const USER = { user: process.env.GRAFANA_USER ?? 'admin', password: process.env.GRAFANA_PASSWORD ?? 'admin' };
const PATIENCE = 120_000;
const TIMES = 3;
/** How Grafana's trace view marks its rows (12.3). */
const SPAN_ROW = '[data-item-key]';
const PANEL_ROW = '[role=treegrid] [role=row][data-kind]';

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/**
 * @param browser a Chromium
 * @param line prints what was measured, the figure and what it stands beside
 * @param grafana address of a Grafana with this plugin, without a slash at the end
 * @param url address of the server that has the trace, as that Grafana reaches it
 */
export async function benchGrafanaTrace({ browser, line, grafana, url, traceId, range }) {
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
  const uid = await addDataSource(context.request, grafana, url);
  try {
    const views = {
      own: { path: explorePath(uid, traceId, range), row: SPAN_ROW, name: "Grafana's own trace view" },
      panel: { path: loopPath(uid, traceId, range), row: PANEL_ROW, name: 'the loop trace panel there' },
    };
    const times = { own: [], panel: [] };
    for (let i = 0; i <= TIMES; i++) {
      for (const [view, { path, row }] of Object.entries(views)) {
        const { page, ms } = await open(context, `${grafana}${path}`, row);
        if (page === null) {
          line(`  the same in ${views[view].name}: to the first rows`, `none in ${PATIENCE / 1000} s`);
          return;
        }
        // the first one fills the browser's cache
        if (i > 0) {
          times[view].push(ms);
        }
        await page.close();
      }
    }
    for (const [view, { path, row, name }] of Object.entries(views)) {
      line(`  ${name}: to the first rows, page load included`, `${median(times[view]).toFixed(0)} ms`);
      const { page } = await open(context, `${grafana}${path}`, row);
      if (view === 'panel') {
        await page.getByRole('button', { name: 'Open all' }).click();
        await page.locator('[role=treegrid] [role=row][aria-level="3"]').first().waitFor({ timeout: PATIENCE });
      }
      const { fps, slowest } = await page.evaluate(countFrames, { row, scrolls: true });
      line('    frames a second while scrolling; longest', `${fps.toFixed(0)}; ${slowest.toFixed(0)} ms`);
      await page.close();
    }
  } finally {
    await context.request.delete(`${grafana}/api/datasources/uid/${uid}`);
    await context.close();
  }
}

async function open(context, address, row) {
  const page = await context.newPage();
  const began = performance.now();
  await page.goto(address, { waitUntil: 'commit' });
  try {
    await page.locator(row).first().waitFor({ timeout: PATIENCE });
  } catch {
    await page.close();
    return { page: null, ms: NaN };
  }
  return { page, ms: performance.now() - began };
}

async function addDataSource(api, grafana, url) {
  await api.post(`${grafana}/login`, { data: USER });
  const answer = await api.post(`${grafana}/api/datasources`, {
    data: {
      name: `Loopscope bench ${Date.now()}`,
      type: 'loopscope-datasource',
      access: 'proxy',
      url,
      jsonData: { kind: 'server' },
    },
  });
  if (!answer.ok()) {
    throw new Error(`Grafana answers ${answer.status()} to a new data source: set GRAFANA_USER and GRAFANA_PASSWORD.`);
  }
  return (await answer.json()).datasource.uid;
}

function explorePath(uid, traceId, range) {
  const datasource = { type: 'loopscope-datasource', uid };
  const queries = [{ refId: 'A', datasource, queryType: 'trace', traceId, schemaVersion: 1 }];
  const panes = JSON.stringify({ a: { datasource: uid, queries, range } });
  return `/explore?schemaVersion=1&orgId=1&panes=${encodeURIComponent(panes)}`;
}

const loopPath = (ds, id, range) =>
  `/a/loopscope-app/loop?${new URLSearchParams({ ds, id, tab: 'iterations', ...range })}`;
