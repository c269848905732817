import { randomUUID } from 'node:crypto';
import { type BrowserContext, test as base, expect, type Page } from '@playwright/test';
import en from '../../src/i18n/en';
import zh from '../../src/i18n/zh-CN';

export { expect };

export const password = 'browser-suite';

/** The desk by its API, for what a story finds when it begins. */
export class Api {
  private readonly tokens = new Map<string, string>();

  constructor(private readonly address: string) {}

  async token(user: string) {
    let token = this.tokens.get(user);
    if (!token) {
      token = (await this.call<{ accessToken: string }>('POST', '/auth/token', { user, password })).accessToken;
      this.tokens.set(user, token);
    }
    return token;
  }

  async call<T>(method: string, path: string, body?: unknown, user?: string): Promise<T> {
    const response = await fetch(`${this.address}/api/v1${path}`, {
      method,
      headers: {
        'Content-Type': 'application/json',
        ...(method === 'POST' ? { 'Idempotency-Key': randomUUID() } : {}),
        ...(user ? { Authorization: `Bearer ${await this.token(user)}` } : {}),
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
  api: Api;
  words: Words;
  faults: string[];
  /** Signs in by the page, as a person does. */
  signIn: (user: string, page?: Page) => Promise<void>;
  /** A page of somebody else, in a browser of their own. */
  another: (user: string) => Promise<Page>;
}

export const test = base.extend<Fixtures>({
  api: async ({ baseURL }, use) => use(new Api(baseURL!)),
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
  signIn: async ({ page, words }, use) => {
    await use((user, where = page) => enter(where, words, user));
  },
  another: async ({ browser, baseURL, locale, words, faults }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (user) => {
      const context = await browser.newContext({ baseURL, locale });
      contexts.push(context);
      const page = await context.newPage();
      watch(page, faults);
      await enter(page, words, user);
      return page;
    });
    for (const context of contexts) await context.close();
  },
});

async function enter(page: Page, words: Words, user: string) {
  await page.goto('/');
  await page.getByLabel(words.signIn.user).fill(user);
  await page.getByLabel(words.signIn.password).fill(password);
  await page.getByRole('button', { name: words.signIn.enter, exact: true }).click();
  await expect(page.getByRole('heading', { name: words.nav.pending })).toBeVisible();
  await live(page, words);
}

/** Waits until the page follows the desk's events. */
export const live = (page: Page, words: Words) => expect(page.getByText(words.connection.live, { exact: true })).toBeAttached();

export const go = (page: Page, ticket: Ticket) => page.goto(`/tickets/${ticket.site}/${ticket.number}`);

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

export const status = (page: Page, words: Words, name: keyof Words['status']) =>
  expect(page.locator('.headline .mark').filter({ hasText: words.status[name] }).first()).toBeVisible();
