import { randomUUID } from 'node:crypto';
import { type BrowserContext, test as base, expect, type Page } from '@playwright/test';
import en from '../../src/i18n/en';
import zh from '../../src/i18n/zh-CN';

export { expect };

export const password = 'browser-suite';

/** The desk by its API, for what a story finds when it begins. */
export class Api {
  private readonly sessions = new Map<string, Promise<Session>>();

  constructor(private readonly address: string) {}

  /** One session for each account and all tests of a worker: a password takes the desk long to check, and shall. */
  session(user: string) {
    let session = this.sessions.get(user);
    if (!session) {
      session = this.call<Session>('POST', '/auth/token', { user, password });
      this.sessions.set(user, session);
    }
    return session;
  }

  async call<T>(method: string, path: string, body?: unknown, user?: string): Promise<T> {
    const response = await fetch(`${this.address}/api/v1${path}`, {
      method,
      headers: {
        'Content-Type': 'application/json',
        ...(method === 'POST' ? { 'Idempotency-Key': randomUUID() } : {}),
        ...(user ? { Authorization: `Bearer ${(await this.session(user)).accessToken}` } : {}),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return (text ? JSON.parse(text) : null) as T;
  }

  /** Opens a ticket of its own customer; nobody owns it yet. */
  open(part: Record<string, unknown> = {}, site = 'SH') {
    const { customer, ...rest } = part as { customer?: object };
    return this.call<Ticket>(
      'POST',
      '/tickets',
      {
        site,
        source: 'web_chat',
        type: site === 'SH' ? 'problem' : 'fault_report',
        verbatim: '屏幕闪烁 The screen flickers',
        customer: { name: `客户 ${randomUUID().slice(0, 8)}`, phone: phone(), tier: 'vip', ...customer },
        ...rest,
      },
      `${site.toLowerCase()}-supervisor-1`,
    );
  }

  act(ticket: Ticket, path: string, body: unknown = {}, user = `${ticket.site.toLowerCase()}-engineer-1`) {
    return this.call<Ticket>('POST', `/tickets/${ticket.site}/${ticket.number}/${path}`, body, user);
  }

  /** A ticket that the engineer has accepted. */
  async accepted(part: Record<string, unknown> = {}) {
    const ticket = await this.open(part);
    return this.act(ticket, 'acknowledge');
  }

  read(ticket: Ticket) {
    return this.call<Ticket>(
      'GET',
      `/tickets/${ticket.site}/${ticket.number}`,
      undefined,
      `${ticket.site.toLowerCase()}-supervisor-1`,
    );
  }
}

interface Session {
  accessToken: string;
  expiresAt: string;
}

export interface Ticket {
  site: string;
  number: string;
  status: string;
  owner: string | null;
  version: number;
  rounds: number;
  customer: { name: string; phone: string | null };
  survey: { link: string | null } | null;
  changes: { id: number; link: string | null; state: string }[];
}

let calls = 0;

/** A number that nobody else of this run calls from. */
export const phone = () => `139${String(Date.now()).slice(-6)}${String(calls++ % 100).padStart(2, '0')}`;

export type Words = typeof zh;

/** A page that fails its test for whatever the browser had to forbid, and for any error that nobody caught. */
function watch(page: Page, faults: string[]) {
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (/Content Security Policy/.test(message.text())) faults.push(message.text());
  });
}

interface Fixtures {
  words: Words;
  faults: string[];
  /** Opens a page of the console as somebody who has signed in. */
  signIn: (user: string, at?: string | Ticket, page?: Page) => Promise<void>;
  /** A page of somebody else, in a browser of their own. */
  another: (user: string, at?: string | Ticket) => Promise<Page>;
  /** A customer's phone that has opened a link of the desk. */
  customer: (link: string) => Promise<Page>;
}

export const test = base.extend<Fixtures, { api: Api }>({
  api: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures that are needed from this pattern
    async ({}, use) => use(new Api(`http://127.0.0.1:${process.env.DESK_TEST_PORT}`)),
    { scope: 'worker' },
  ],
  words: async ({ locale }, use) => use(locale === 'en' ? (en as Words) : zh),
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures that are needed from this pattern
  faults: async ({}, use) => {
    const faults: string[] = [];
    await use(faults);
    expect(faults).toEqual([]);
  },
  page: async ({ page, faults }, use) => {
    watch(page, faults);
    await use(page);
  },
  signIn: async ({ page, words, api }, use) => {
    await use(async (user, at = '/', where = page) => {
      await signedIn(where, api, user);
      await go(where, at);
      await live(where, words);
    });
  },
  another: async ({ browser, baseURL, locale, signIn, faults }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (user, at = '/') => {
      const context = await browser.newContext({ baseURL, locale, viewport: { width: 1440, height: 900 } });
      contexts.push(context);
      const page = await context.newPage();
      watch(page, faults);
      await signIn(user, at, page);
      return page;
    });
    for (const context of contexts) await context.close();
  },
  customer: async ({ browser, baseURL, locale, faults }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (link) => {
      const context = await browser.newContext({ baseURL, locale, viewport: { width: 390, height: 844 }, hasTouch: true });
      contexts.push(context);
      const page = await context.newPage();
      watch(page, faults);
      await page.goto(pageOf(link));
      return page;
    });
    for (const context of contexts) await context.close();
  },
});

/** Gives the page a session before anything of the console runs. */
export async function signedIn(page: Page, api: Api, user: string) {
  const session = await api.session(user);
  await page.addInitScript((kept) => sessionStorage.setItem('desk.session', JSON.stringify(kept)), session);
}

/** The console's page of a link that the API gives. */
export const pageOf = (link: string) => link.replace(/^.*\/api\/v1/, '');

/** Waits until the page follows the desk's events. */
export const live = (page: Page, words: Words) => expect(page.getByText(words.connection.live, { exact: true })).toBeAttached();

export const go = (page: Page, at: string | Ticket) =>
  page.goto(typeof at === 'string' ? at : `/tickets/${at.site}/${at.number}`);

/** Runs a command of the ticket page, from its button or from behind "more". */
export async function command(
  page: Page,
  words: Words,
  name: keyof Words['commands'] & string,
  fields: Record<string, string> = {},
) {
  const label = words.commands[name] as string;
  const button = page.locator('.headline-acts').getByRole('button', { name: label, exact: true });
  await expect(page.locator('.headline-acts')).toBeVisible();
  if (await button.isVisible()) await button.click();
  else {
    await page.getByRole('button', { name: words.ticket.moreActions }).click();
    await page.getByRole('menuitem', { name: label, exact: true }).click();
  }
  if (Object.keys(fields).length === 0) return;
  await fill(page, words, fields);
}

/** Fills in the dialog that is open, and sends it. */
export async function fill(page: Page, words: Words, fields: Record<string, string>) {
  const dialog = page.getByRole('dialog');
  for (const [name, value] of Object.entries(fields)) {
    const field = dialog.locator(`#f-${name}`);
    if ((await field.evaluate((element) => element.tagName)) === 'SELECT') await field.selectOption(value);
    else await field.fill(value);
  }
  await dialog.getByRole('button', { name: words.act.send }).click();
}

/** Holds the requests to an address until so many pages have sent one: then all leave in the same moment. */
export async function race(pages: readonly Page[], address: string) {
  let release = () => {};
  const all = new Promise<void>((resolve) => {
    release = resolve;
  });
  let waiting = 0;
  for (const page of pages)
    await page.route(address, async (route) => {
      if (++waiting === pages.length) release();
      await all;
      await route.continue();
    });
}

export const status = (page: Page, words: Words, name: keyof Words['status']) =>
  expect(page.locator('.headline .mark').filter({ hasText: words.status[name] }).first()).toBeVisible();
