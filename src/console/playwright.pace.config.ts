import { defineConfig } from '@playwright/test';
import suite from './playwright.config';

/** The measurement of interactions: apart from the suite, since figures need a machine of their own. */
export default defineConfig({
  ...suite,
  timeout: 300_000,
  reporter: 'line',
  use: { ...suite.use, trace: 'off' },
  projects: [{ name: 'pace', use: { locale: 'zh-CN' }, testMatch: /pace\.bench/ }],
});
