import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { LTF } from '../support/server';
import type { FlowTest, Site } from '../support/site';

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

/** Before and after all fixtures. */
const RANGE = 'from=2020-01-01T00:00:00.000Z&to=2040-01-01T00:00:00.000Z';
export const compareUrl = ({ url, ds }: Site, a: string, b: string) =>
  `${url}/a/loopscope-app/compare?ds=${ds}&a=${a}&b=${b}&${RANGE}`;
export const pairs = (page: Page) => page.getByRole('region', { name: 'Iterations side by side' });

export function compareFlows(test: FlowTest): void {
  test('two loops part where the first of them did something else', async ({ page, served, folder }) => {
    const path = folder.path('twins.jsonl');
    const [a, b] = await twins(path, 4);
    const site = await served([path]);
    await page.goto(compareUrl(site, a, b));
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
}
