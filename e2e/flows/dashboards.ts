import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { ROOT } from '../support/server';
import type { FlowTest, Host, Site } from '../support/site';

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

/** Goes through all panels of a bundled dashboard over the loops of a site. */
export async function everyPanelDraws(page: Page, host: Host, site: Site, file: string): Promise<void> {
  await page.goto(await host.dashboard(site, file));
  for (const title of titles(file)) {
    await scrollTo(page, host, title);
    const panel = host.panel(page, title);
    // icons of the frame are no drawing
    const drawn = panel.locator('canvas, [role=grid], [role=treegrid], [role=table], [role=application]').first();
    const figure = panel.getByText(/^[$\d.,]+\s?[%KMk]?$/).first();
    const graph = panel.locator('svg circle').first();
    await expect(drawn.or(figure).or(graph).first(), title).toBeVisible();
    await expect(panel, title).not.toContainText(/No data|could not be drawn/);
    await expect(host.failures(page), title).toHaveCount(0);
  }
}

export function dashboardFlows(test: FlowTest): void {
  const files = { convergence: 'loop-convergence.json', trace: 'loop-trace.json', agents: 'agents.json' };
  for (const [name, file] of Object.entries(files)) {
    test(`every panel of the ${name} dashboard draws something and none fails`, async ({ page, samples, host }) => {
      await everyPanelDraws(page, host, samples, file);
    });
  }
}
