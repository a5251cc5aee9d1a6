import { expect, type Page } from '@playwright/test';
import { LTF } from '../support/server';
import type { FlowTest, Site } from '../support/site';
import { APP } from './pages';

export const SOURCES = `${APP}/sources`;

const item = (page: Page, { name }: Site) =>
  page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: new RegExp(`^${name}`) }) });

export function sourcesFlows(test: FlowTest): void {
  test('tells how the data sources are, and asks again', async ({ page, served }) => {
    const site = await served([`${LTF}/sixty.jsonl`]);
    await page.goto(`${site.url}${SOURCES}`);
    const server = item(page, site);
    await expect(server.getByRole('status').first()).toContainText(/60 loops with \d+ iterations/);
    const asked = page.waitForResponse(/\/api\/health/);
    await server.getByRole('button', { name: `Check again: ${site.name}` }).click();
    await asked;
    await expect(server.getByRole('status').first()).toContainText(/60 loops/);
    await server.getByRole('link', { name: `Loops of ${site.name}` }).click();
    await expect(page).toHaveURL(new RegExp(`/a/loopscope-app\\?ds=${site.ds}`));
  });

  test('guides are chosen by the keyboard, kept in the address, and copied', async ({ page, samples }) => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.goto(`${samples.url}${SOURCES}`);
    await page.getByRole('tab', { name: 'Lunette' }).focus();
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/system=lunette/);
    await page.getByRole('button', { name: 'Copy: Lunette: Add the exporter after the tracer was made' }).click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain(
      'tracer._provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))'
    );
    await page.getByRole('tab', { name: 'Jaeger' }).click();
    await page.reload();
    await expect(page.getByRole('tab', { name: 'Lunette', selected: true })).toBeVisible();
    await expect(page.getByText(/backendUid: jaeger/)).toBeVisible();
  });
}
