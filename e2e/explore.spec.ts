import type { Page } from '@playwright/test';
import { exploreFlows } from './flows/explore';
import { ALL_TIME, choose, exploreUrl, panel, run, tableRows } from './support/explore';
import { expect, test } from './support/test';
import { LTF } from './support/server';

const TYPES = [
  { type: 'Loops', shows: 'Table' },
  { type: 'Iterations', shows: 'Table' },
  { type: 'Goal score', shows: 'Convergence' },
  { type: 'Effectiveness (LES)', shows: 'Convergence' },
  { type: 'Tokens and cost', shows: 'Convergence' },
  { type: 'Loop metrics over time', shows: 'Graph' },
  { type: 'Events', shows: 'Table' },
];

test.describe('explore', () => {
  test('each query type is chosen and answers', async ({ page, served }) => {
    const { url } = await served(['small.jsonl'], { cwd: LTF });
    await page.goto(exploreUrl(url, { queryType: 'loops' }));
    await expect(tableRows(page)).toHaveCount(12);
    for (const { type, shows } of [...TYPES.slice(1), TYPES[0]]) {
      await choose(page, 'Query type', new RegExp(`^${type.replace(/[()]/g, '\\$&')}`));
      await expect(page.getByRole('combobox', { name: 'Query type' })).toHaveValue(type);
      await expect(panel(page, shows), type).toBeVisible();
      await expect(page.getByRole('alert'), type).toHaveCount(0);
    }
    // The rows of the last type may still be there.
    await expect(tableRows(page)).toHaveCount(12);
    const traceId = await tableRows(page).getByRole('link', { name: /^ltf-/ }).first().innerText();
    await choose(page, 'Query type', /^Trace/);
    await page.getByRole('textbox', { name: 'Trace ID' }).fill(traceId);
    await page.keyboard.press('Enter');
    await expect(spans(page).first()).toBeVisible();
    await expect(page.getByRole('alert')).toHaveCount(0);
  });

  exploreFlows(test);

  test('the address opens the same view elsewhere', async ({ page, context, served }) => {
    const { url } = await served(['small.jsonl'], { cwd: LTF });
    await page.goto(exploreUrl(url, { queryType: 'loops' }));
    await choose(page, 'Query type', /^Loop metrics over time/);
    await choose(page, 'Metric', /^Tokens/);
    await expect(panel(page, 'Graph')).toBeVisible();
    const other = await context.newPage();
    await other.goto(page.url());
    await expect(panel(other, 'Graph')).toBeVisible();
    for (const name of ['Query type', 'Metric']) {
      const value = await page.getByRole('combobox', { name, exact: true }).inputValue();
      await expect(other.getByRole('combobox', { name, exact: true })).toHaveValue(value);
    }
    expect(new URL(other.url()).searchParams.get('left')).toContain(ALL_TIME.from);
  });

  test('two queries are answered side by side and one is left out', async ({ page, served }) => {
    const { url } = await served(['small.jsonl'], { cwd: LTF });
    await page.goto(exploreUrl(url, { queryType: 'loops' }));
    await expect(tableRows(page)).toHaveCount(12);
    await page.getByRole('button', { name: 'Add query' }).click();
    const second = page.getByRole('region', { name: 'Query B' });
    await second.getByRole('combobox', { name: 'Query type' }).click();
    await page.getByRole('option', { name: /^Goal score/ }).click();
    await expect(panel(page, 'Convergence')).toBeVisible();
    await page.getByRole('button', { name: 'Leave query A out' }).click();
    await expect(panel(page, 'Table')).toHaveCount(0);
    await run(page);
    await expect(panel(page, 'Convergence')).toBeVisible();
  });
});

function spans(page: Page) {
  return panel(page, 'Trace')
    .getByRole('row')
    .filter({ has: page.getByRole('gridcell') });
}
