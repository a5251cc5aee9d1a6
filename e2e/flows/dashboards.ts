import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { ALL_TIME } from '../support/explore';
import { LTF, ROOT } from '../support/server';
import type { FlowTest, Host } from '../support/site';

interface DashboardFile {
  panels: Array<{ type: string; title: string }>;
}

const OTLP = join(LTF, '../otlp');
/** Seven iterations; a tool times out in the third and a model call fails in the sixth. */
const REACT = { file: 'looplens/genai-openllmetry-react-loop.otlp.json', id: '6c39ffa62c8a10ffd505753fb4d048ec' };

function titles(file: string): string[] {
  const { panels }: DashboardFile = JSON.parse(readFileSync(join(ROOT, 'dashboards', file), 'utf8'));
  return panels.filter(({ type }) => type !== 'row').map(({ title }) => title);
}

/** Scrolls down until a panel is there: what is out of sight is not drawn. */
async function scrollTo(page: Page, host: Host, title: string): Promise<void> {
  const panel = host.panel(page, title);
  await page.mouse.move(700, 500);
  await expect(async () => {
    if ((await panel.count()) === 0) {
      await page.mouse.wheel(0, 300);
    }
    await expect(panel).toBeAttached({ timeout: 1_000 });
  }).toPass();
  await panel.scrollIntoViewIfNeeded();
}

export function dashboardFlows(test: FlowTest): void {
  test('every panel of the convergence dashboard draws something and none fails', async ({ page, samples, host }) => {
    await page.goto(await host.dashboard(samples, 'loop-convergence.json'));
    await expect(page.getByRole('application', { name: /^Convergence of \d+ loops/ })).toBeVisible();
    for (const title of titles('loop-convergence.json')) {
      await scrollTo(page, host, title);
      const panel = host.panel(page, title);
      // icons of the frame are no drawing
      const drawn = panel.locator('canvas, [role=grid], [role=table], [role=application]').first();
      await expect(drawn.or(panel.getByText(/^[$\d.,]+\s?[%KMk]?$/).first()).first(), title).toBeVisible();
      await expect(panel, title).not.toContainText(/No data|could not be drawn/);
      await expect(host.failures(page), title).toHaveCount(0);
    }
  });

  test('the trace panel leads to a failing tool, its message and its attributes', async ({ page, served, host }) => {
    const site = await served([REACT.file], { cwd: OTLP });
    const dashboard = new URL(await host.dashboard(site, 'loop-trace.json'));
    Object.entries({ 'var-traceId': REACT.id, ...ALL_TIME }).forEach((each) => dashboard.searchParams.set(...each));
    await page.goto(dashboard.href);
    const grid = page.getByRole('treegrid');
    const details = page.getByRole('region', { name: /^Details of/ });
    await expect(page.getByRole('button', { name: 'Next error or warning: 2 errors' })).toBeVisible();
    await page.getByRole('button', { name: /^Next error/ }).click();
    const failed = grid.getByRole('row').filter({ hasText: /search_docs.*TimeoutError/ });
    await expect(failed).toBeVisible();
    await failed.click();
    await expect(details).toContainText('TimeoutError: search backend timed out');
    await expect(details).toContainText('gen_ai.tool.name');
    await details.getByRole('tab', { name: 'JSON' }).click();
    await expect(details).toContainText('"status": "error"');
    await page.keyboard.press('Escape');
    await expect(details).toHaveCount(0);
    await expect(grid).toBeFocused();
    await page.keyboard.press('n');
    await expect(grid.getByRole('row').filter({ hasText: 'InternalServerError' })).toHaveAttribute(
      'aria-selected',
      'true'
    );
  });
}
