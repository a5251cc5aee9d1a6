import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { LTF } from './support/server';
import { expect, test } from './support/test';

interface LtfDocument {
  trace_id: string;
  loop_name: string;
  spans: Array<{ kind: string; attributes: Record<string, unknown> }>;
}

/** Two loops that are alike but for the score of one iteration. */
async function twins(file: string, changed: number): Promise<[string, string]> {
  const lines = (await readFile(join(LTF, 'small.jsonl'), 'utf8')).trim().split('\n');
  const documents = lines.map((line): LtfDocument => JSON.parse(line));
  const long = documents.find(({ spans }) => spans.filter(({ kind }) => kind === 'iteration').length > changed + 1);
  if (long === undefined) {
    throw new Error(`No loop of small.jsonl has more than ${changed + 1} iterations.`);
  }
  const twin: LtfDocument = JSON.parse(JSON.stringify({ ...long, trace_id: 'ltf-twin' }));
  const span = twin.spans.filter(({ kind }) => kind === 'iteration')[changed - 1];
  span.attributes['loop.goal_score'] = 0.123;
  await writeFile(file, [long, twin, ...documents].map((each) => `${JSON.stringify(each)}\n`).join(''));
  return [long.trace_id, twin.trace_id];
}

const RANGE = 'from=2020-01-01T00:00:00.000Z&to=2040-01-01T00:00:00.000Z';
const compareUrl = (url: string, a: string, b: string) =>
  `${url}/a/loopscope-app/compare?ds=loopscope-viewer&a=${a}&b=${b}&${RANGE}`;
const pairs = (page: Page) => page.getByRole('region', { name: 'Iterations side by side' });

test('two loops part where the first of them did something else', async ({ page, served, folder }) => {
  const path = folder.path('twins.jsonl');
  const [a, b] = await twins(path, 4);
  const { url } = await served([path]);
  await page.goto(compareUrl(url, a, b));
  await expect(pairs(page).getByRole('heading', { level: 2 })).toHaveText(
    'They part at iteration 4, after 3 equal ones'
  );
  await expect(pairs(page).getByRole('button', { name: '3 equal iterations: 1 to 3' })).toBeVisible();
  const first = pairs(page).getByRole('article').first();
  await expect(first).toContainText('first difference');
  await expect(first.getByLabel('Second')).toHaveText('0.123');
  await expect(page.getByRole('row', { name: /^Goal score/ })).toBeVisible();

  await pairs(page).getByRole('button', { name: '3 equal iterations: 1 to 3' }).click();
  await expect(pairs(page).getByRole('article').nth(3)).toContainText('first difference');

  await page.getByRole('button', { name: 'Swap the loops' }).click();
  await expect(page).toHaveURL(new RegExp(`a=${b}&b=${a}`));
  await expect(pairs(page).getByRole('article').first().getByLabel('First')).toHaveText('0.123');
  await page.goBack();
  await expect(page).toHaveURL(new RegExp(`a=${a}&b=${b}`));

  await first.getByRole('link', { name: 'Open in the second loop' }).click();
  await expect(page).toHaveURL(/loopscope-app\/loop\?.*id=ltf-twin/);
});

test('a loop stands against the median of its kind, and another can be chosen', async ({ page, served }) => {
  const { url } = await served([`${LTF}/sixty.jsonl`]);
  await page.goto(compareUrl(url, 'ltf-6a38db2f-4366-4bf3-910e-205cc73969b1', ''));
  // of the 60 loops, 6 are of this name
  await expect(page.getByRole('columnheader', { name: 'Median of 5 others' })).toBeVisible();
  await expect(pairs(page).getByRole('heading', { level: 2 })).toHaveText('Against the median');
  await page.getByRole('combobox', { name: 'Second loop' }).click();
  await page
    .getByRole('option', { name: /^code-repair-loop/ })
    .last()
    .click();
  await expect(page).toHaveURL(/b=ltf-/);
  await expect(page.getByRole('columnheader', { name: 'Second', exact: true })).toBeVisible();
});

test('nothing chosen, and a loop that is not there, are said', async ({ page, served }) => {
  const { url } = await served([`${LTF}/small.jsonl`]);
  await page.goto(compareUrl(url, '', ''));
  await expect(page.getByText('Choose two loops to compare')).toBeVisible();
  await page.goto(compareUrl(url, 'ltf-nowhere', ''));
  await expect(page.getByText('There is no loop ltf-nowhere in this data source and time range')).toBeVisible();
});
