import { expect, type Page } from '@playwright/test';
import { LTF } from '../support/server';
import type { FlowTest, Host, Site } from '../support/site';

/** Sixty loops of one to twelve iterations. */
export const SIXTY = `${LTF}/sixty.jsonl`;

/** The panel by itself, with its rows. */
export async function openStrips(
  page: Page,
  host: Host,
  site: Site,
  options: object = {},
  queryTypes = ['loops', 'iterations']
): Promise<void> {
  const queries = queryTypes.map((queryType) => ({ queryType }));
  await host.alone(page, site, { type: 'loopscope-strips-panel', title: 'Strips', options, queries });
  await expect(
    strips(page)
      .getByText(/effectiveness|iterations/)
      .first()
  ).toBeAttached();
}

const strips = (page: Page) => page.getByTestId('strips');
const loops = (page: Page) =>
  strips(page)
    .getByRole('row')
    .filter({ has: page.getByRole('rowheader') });
const tooltip = (page: Page) => page.getByTestId('strips-tooltip');
const column = async (page: Page, index: number) =>
  Promise.all((await loops(page).all()).map((row) => row.getByRole('gridcell').nth(index).innerText()));

/** Somewhere in the strip of the first row. */
async function pointAtStrip(page: Page): Promise<void> {
  const canvas = await strips(page).locator('canvas').boundingBox();
  const row = await loops(page).first().boundingBox();
  await page.mouse.move((canvas?.x ?? 0) + 10, (row?.y ?? 0) + 12);
}

export function stripsFlows(test: FlowTest): void {
  test('loops that need attention stand first, and any column sorts', async ({ page, served, host }) => {
    await openStrips(page, host, await served([SIXTY]));
    await expect(strips(page)).toHaveAttribute('aria-rowcount', '61');
    await expect(loops(page).first()).toContainText('failure');
    await page.getByRole('columnheader', { name: 'LES' }).getByRole('button').click();
    await expect(page.getByRole('columnheader', { name: 'LES' })).toHaveAttribute('aria-sort', 'ascending');
    // env, strip, iterations, LES
    const scores = (await column(page, 3)).map(Number);
    expect(scores.length).toBeGreaterThan(10);
    expect(scores).toEqual([...scores].sort((a, b) => a - b));
  });

  test('a cell tells its iteration and leads to the loop at that iteration', async ({ page, served, host }) => {
    await openStrips(page, host, await served([SIXTY]));
    await pointAtStrip(page);
    await expect(tooltip(page)).toContainText(/Iteration 1 of \d+/);
    await expect(tooltip(page)).toContainText(/Goal score0\.\d{3}target 0\.\d{3}/);
    await page.mouse.down();
    await page.mouse.up();
    await expect(page).toHaveURL(/\/a\/loopscope-app\/loop\?.*id=ltf-.*iteration=1/);
  });

  test('strips are read and opened from the keyboard', async ({ page, served, host }) => {
    await openStrips(page, host, await served([SIXTY]));
    await strips(page).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await expect(page.getByText(/failure\. Iteration 2 of \d+\. Goal score/)).toBeAttached();
    await page.keyboard.press('Control+End');
    await expect(strips(page).getByRole('row', { includeHidden: true }).last()).toHaveAttribute('aria-rowindex', '61');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/\/a\/loopscope-app\/loop\?/);
  });

  test('groups have heads that count outcomes', async ({ page, served, host }) => {
    await openStrips(page, host, await served([SIXTY]), { groupBy: 'loop' });
    await expect(
      strips(page)
        .getByText(/^\d+ loops?$/)
        .first()
    ).toBeVisible();
  });

  test('loops without their iterations say so', async ({ page, served, host }) => {
    await openStrips(page, host, await served([SIXTY]), {}, ['loops']);
    await expect(loops(page).first()).toContainText('iterations not loaded');
    await expect(page.getByRole('button', { name: /add a second query of the type Iterations/ })).toBeVisible();
  });

  test('colour can tell something else', async ({ page, served, host }) => {
    await openStrips(page, host, await served([SIXTY]));
    await page.getByRole('combobox', { name: 'Colour by' }).click();
    await page.getByRole('option', { name: 'Tokens' }).click();
    await expect(loops(page).first()).toContainText(/tokens from \d/);
  });
}
