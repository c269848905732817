import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { type Api, expect, live, pageOf, signedIn, test, type Words } from './desk';

const pictures = fileURLToPath(new URL('../../../../artifacts/console/screenshots', import.meta.url));

/** What can be looked at, by whom, and what shows that it is there. */
const pages: {
  name: string;
  user: string | null;
  path: (api: Api) => Promise<string> | string;
  ready: (words: Words) => string;
  tab?: (words: Words) => string;
}[] = [
  { name: 'sign-in', user: null, path: () => '/sign-in', ready: (w) => w.signIn.lead },
  { name: 'pending', user: 'sh-engineer-1', path: () => '/', ready: (w) => w.pending.lead },
  { name: 'mine', user: 'sh-engineer-1', path: () => '/mine', ready: (w) => w.lists.includeClosed },
  { name: 'tickets', user: 'sh-engineer-1', path: () => '/tickets', ready: (w) => w.lists.search },
  { name: 'ticket', user: 'sh-engineer-1', path: rich, ready: (w) => w.ticket.request },
  { name: 'ticket-work', user: 'sh-engineer-1', path: rich, ready: (w) => w.ticket.request, tab: (w) => w.ticket.work },
  { name: 'ticket-records', user: 'sh-engineer-1', path: rich, ready: (w) => w.ticket.request, tab: (w) => w.ticket.history },
  { name: 'intake', user: 'sh-agent-1', path: () => '/new', ready: (w) => w.intake.requestSection },
  { name: 'customers', user: 'sh-agent-1', path: () => '/customers', ready: (w) => w.customer.lead },
  { name: 'customer', user: 'sh-agent-1', path: customer, ready: (w) => w.customer.glance },
  { name: 'inbox', user: 'sh-engineer-1', path: () => '/inbox', ready: (w) => w.inbox.all },
  { name: 'shifts', user: 'sh-supervisor-1', path: () => '/shifts', ready: (w) => w.shifts.perWeek },
  { name: 'profile', user: 'sh-engineer-1', path: () => '/profile', ready: (w) => w.profile.noticeLanguage },
  { name: 'board', user: 'sh-supervisor-1', path: () => '/board', ready: (w) => w.board.load },
  { name: 'sites', user: 'sh-director-1', path: () => '/sites', ready: (w) => w.board.directorTitle },
  { name: 'admin-agents', user: 'sh-admin-1', path: () => '/admin', ready: (w) => w.admin.newAgent },
  { name: 'admin-policy', user: 'sh-admin-1', path: () => '/admin?tab=policy', ready: (w) => w.admin.targets },
  { name: 'admin-calendar', user: 'sh-admin-1', path: () => '/admin?tab=calendar', ready: (w) => w.admin.week },
  { name: 'admin-sites', user: 'sh-admin-1', path: () => '/admin?tab=sites', ready: (w) => w.admin.timeZone },
  { name: 'admin-keys', user: 'sh-admin-1', path: () => '/admin?tab=keys', ready: (w) => w.admin.newKey },
  { name: 'admin-webhooks', user: 'sh-admin-1', path: () => '/admin?tab=webhooks', ready: (w) => w.admin.newWebhook },
  { name: 'survey', user: null, path: survey('SH'), ready: (w) => w.survey.send },
  { name: 'survey-quick', user: null, path: survey('BJ'), ready: (w) => w.survey.send },
  { name: 'confirm', user: null, path: confirm, ready: (w) => w.confirm.accept },
];

for (const each of pages) {
  test(`axe finds nothing on ${each.name}, wide and narrow, light and dark`, async ({ page, words, api, locale }) => {
    if (each.user) await signedIn(page, api, each.user);
    await page.goto(await each.path(api));
    await expect(page.getByText(each.ready(words), { exact: false }).first()).toBeAttached();
    if (each.user) await live(page, words);
    for (const [width, height] of [
      [1440, 900],
      [390, 844],
    ] as const) {
      await page.setViewportSize({ width, height });
      if (each.tab) await page.getByRole('tab', { name: each.tab(words) }).click();
      await page.screenshot({ path: `${pictures}/${each.name}-${locale}-${width}.png` });
      // What axe looks at is the same in either language, but for the words of the widest page.
      if (locale === 'zh-CN' || width === 1440) await check(page, `${each.name} at ${width}`);
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
        'nothing sticks out sideways',
      ).toBeLessThanOrEqual(0);
    }
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.evaluate(() => localStorage.setItem('desk.shade', '"dark"'));
    await page.reload();
    await expect(page.getByText(each.ready(words), { exact: false }).first()).toBeAttached();
    await page.screenshot({ path: `${pictures}/${each.name}-${locale}-dark.png` });
    if (locale === 'zh-CN') await check(page, `${each.name}, dark`);
  });
}

test('axe finds nothing on a dialog and on the alert', async ({ page, words, api, signIn }) => {
  await signIn('sh-engineer-1', await rich(api));
  await page.getByRole('button', { name: words.commands.resolve }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await check(page, 'resolve');
  await page.keyboard.press('Escape');
  const urgent = await api.open({ urgency: 'high' });
  await expect(page.getByRole('alertdialog')).toContainText(urgent.number);
  await check(page, 'alert');
  await api.act(urgent, 'acknowledge', {}, 'sh-engineer-2');
  await expect(page.getByRole('alertdialog')).toContainText('SH engineer 2');
});

async function check(page: Page, where: string) {
  // What fades in is judged when it stands; what turns for ever is not waited for.
  await page.evaluate(() =>
    Promise.all(
      document
        .getAnimations()
        .filter((animation) => animation.effect?.getComputedTiming().iterations !== Number.POSITIVE_INFINITY)
        .map((animation) => animation.finished.catch(() => {})),
    ),
  );
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze();
  expect(
    violations.map((v) => `${v.id}: ${v.nodes.map((n) => `${n.target.join(' ')} ${n.any[0]?.message ?? ''}`).join(' | ')}`),
    where,
  ).toEqual([]);
}

/** A ticket with something of everything. */
async function rich(api: Api) {
  const ticket = await api.accepted({
    customer: { name: '苏州精密机械有限公司', contactPerson: '陈女士', industry: '制造' },
    facts: '现场确认，提示代码E-05',
  });
  await api.act(ticket, 'communications', { method: 'phone', summary: '已告知受理', customerSaid: '请尽快', nextStep: '上门' });
  await api.act(ticket, 'progress', { node: 'fault_checked', note: '电源模块损坏' });
  await api.act(ticket, 'subtasks', { title: '备件出库', assignee: 'sh-member-1' });
  await api.act(ticket, 'subtasks', { title: '更换主控板', assignee: 'sh-field-1', dependsOn: [1] });
  await api.act(ticket, 'collaborations', { department: '物流部', problem: '加急发货' });
  await api.act(ticket, 'visits', {
    technician: 'sh-field-1',
    address: '闵行区申南路 515 号',
    eta: new Date(Date.now() + 7_200_000).toISOString(),
  });
  await api.act(ticket, 'changes', { what: '改为更换整机' });
  await api.act(ticket, 'escalate', { level: 1, reason: '客户催促' });
  return `/tickets/SH/${ticket.number}`;
}

async function customer(api: Api) {
  return (await rich(api)).replace('/tickets/', '/customers/');
}

function survey(site: string) {
  return async (api: Api) => {
    const ticket = await api.open({}, site);
    await api.act(ticket, 'acknowledge');
    await api.act(ticket, 'resolve', { solution: '已更换' });
    return pageOf((await api.read(ticket)).survey!.link!);
  };
}

async function confirm(api: Api) {
  const ticket = await api.accepted();
  await api.act(ticket, 'changes', { what: '改为更换整机，并在周六上门' });
  return pageOf((await api.read(ticket)).changes[0]!.link!);
}
