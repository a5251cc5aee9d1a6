import { appendFile, readFile, stat } from 'node:fs/promises';
import type { Page, Response } from '@playwright/test';
import { ALL_TIME, exploreUrl, FILES, runUntil, SOON, tableRows } from './support/explore';
import { expect, test } from './support/test';

/** Most bytes before the end that are read again, to see that the file is still the same. */
const GUARD = 2048;

test('a refresh reads only what was appended', async ({ page, folder, served }) => {
  const path = await folder.copy('small.jsonl', 'loops.jsonl');
  const { url } = await served([path]);
  const reads = watchFile(page, 'loops.jsonl');
  await page.goto(exploreUrl(url, { queryType: 'loops' }, { datasource: FILES }));
  await expect(tableRows(page)).toHaveCount(12);
  expect(reads.map((read) => read.status())).toEqual([200]);

  const before = (await stat(path)).size;
  const line = await newLoop(path, 'ltf-appended-while-looking');
  await appendFile(path, line);
  const after = before + Buffer.byteLength(line);
  reads.length = 0;
  await runUntil(page, () => expect(page.getByRole('link', { name: 'ltf-appended-while-looking' })).toBeVisible(SOON));
  await expect(tableRows(page)).toHaveCount(13);
  const news = reads.filter((read) => rangeOf(read)[1] >= before);
  expect(news.length, 'reads that brought new bytes').toBe(1);
  const [from, to] = rangeOf(news[0]);
  expect(from).toBeGreaterThan(before - GUARD);
  expect(to).toBe(after - 1);
  expect((await news[0].body()).length).toBe(after - from);
  expect(new Set(reads.map((read) => read.status()))).toEqual(new Set([206]));

  reads.length = 0;
  await runUntil(page, () => expect.poll(() => reads.length, SOON).toBeGreaterThan(0));
  expect(rangeOf(reads[0])[0]).toBeGreaterThan(after - GUARD);
  await expect(tableRows(page)).toHaveCount(13);
});

test('all panels of a dashboard cost one read, also when they are refreshed', async ({ page, folder, served }) => {
  const path = await folder.copy('sixty.jsonl', 'loops.jsonl');
  const { url } = await served([path]);
  const reads = watchFile(page, 'loops.jsonl');
  const search = `var-datasource=${FILES}&from=${ALL_TIME.from}&to=${ALL_TIME.to}&refresh=`;
  await page.goto(`${url}/d/loopscope-convergence?${search}`);
  await expect(page.getByRole('application', { name: /^Convergence of 60 loops/ })).toBeVisible();
  await expect(page.getByRole('main').getByText('60', { exact: true }).first()).toBeVisible();
  expect(await page.getByRole('main').getByRole('region').count()).toBeGreaterThanOrEqual(8);
  await page.waitForLoadState('networkidle');
  expect(reads.filter((read) => read.status() === 200).length, 'whole reads').toBe(1);

  const size = (await stat(path)).size;
  await appendFile(path, await newLoop(path, 'ltf-appended'));
  reads.length = 0;
  const refresh = page.getByRole('button', { name: 'Refresh', exact: true });
  await expect(async () => {
    await refresh.click();
    await expect(page.getByRole('application', { name: /^Convergence of 61 loops/ })).toBeVisible(SOON);
  }).toPass();
  await expect(page.getByRole('main').getByText('61', { exact: true }).first()).toBeVisible();
  const news = reads.filter((read) => rangeOf(read)[1] >= size);
  expect(news.length, 'reads that brought new bytes').toBe(1);
  expect(rangeOf(news[0])[0]).toBeGreaterThan(size - GUARD);
});

test('a file that was replaced is read anew', async ({ page, folder, served, problems }) => {
  const path = await folder.copy('small.jsonl', 'loops.jsonl');
  const { url } = await served([path]);
  await page.goto(exploreUrl(url, { queryType: 'loops' }, { datasource: FILES }));
  await expect(tableRows(page)).toHaveCount(12);
  await folder.copy('synthetic-schema.jsonl', 'loops.jsonl');
  await runUntil(page, () => expect(tableRows(page)).toHaveCount(3, SOON));
  // Nothing lies where the reader left off: that is how it learns that the file is another one.
  expect(problems.splice(0).filter((problem) => !problem.includes('416'))).toEqual([]);
});

/** Answers to reads of one file, as they come. */
function watchFile(page: Page, name: string): Response[] {
  const reads: Response[] = [];
  page.on('response', (response) => {
    if (new URL(response.url()).pathname === `/files/${name}`) {
      reads.push(response);
    }
  });
  return reads;
}

function rangeOf(response: Response): number[] {
  const [, from, to] = /^bytes (\d+)-(\d+)\//.exec(response.headers()['content-range'] ?? '') ?? [];
  return [Number(from), Number(to)];
}

/** The file's first loop under another id, newer than all others, as a line. */
async function newLoop(path: string, traceId: string): Promise<string> {
  const [first] = (await readFile(path, 'utf8')).split('\n');
  const times = { started_at: '2026-11-18T12:00:00Z', ended_at: '2026-11-18T12:00:30Z' };
  return `${JSON.stringify({ ...JSON.parse(first), ...times, trace_id: traceId })}\n`;
}
