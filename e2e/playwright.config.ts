import { defineConfig } from '@playwright/test';
import { LAUNCH } from './support/browser';

export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  // run against a Grafana by `npm run test:grafana`
  testIgnore: '**/e2e/grafana/**',
  outputDir: '../.cache/e2e/failures',
  workers: 1,
  retries: 0,
  forbidOnly: process.env.CI !== undefined,
  timeout: 60_000,
  expect: { timeout: 20_000 },
  reporter: [['list'], ['json']],
  use: {
    viewport: { width: 1400, height: 900 },
    colorScheme: 'dark',
    locale: 'en-US',
    timezoneId: 'UTC',
    reducedMotion: 'reduce',
    launchOptions: LAUNCH,
    screenshot: 'only-on-failure',
  },
});
