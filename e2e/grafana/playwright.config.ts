import { defineConfig } from '@playwright/test';
import type { PluginOptions } from '@grafana/plugin-e2e';
import { LAUNCH } from '../support/browser';
import { USER, grafanaUrl } from './grafana';

export default defineConfig<PluginOptions>({
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: '../../.cache/e2e-grafana/failures',
  workers: 1,
  retries: 0,
  forbidOnly: process.env.CI !== undefined,
  timeout: 120_000,
  expect: { timeout: 30_000 },
  reporter: [['list'], ['json']],
  use: {
    baseURL: `${grafanaUrl()}/`,
    user: USER,
    grafanaAPICredentials: USER,
    viewport: { width: 1400, height: 900 },
    colorScheme: 'dark',
    locale: 'en-US',
    timezoneId: 'UTC',
    reducedMotion: 'reduce',
    launchOptions: LAUNCH,
    screenshot: 'only-on-failure',
  },
});
