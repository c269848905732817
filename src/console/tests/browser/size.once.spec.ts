import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, signedIn, test } from './desk';

const dist = fileURLToPath(new URL('../../../../artifacts/console/dist/', import.meta.url));

test('the landing page loads in at most 300 KB gzipped, everything counted until it stands', async ({ page, api, words }) => {
  const files = new Set<string>();
  page.on('response', (response) => {
    const path = new URL(response.url()).pathname;
    if (/\.(js|css|html|svg)$/.test(path)) files.add(path.slice(1));
  });
  await signedIn(page, api, 'sh-engineer-1');
  await page.goto('/');
  await expect(page.getByRole('heading', { name: words.nav.pending })).toBeVisible();
  await page.waitForLoadState('load');
  const bytes = [...files].reduce((sum, file) => sum + gzipSync(readFileSync(dist + file), { level: 9 }).length, 0);
  expect(files.size).toBeGreaterThan(5);
  expect(bytes / 1024, [...files].join(' ')).toBeLessThanOrEqual(300);
});

test('assets are immutable and come compressed; the page itself is asked for anew and guarded', async ({ request, baseURL }) => {
  const html = await request.get('/tickets/SH/202601-0001', { headers: { Accept: 'text/html' } });
  expect(html.headers()['cache-control']).toBe('no-cache');
  expect(html.headers()['content-security-policy']).toContain("style-src 'self'; ");
  expect(html.headers()['content-security-policy']).not.toContain('unsafe');
  const asset = /assets\/index-[^"]+\.js/.exec(await html.text())![0];
  const script = await fetch(`${baseURL}/${asset}`, { headers: { 'Accept-Encoding': 'br' } });
  expect(script.headers.get('Cache-Control')).toContain('immutable');
  expect(script.headers.get('Content-Encoding')).toBe('br');
  expect((await request.get('/assets/none.js', { headers: { Accept: 'text/html' } })).status()).toBe(404);
  expect((await request.get('/nowhere', { headers: { Accept: 'application/json' } })).status()).toBe(404);
});

test('a queue of 50,000 tickets draws only what is seen, and its end is one key away', async ({ page, api, words }) => {
  const count = 50_000;
  // What a row shows, and no more: the browser has to take them all in one answer.
  const items = Array.from({ length: count }, (_, i) => ({
    site: 'SH',
    status: 'pending',
    urgency: 'medium',
    priority: { value: 'medium' },
    type: null,
    source: 'phone',
    owner: null,
    customer: { name: '客户', tier: 'regular' },
    verbatim: '设备无法启动',
    sla: {},
    version: 1,
    number: `202601-${String(i + 1).padStart(5, '0')}`,
    submittedAt: new Date(1_767_225_600_000 + i * 1000).toISOString(),
  }));
  await page.route('**/api/v1/queue?*', (route) => route.fulfill({ json: { items, next: null } }));
  await signedIn(page, api, 'sh-engineer-1');
  await page.goto('/');
  await expect(page.locator('#row-202601-00001')).toBeVisible();
  expect(await page.locator('.row').count()).toBeLessThan(80);
  await page.getByRole('grid').press('End');
  await expect(page.locator(`#row-202601-${count}`)).toBeVisible();
  await page.getByRole('grid').press('k');
  await expect(page.locator('#row-202601-49999')).toHaveAttribute('aria-selected', 'true');
  expect(await page.locator('.row').count()).toBeLessThan(80);
  await expect(page.getByRole('heading', { name: words.nav.pending })).toBeVisible();
});
