import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { ROOT } from '../support/server';
import type { FlowTest, Host } from '../support/site';

interface DashboardFile {
  panels: Array<{ type: string; title: string }>;
}

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
}
