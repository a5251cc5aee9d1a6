import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import type { GoldenAnswer, GoldenRequest } from '../golden/entry';

declare const golden: { answer(request: GoldenRequest): Promise<GoldenAnswer[]> };

/** Puts the core into the page; no script tag, so the page's content security policy stays as it is. */
export async function loadGolden(page: Page): Promise<void> {
  const file = process.env.LOOPSCOPE_GOLDEN;
  if (file === undefined) {
    throw new Error('Start the browser tests with "npm run test:e2e": it builds what this test loads.');
  }
  await page.evaluate(`var golden; ${readFileSync(file, 'utf8')}`);
}

export async function answerInPage(page: Page, request: GoldenRequest): Promise<GoldenAnswer[]> {
  const text = await page.evaluate(async (given) => JSON.stringify(await golden.answer(given)), request);
  return JSON.parse(text) as GoldenAnswer[];
}

/** The first place where two JSON values differ, such as `frames[0].data.values[3][17]: 0.5 is not 0.25`. */
export function firstDifference(one: unknown, other: unknown, path = ''): string | null {
  if (Object.is(one, other)) {
    return null;
  }
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) {
    return `${path}: ${show(one)} is not ${show(other)}`;
  }
  if (Array.isArray(one) !== Array.isArray(other)) {
    return `${path}: ${show(one)} is not ${show(other)}`;
  }
  const left: Record<string, unknown> = { ...one };
  const right: Record<string, unknown> = { ...other };
  for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
    const place = Array.isArray(one) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
    const found = firstDifference(left[key], right[key], place);
    if (found !== null) {
      return found;
    }
  }
  return null;
}

function show(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 120);
}
