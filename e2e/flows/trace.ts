import { join } from 'node:path';
import { expect, type Locator, type Page } from '@playwright/test';
import { ALL_TIME } from '../support/explore';
import { LTF } from '../support/server';
import type { FlowTest, Host, Site } from '../support/site';

export const OTLP = join(LTF, '../otlp');
/** Seven iterations; a tool times out in the third and a model call fails in the sixth. */
export const REACT = {
  file: 'looplens/genai-openllmetry-react-loop.otlp.json',
  id: '6c39ffa62c8a10ffd505753fb4d048ec',
};
const SUPERVISOR = { file: 'loomflow/loomflow-0.20.0-supervisor.otlp.json', id: 'b5be484cbec54d2da9a99e1783844b2f' };

/** The bundled dashboard of one loop. */
export async function openTrace(page: Page, host: Host, site: Site, id: string): Promise<void> {
  const dashboard = new URL(await host.dashboard(site, 'loop-trace.json'));
  Object.entries({ 'var-traceId': id, ...ALL_TIME }).forEach((each) => dashboard.searchParams.set(...each));
  await page.goto(dashboard.href);
}

export const grid = (page: Page): Locator => page.getByRole('treegrid');
export const row = (page: Page, name: RegExp): Locator => grid(page).getByRole('row').filter({ hasText: name });
export const details = (page: Page): Locator => page.getByRole('region', { name: /^Details of/ });
const iterations = (page: Page): Locator => grid(page).locator('[role="row"][aria-level="1"]');

export function traceFlows(test: FlowTest): void {
  test('an iteration opens to its waterfall with nested runs, and closes', async ({ page, served, host }) => {
    await openTrace(page, host, await served([SUPERVISOR.file], { cwd: OTLP }), SUPERVISOR.id);
    const second = iterations(page).filter({ hasText: /^2/ });
    await second.click();
    await expect(second).toHaveAttribute('aria-expanded', 'true');
    await expect(row(page, /invoke_agent writer/)).toHaveAttribute('aria-level', '3');
    await expect(row(page, /chat claude-sonnet-4-5/)).toHaveAttribute('aria-level', '5');
    await second.click();
    await expect(row(page, /invoke_agent writer/)).toHaveCount(0);
  });

  test('errors are gone through to a failing tool, its message and its attributes', async ({ page, served, host }) => {
    await openTrace(page, host, await served([REACT.file], { cwd: OTLP }), REACT.id);
    await expect(page.getByRole('button', { name: 'Next error or warning: 2 errors' })).toBeVisible();
    await page.getByRole('button', { name: /^Next error/ }).click();
    const failed = row(page, /search_docs.*TimeoutError/);
    await expect(failed).toBeVisible();
    await failed.click();
    await expect(details(page)).toContainText('TimeoutError: search backend timed out');
    await expect(details(page)).toContainText('gen_ai.tool.name');
    await details(page).getByRole('tab', { name: 'JSON' }).click();
    await expect(details(page)).toContainText('"status": "error"');
    await page.keyboard.press('Escape');
    await expect(details(page)).toHaveCount(0);
    await expect(grid(page)).toBeFocused();
    await page.keyboard.press('n');
    await expect(row(page, /InternalServerError/)).toHaveAttribute('aria-selected', 'true');
  });

  test('the keyboard walks, opens, searches and marks the critical path', async ({ page, served, host }) => {
    await openTrace(page, host, await served([REACT.file], { cwd: OTLP }), REACT.id);
    await expect(page.getByRole('button', { name: /^Next error/ })).toBeVisible();
    await grid(page).focus();
    await page.keyboard.press('End');
    await expect(iterations(page).last()).toHaveAttribute('aria-selected', 'true');
    await page.keyboard.press('ArrowRight');
    await expect(row(page, /vector-search/)).toBeVisible();
    await page.keyboard.press('ArrowLeft');
    await expect(row(page, /vector-search/)).toHaveCount(0);
    await page.keyboard.press('/');
    await page.keyboard.type('embed-query');
    // At once, as one who knows what is there: the search must not lag behind the key.
    await page.keyboard.press('Enter');
    await expect(row(page, /embed-query/)).toHaveAttribute('aria-selected', 'true');
    await page.keyboard.press('ArrowDown');
    await expect(grid(page)).toBeFocused();
    await page.keyboard.press('c');
    await expect(grid(page).locator('[data-critical]').first()).toBeVisible();
    await expect(page.getByRole('button', { name: 'Critical path' })).toHaveAttribute('aria-pressed', 'true');
  });

  test('a drag on the time axis zooms, and is taken back', async ({ page, served, host }) => {
    await openTrace(page, host, await served([REACT.file], { cwd: OTLP }), REACT.id);
    const axis = grid(page).getByRole('columnheader', { name: /^Time since/ });
    await axis.scrollIntoViewIfNeeded();
    const before = await axis.innerText();
    const box = await axis.boundingBox();
    expect(box).not.toBeNull();
    if (box !== null) {
      await page.mouse.move(box.x + box.width * 0.4, box.y + 8);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width * 0.6, box.y + 8, { steps: 4 });
      await page.mouse.up();
    }
    await expect(page.getByRole('button', { name: 'Reset zoom' })).toBeVisible();
    expect(await axis.innerText()).not.toBe(before);
    await page.getByRole('button', { name: 'Reset zoom' }).click();
    await expect(axis).toHaveText(before.replaceAll('\n', ''));
  });

  test('a loop without spans below its iterations shows their events', async ({ page, served, host }) => {
    await openTrace(
      page,
      host,
      await served(['small.jsonl'], { cwd: LTF }),
      'ltf-cc2534b4-03f2-4791-8bd4-f091142fab55'
    );
    await iterations(page).filter({ hasText: /^1/ }).first().click();
    await expect(row(page, /loop\.iteration\.end/)).toBeVisible();
  });

  test('a loop that is not there is said to be missing', async ({ page, served, host }) => {
    await openTrace(page, host, await served(['small.jsonl'], { cwd: LTF }), 'nobody');
    await expect(page.getByText('No such loop in this time range')).toBeVisible();
  });
}
