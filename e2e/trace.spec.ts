import { OTLP, REACT, details, openTrace, row, traceFlows } from './flows/trace';
import { violations } from './support/axe';
import { expect, test } from './support/test';

test.describe('loop trace', () => {
  traceFlows(test);

  for (const theme of ['dark', 'light'] as const) {
    test.describe(theme, () => {
      test.use({ colorScheme: theme });

      test('axe finds nothing in the rows and the details', async ({ page, served, host }) => {
        await openTrace(page, host, await served([REACT.file], { cwd: OTLP }), REACT.id);
        await page.getByRole('button', { name: /^Next error/ }).click();
        await row(page, /TimeoutError/).click();
        await expect(details(page)).toContainText('gen_ai.tool.name');
        const parts = ['[role="toolbar"]', '[role="treegrid"]', 'section[aria-label^="Details"]'];
        expect(await violations(page, parts)).toEqual([]);
      });
    });
  }
});
