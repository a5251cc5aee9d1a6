import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import type { AxeResults, ImpactValue } from 'axe-core';

declare const axe: { run(context: object, options: object): Promise<AxeResults> };

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** Drawn by Grafana's own packages, where they cannot be told otherwise. */
const UPSTREAM = [
  '[aria-label^="Choose refresh time interval"]', // names itself other than it reads
  '[data-testid="data-testid RefreshPicker run button"]', // an icon without a name
  '[data-testid="data-testid header-container"] > button[aria-disabled]', // notices of a panel: an icon without a name
  'span[role=heading]:not([aria-level])', // the title of a dashboard row
];

/** One line for each element that breaks a rule; of the whole page, or of what the selectors find. */
export async function violations(page: Page, include?: string[]): Promise<string[]> {
  return (await run(page, include)).map(({ line }) => line);
}

/** The same of rules whose breach keeps people out. */
export async function seriousViolations(page: Page): Promise<string[]> {
  return (await run(page))
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ line }) => line);
}

async function run(page: Page, include?: string[]): Promise<Array<{ impact: ImpactValue; line: string }>> {
  await page.evaluate(AXE);
  const lists = (selectors: string[]) => selectors.map((selector) => [selector]);
  const context = { exclude: lists(UPSTREAM), ...(include === undefined ? {} : { include: lists(include) }) };
  const found = await page.evaluate((where) => axe.run(where, { resultTypes: ['violations'] }), context);
  return found.violations.flatMap(({ id, impact = null, nodes }) =>
    nodes.map(({ target, html }) => ({ impact, line: `${id}: ${target.join(' ')} ${html.slice(0, 160)}` }))
  );
}
