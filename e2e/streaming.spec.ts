import { createWriteStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { once } from 'node:events';
import type { Page } from '@playwright/test';
import { choose, exploreUrl, FILES, tableRows } from './support/explore';
import { LTF } from './support/server';
import { expect, test } from './support/test';

const COPIES = 120;
/** Pictures that a page draws at least while it reads; one that is held by a single task draws none. */
const LEAST_FRAMES = 10;

interface Observed {
  framesWhileReading: number;
  rowsWhileReading: boolean;
}

test('a big file answers while it is read, and the page stays responsive', async ({ page, folder, served }) => {
  const path = folder.path('big.jsonl');
  await writeCopies(path);
  const { url } = await served([path]);
  // The server reads the file too; only the page is looked at here.
  await fetch(`${url}/api/health`);
  await page.goto(exploreUrl(url, { queryType: 'trace', traceId: '' }, { datasource: FILES }));
  await expect(page.getByRole('combobox', { name: 'Query type' })).toHaveValue('Trace');
  await page.waitForLoadState('networkidle');
  await observe(page);
  await choose(page, 'Query type', /^Loops/);
  await expect(tableRows(page).first()).toBeVisible();
  await expect(page.getByLabel('Loading bar')).toHaveCount(0);

  const { framesWhileReading, rowsWhileReading } = await page.evaluate(
    () => Reflect.get(window, 'observed') as Observed
  );
  expect(rowsWhileReading, 'rows are there before all is read').toBe(true);
  expect(framesWhileReading, 'pictures drawn meanwhile').toBeGreaterThan(LEAST_FRAMES);
});

/** Counts pictures, and notes whether rows stood on the page, while it still told that it loads. */
async function observe(page: Page): Promise<void> {
  await page.evaluate(() => {
    const observed: Observed = { framesWhileReading: 0, rowsWhileReading: false };
    Reflect.set(window, 'observed', observed);
    const isReading = () => document.querySelector('[aria-label="Loading bar"]') !== null;
    const onFrame = () => {
      observed.framesWhileReading += isReading() ? 1 : 0;
      requestAnimationFrame(onFrame);
    };
    onFrame();
    new MutationObserver(() => {
      observed.rowsWhileReading ||= isReading() && document.querySelector('[role=gridcell]') !== null;
    }).observe(document.body, { childList: true, subtree: true, characterData: true });
  });
}

/** The sixty sample loops over and over, each time under new ids: some 60 MB. */
async function writeCopies(path: string): Promise<void> {
  const text = readFileSync(join(LTF, 'sixty.jsonl'), 'utf8');
  const out = createWriteStream(path);
  for (let copy = 0; copy < COPIES; copy++) {
    const renamed = text.replaceAll('"trace_id":"ltf-', `"trace_id":"ltf-${copy}-`);
    if (!out.write(renamed)) {
      await once(out, 'drain');
    }
  }
  out.end();
  await once(out, 'finish');
}
