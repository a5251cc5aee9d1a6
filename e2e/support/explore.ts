import { expect, type Locator, type Page } from '@playwright/test';

export const SERVER = 'loopscope-viewer';
export const FILES = 'loopscope-viewer-files';

/** A range that holds every fixture. */
export const ALL_TIME = { from: String(Date.UTC(2026, 10, 1)), to: String(Date.UTC(2026, 11, 31)) };
export const LAST_HOUR = { from: 'now-1h', to: 'now' };

interface Query {
  queryType: string;
  traceId?: string;
  filters?: Array<{ key: string; op: string; value: string }>;
  [key: string]: unknown;
}

/** The address of a view in Explore, as links of the product write it. */
export function exploreUrl(
  base: string,
  query: Query,
  { datasource = SERVER, range = ALL_TIME }: { datasource?: string; range?: { from: string; to: string } } = {}
): string {
  const queries = [{ refId: 'A', schemaVersion: 1, ...query, datasource: { uid: datasource } }];
  return `${base}/explore?left=${encodeURIComponent(JSON.stringify({ datasource, queries, range }))}`;
}

export function panel(page: Page, title: string): Locator {
  return page.getByRole('region', { name: title, exact: true });
}

/** Rows of a table without its head. */
export function tableRows(page: Page, title = 'Table'): Locator {
  return panel(page, title)
    .getByRole('row')
    .filter({ has: page.getByRole('gridcell') });
}

/** Chooses an option of a combobox the way a person does. */
export async function choose(page: Page, name: string | RegExp, option: string | RegExp): Promise<void> {
  const box = page.getByRole('combobox', { name });
  await box.click();
  const found = page.getByRole('option', { name: option }).first();
  // Long lists draw only what is in sight: what was asked for is brought there by its first word.
  await page.getByRole('option').first().waitFor();
  if (!(await found.isVisible())) {
    const words = typeof option === 'string' ? option : option.source.replaceAll(/[\^$\\]/g, '');
    // At once: each key that comes late has the list read again, under the pointer.
    await box.fill(words.split(/[^\w ]/)[0]);
  }
  await found.scrollIntoViewIfNeeded();
  // The list notes where it stands a frame later; until then it jumps back when the pointer comes.
  await page.evaluate(() => new Promise((rested) => requestAnimationFrame(() => requestAnimationFrame(rested))));
  await found.click();
}

export async function run(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Run', exact: true }).click();
}

export const SOON = { timeout: 2_000 };

/** Runs again until it holds: a request right after another is answered from the same reading. */
export async function runUntil(page: Page, holds: () => Promise<void>): Promise<void> {
  await expect(async () => {
    await run(page);
    await holds();
  }).toPass();
}
