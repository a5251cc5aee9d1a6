import { expect, type Page } from '@playwright/test';
import type { FlowTest } from '../support/site';
import { address } from './pages';
import { OTLP } from './trace';

const CHAIN = {
  file: 'looplens/genai-openllmetry-handoff-chain.otlp.json',
  id: 'bf88012712b689da196b7dfbc984076e',
  /** As its script called the tools. */
  targets: ['planner', 'researcher', 'writer', 'supervisor'],
};

const map = (page: Page) => page.getByRole('group', { name: 'Handoff map' });
const hops = (page: Page) => page.getByRole('list', { name: 'Handoffs as they ran' }).getByRole('listitem');

export function handoffFlows(test: FlowTest): void {
  test('the map of a loop tells who handed over to whom, and in which order', async ({ page, served }) => {
    const site = await served([CHAIN.file], { cwd: OTLP });
    await page.goto(address(site, '/loop', { id: CHAIN.id, tab: 'agents' }));
    for (const agent of CHAIN.targets) {
      await expect(map(page).getByRole('img', { name: new RegExp(`^${agent}`) })).toBeVisible();
    }
    await expect(hops(page)).toHaveCount(CHAIN.targets.length);
    for (const [at, target] of CHAIN.targets.entries()) {
      await expect(hops(page).nth(at)).toHaveText(new RegExp(`^${at + 1}.*→ ${target}$`));
    }
  });
}
