import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from '@playwright/test';

const artifacts = fileURLToPath(new URL('../../artifacts', import.meta.url));

// Every worker reads this file again: the first reading decides for all of them.
process.env.DESK_TEST_PORT ??= execFileSync(process.execPath, [
  '-e',
  'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })',
])
  .toString()
  .trim();
process.env.DESK_TEST_STORE ??= mkdtempSync(join(tmpdir(), 'desk-browser-'));

const address = `http://127.0.0.1:${process.env.DESK_TEST_PORT}`;
const store = process.env.DESK_TEST_STORE;
// Two runs may stand side by side: each has its own results.
const run = process.env.DESK_BROWSER_RUN ? `-${process.env.DESK_BROWSER_RUN}` : '';

export default defineConfig({
  testDir: 'tests/browser',
  outputDir: join(artifacts, `console/results${run}`),
  fullyParallel: false,
  // The stories share one desk: side by side they would take each other's tickets.
  workers: 1,
  retries: 0,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: [['line'], ['json', { outputFile: join(artifacts, `console/browser${run}.json`) }]],
  use: {
    baseURL: address,
    viewport: { width: 1440, height: 900 },
    // What the page was made of at each step; pictures of each would cost a tenth of the whole run.
    trace: { mode: 'retain-on-failure', screenshots: false },
    launchOptions: { executablePath: process.env.DESK_CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] },
  },
  // Every page and the stories from sign-in to closing in both languages, the rest in one.
  projects: [
    { name: 'zh-CN', use: { locale: 'zh-CN' }, testMatch: /(pages|stories)\.spec/ },
    { name: 'en', use: { locale: 'en' }, testIgnore: /once/ },
    { name: 'once', use: { locale: 'en' }, testMatch: /once/ },
  ],
  webServer: {
    command: `dotnet ${join(artifacts, 'embedded/bin/ServiceDesk.Host/release/ServiceDesk.Host.dll')} run --demo`,
    url: `${address}/health/ready`,
    timeout: 180_000,
    reuseExistingServer: false,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 15_000 },
    env: {
      DESK_URLS: address,
      DESK_STORE: `sqlite:${join(store, 'desk.db')}`,
      DESK_KEYS: join(store, 'keys.json'),
      DESK_ADMIN_PASSWORD: 'browser-suite',
    },
  },
});
