import { violations } from './support/axe';
import { LTF, startProgram } from './support/server';
import { expect, test } from './support/test';

const PAGE = '/a/loopscope-app/sources';

test('tells how the data sources are, and asks again', async ({ page, served }) => {
  const { url } = await served([`${LTF}/sixty.jsonl`]);
  await page.goto(`${url}${PAGE}`);
  const server = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: /^This server/ }) });
  await expect(server.getByRole('status').first()).toContainText(/60 loops with \d+ iterations/);
  const asked = page.waitForResponse(/\/api\/health/);
  await server.getByRole('button', { name: 'Check again: This server' }).click();
  await asked;
  await expect(server.getByRole('status').first()).toContainText(/60 loops/);
  await server.getByRole('link', { name: 'Loops of This server' }).click();
  await expect(page).toHaveURL(/\/a\/loopscope-app\?ds=loopscope-viewer/);
});

test('a sample loop is sent, and opened', async ({ page, folder }) => {
  const program = await startProgram(['--data', folder.path('traces'), '--port', '0', '--otlp-port', '0']);
  try {
    await page.goto(`${program.url}${PAGE}`);
    await page.getByRole('button', { name: 'Send a sample loop' }).first().click();
    await page.getByRole('link', { name: 'Open the sample loop' }).click();
    await expect(page.getByRole('heading', { level: 1, name: /^loopscope-sample/ })).toBeVisible();
    await expect(page.getByText('goal_met').first()).toBeVisible();
  } finally {
    await page.goto('about:blank');
    await program.stop();
  }
});

test('a server that takes no spans says what to do', async ({ page, served, problems }) => {
  const { url } = await served([`${LTF}/sixty.jsonl`]);
  await page.goto(`${url}${PAGE}`);
  await page.getByRole('button', { name: 'Send a sample loop' }).first().click();
  await expect(page.getByText(/start it with --data DIR/)).toBeVisible();
  // The refusal is what this test is about.
  problems.length = 0;
});

test('guides are chosen by the keyboard, kept in the address, and copied', async ({ page, samples, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto(`${samples.url}${PAGE}`);
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

for (const colorScheme of ['dark', 'light'] as const) {
  test.describe(`sources, ${colorScheme}`, () => {
    test.use({ colorScheme });

    test('axe finds nothing, and a phone shows it whole', async ({ page, samples }) => {
      await page.goto(`${samples.url}${PAGE}`);
      await expect(page.getByText(/\d+ loops with \d+ iterations/).first()).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await page.setViewportSize({ width: 390, height: 800 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    });
  });
}
