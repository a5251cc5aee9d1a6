import { compareFlows, compareUrl, pairs } from './flows/compare';
import { LTF } from './support/server';
import { expect, test } from './support/test';

compareFlows(test);

test('a loop stands against the median of its kind, and another can be chosen', async ({ page, served }) => {
  const site = await served([`${LTF}/sixty.jsonl`]);
  await page.goto(compareUrl(site, 'ltf-6a38db2f-4366-4bf3-910e-205cc73969b1', ''));
  // of the 60 loops, 6 are of this name
  await expect(page.getByRole('columnheader', { name: 'Median of 5 others' })).toBeVisible();
  await expect(pairs(page).getByRole('heading', { level: 2 })).toHaveText('Against the median');
  await page.getByRole('combobox', { name: 'Second loop' }).click();
  await page
    .getByRole('option', { name: /^code-repair-loop/ })
    .last()
    .click();
  await expect(page).toHaveURL(/b=ltf-/);
  await expect(page.getByRole('columnheader', { name: 'Second', exact: true })).toBeVisible();
});

test('nothing chosen, and a loop that is not there, are said', async ({ page, served }) => {
  const site = await served([`${LTF}/small.jsonl`]);
  await page.goto(compareUrl(site, '', ''));
  await expect(page.getByText('Choose two loops to compare')).toBeVisible();
  await page.goto(compareUrl(site, 'ltf-nowhere', ''));
  await expect(page.getByText('There is no loop ltf-nowhere in this data source and time range')).toBeVisible();
});
