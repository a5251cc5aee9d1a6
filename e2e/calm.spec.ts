import type { Page } from '@playwright/test';
import { expect, test } from './support/test';
import { address, failingAddress, open } from './flows/pages';
import { details, grid, row } from './flows/trace';

/** What slow stores do: each part of an answer comes at another time, in the order that moves most (ms). */
const LATE: Record<string, number> = {
  loops: 50,
  iterations: 350,
  warnings: 600,
  handoffs: 500,
  messages: 800,
  steps: 900,
};

/** Requests of a page that are held back. */
interface Delayed {
  begun: number;
  running: number;
  /** When the last one ended. */
  ended: number;
}

async function delay(page: Page): Promise<Delayed> {
  const delayed: Delayed = { begun: 0, running: 0, ended: 0 };
  await page.route('**/api/**', async (route) => {
    const asked = /"queryType":"(\w+)"/.exec(route.request().postData() ?? '')?.[1] ?? '';
    // what a page asks before its queries, such as the health of its server, does not count as begun
    delayed.begun += asked === '' ? 0 : 1;
    delayed.running++;
    await new Promise((done) => setTimeout(done, LATE[asked] ?? 700));
    const answer = await route.fetch().catch(() => null);
    await (answer === null ? route.abort() : route.fulfill({ response: answer })).catch(() => undefined);
    delayed.running--;
    delayed.ended = Date.now();
  });
  return delayed;
}

/** Waits until all that was asked for has come and is drawn. */
async function settled(delayed: Delayed, begun = 0): Promise<void> {
  await expect
    .poll(() => delayed.begun > begun && delayed.running === 0 && Date.now() - delayed.ended > 1000)
    .toBe(true);
}

/** From now on all that moves without having been asked to is counted. */
async function watchShifts(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const found: string[] = [];
    Object.assign(window, { shifts: found });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const { sources = [] } = entry as PerformanceEntry & { sources?: Array<{ node: Node | null }> };
        found.push(...sources.map(({ node }) => node?.textContent?.slice(0, 60) ?? 'something that is gone'));
      }
    }).observe({ type: 'layout-shift' });
  });
  return () => page.evaluate(() => (window as Window & { shifts?: string[] }).shifts ?? []);
}

/** Reads the page again and waits until all parts have come. */
async function refresh(page: Page, delayed: Delayed): Promise<void> {
  const { begun } = delayed;
  await page.getByTestId('data-testid RefreshPicker run button').first().press('Enter');
  await settled(delayed, begun);
}

const PAGES = ['loops', 'overview', 'iterations', 'agents', 'transcript'];
for (const name of PAGES) {
  test(`nothing moves when what is shown is read again part by part: ${name}`, async ({ page, samples }) => {
    const url =
      name === 'loops'
        ? address(samples, '', { loop: 'react-researcher' })
        : await failingAddress(page, samples, { tab: name });
    const delayed = await delay(page);
    await page.goto(url);
    await settled(delayed);
    await expect(page.getByText(/^Reading/)).toHaveCount(0);
    const shifts = await watchShifts(page);
    await refresh(page, delayed);
    // a text that tells the time since then grows and shrinks by itself, within its room
    const moved = (await shifts()).filter((text) => !/^\S+ \w+ ago$/.test(text));
    expect(moved, 'what has moved').toEqual([]);
  });
}

test('sources and comparisons keep the room of what comes late', async ({ page, samples }) => {
  const id = new URL(await failingAddress(page, samples, {})).searchParams.get('id') ?? '';
  await delay(page);
  await page.goto(`${samples.url}/a/loopscope-app/sources`);
  await expect(page.getByText('Asking…').first()).toBeVisible();
  const sources = await watchShifts(page);
  await expect(page.getByText('Asking…')).toHaveCount(0);
  expect(await sources()).toEqual([]);

  await page.goto(address(samples, '/compare', { a: id }));
  await expect(page.getByRole('row', { name: /^Outcome/ })).toBeVisible();
  const chart = page.getByRole('heading', { name: 'Convergence' });
  const before = await chart.boundingBox();
  await expect(page.getByRole('columnheader', { name: /^Median of/ })).toBeVisible();
  const after = await chart.boundingBox();
  // a line of dots may be lower than one of words by a pixel
  expect(Math.abs((after?.y ?? 0) - (before?.y ?? 0))).toBeLessThan(3);
});

test('a refresh leaves open what is open: rows, details and the text that is marked in them', async ({
  page,
  samples,
}) => {
  await page.goto(await failingAddress(page, samples, { tab: 'iterations', iteration: '3' }));
  await row(page, /TimeoutError/).click();
  await expect(details(page)).toContainText('gen_ai.tool.name');
  const marked = await details(page).evaluate((pane) => {
    getSelection()?.selectAllChildren(pane);
    return String(getSelection());
  });
  const rows = await grid(page).getByRole('row').count();
  await refresh(page, await delay(page));
  await expect(details(page)).toContainText('gen_ai.tool.name');
  expect(await page.evaluate(() => String(getSelection()))).toBe(marked);
  expect(await grid(page).getByRole('row').count()).toBe(rows);
});

test('facets that were there stay in their places while a choice is read', async ({ page, samples }) => {
  await open(page, address(samples));
  const outcome = page.getByRole('group', { name: 'Outcome' });
  const before = await outcome.boundingBox();
  const delayed = await delay(page);
  const failure = outcome.getByRole('checkbox', { name: 'failure' });
  const shifts = await watchShifts(page);
  await failure.focus();
  await page.keyboard.press('Space');
  await expect(page).toHaveURL(/outcome=failure/);
  await settled(delayed);
  expect((await outcome.boundingBox())?.y).toBe(before?.y);
  expect((await shifts()).filter((text) => /Environment|Outcome/.test(text))).toEqual([]);
});
