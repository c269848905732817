import { createHmac, randomUUID } from 'node:crypto';
import { type Api, command, expect, fill, password, phone, status, test } from './desk';

/** Somebody of SH whom no other story needs. */
async function newcomer(api: Api, roles = ['engineer']) {
  const id = `p-${randomUUID().slice(0, 8)}`;
  await api.call('PUT', `/agents/${id}`, { name: `Newcomer ${id}`, sites: ['SH'], roles }, 'sh-admin-1');
  await api.call('POST', `/agents/${id}/credentials`, { password }, 'sh-admin-1');
  return id;
}

/** What an authenticator app shows (RFC 6238). */
function codeOf(secret: string) {
  const bits = [...secret.replaceAll(' ', '')].map((c) =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0'),
  );
  const key = Buffer.from(
    bits
      .join('')
      .match(/.{8}/g)!
      .map((byte) => Number.parseInt(byte, 2)),
  );
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const hash = createHmac('sha1', key).update(step).digest();
  return String((hash.readUInt32BE(hash.at(-1)! & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

test('somebody sets up two-step sign-in, comes in by a recovery code, and turns it off again', async ({
  page,
  words,
  api,
  signIn,
}) => {
  const user = await newcomer(api);
  await signIn(user, '/profile');
  await page.getByRole('button', { name: words.profile.setUp }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(words.profile.current).fill('not the password');
  await dialog.getByRole('button', { name: words.profile.continue }).click();
  await expect(dialog.getByText(words.profile.wrongPassword)).toBeVisible();
  await dialog.getByLabel(words.profile.current).fill(password);
  await dialog.getByRole('button', { name: words.profile.continue }).click();
  await expect(dialog.locator('.qr svg')).toBeVisible();
  await dialog.getByLabel(words.profile.codeOfApp).fill(codeOf((await dialog.locator('.secret').textContent())!));
  await dialog.getByRole('button', { name: words.profile.turnOn }).click();
  await expect(dialog.locator('.recovery li')).toHaveCount(10);
  const recovery = await dialog.locator('.recovery li').allTextContents();
  await dialog.getByRole('button', { name: words.profile.kept }).click();
  await expect(page.getByText(words.profile.codesOn, { exact: true })).toBeVisible();

  await page.getByRole('button', { name: words.app.signOut }).click();
  await page.getByLabel(words.signIn.user).fill(user);
  await page.getByLabel(words.signIn.password).fill(password);
  await page.getByRole('button', { name: words.signIn.enter, exact: true }).click();
  await expect(page.getByRole('heading', { name: words.signIn.codeTitle })).toBeVisible();
  await page.getByLabel(words.signIn.code).fill('000000');
  await page.getByRole('button', { name: words.signIn.enter, exact: true }).click();
  await expect(page.getByText(words.signIn.wrongCode)).toBeVisible();
  await page.getByRole('button', { name: words.signIn.useRecovery }).click();
  await page.getByLabel(words.signIn.recovery).fill(recovery[0]!);
  await page.getByRole('button', { name: words.signIn.enter, exact: true }).click();
  await expect(page.getByText(words.profile.recoveryLeft.replace('{{n}}', '9'))).toBeVisible();

  await page.getByRole('button', { name: words.profile.turnOff }).click();
  await dialog.getByLabel(words.profile.current).fill(password);
  await dialog.getByLabel(words.profile.codeOrRecovery).fill(recovery[1]!);
  await dialog.getByRole('button', { name: words.profile.turnOff }).click();
  await expect(page.getByText(words.profile.codesOff, { exact: true })).toBeVisible();
});

test('a password is changed: this session goes on, the old password is no good', async ({ page, words, api, signIn }) => {
  const user = await newcomer(api);
  await signIn(user, '/profile');
  const change = async (current: string, next: string, again = next) => {
    await page.getByLabel(words.profile.current, { exact: true }).fill(current);
    await page.getByLabel(words.profile.next, { exact: true }).fill(next);
    await page.getByLabel(words.profile.again, { exact: true }).fill(again);
    await page.getByRole('button', { name: words.profile.changePassword }).click();
  };
  await change(password, 'short');
  await expect(page.getByText(words.profile.tooShort.replace('{{least}}', '12'))).toBeVisible();
  await change(password, 'long enough for this', 'long enough for that');
  await expect(page.getByText(words.profile.unlike)).toBeVisible();
  await change(password, 'password12345');
  await expect(page.getByText(words.profile.tooCommon)).toBeVisible();
  await change('not the password', 'several quiet rivers');
  await expect(page.getByText(words.profile.wrongPassword)).toBeVisible();
  await change(password, 'several quiet rivers');
  await expect(page.getByText(words.profile.passwordChanged)).toBeVisible();
  await page.getByRole('link', { name: words.nav.mine }).click();
  await expect(page.getByText(words.lists.mineEmpty)).toBeVisible();
  await expect(api.call('POST', '/auth/token', { user, password })).rejects.toThrow('wrong_credentials');
});

test('one sees where one is signed in, and ends a session that is not wanted', async ({ page, words, api, another }) => {
  const user = await newcomer(api);
  const other = await another(user);
  // A session of its own, and not the one that the other page has.
  const session = await api.call<object>('POST', '/auth/token', { user, password });
  await page.addInitScript((kept) => sessionStorage.setItem('desk.session', JSON.stringify(kept)), session);
  await page.goto('/profile');
  await page.getByRole('button', { name: new RegExp(`^${words.profile.endSession}:`) }).click();
  await expect(page.getByText(words.profile.sessionHere)).toBeVisible();
  await expect(page.getByRole('button', { name: new RegExp(`^${words.profile.endSession}:`) })).toHaveCount(0);
  await other.getByRole('link', { name: words.nav.mine }).click();
  await expect(other.getByLabel(words.signIn.user)).toBeVisible();
});

test('how one is told is kept: channels, quiet hours and language', async ({ page, words, api, signIn }) => {
  const user = await newcomer(api);
  await signIn(user, '/profile');
  await page.getByLabel(words.field.email, { exact: true }).fill('somebody@desk.example');
  await page.getByRole('radio', { name: `${words.profile.channel.byEmail}: ${words.profile.use.urgent}` }).check();
  await page.getByLabel(words.profile.quietOn).check();
  await page.getByLabel(words.shifts.from, { exact: true }).fill('21:30');
  await page.getByLabel(words.admin.timeZone).fill('Nowhere/Atall');
  await page.getByLabel(words.profile.noticeLanguage).selectOption('en');
  await page.getByRole('button', { name: words.act.save }).click();
  await expect(page.getByRole('alert')).toContainText('timeZone');
  await page.getByLabel(words.admin.timeZone).fill('Asia/Shanghai');
  await page.getByRole('button', { name: words.act.save }).click();
  await expect(page.getByText(words.admin.saved)).toBeVisible();
  expect(await api.call('GET', '/me/notices', undefined, user)).toMatchObject({
    email: 'somebody@desk.example',
    byEmail: 'urgent',
    quiet: { from: '21:30', to: '07:30', timeZone: 'Asia/Shanghai' },
    language: 'en',
  });
});

test('whoever the provider signed in works by a cookie that no script can read, and signing out takes it back', async ({
  page,
  context,
  words,
  api,
  baseURL,
}) => {
  const user = await newcomer(api);
  const { accessToken } = await api.call<{ accessToken: string }>('POST', '/auth/token', { user, password });
  await page.route('**/api/v1/auth/methods', (route) =>
    route.fulfill({ json: { password: true, oidc: '/api/v1/auth/oidc/start' } }),
  );
  // The provider in short: what it ends with is this cookie, and the way back.
  await page.route('**/api/v1/auth/oidc/start?*', async (route) => {
    await context.addCookies([{ name: 'desk-session', value: accessToken, url: baseURL!, httpOnly: true, sameSite: 'Lax' }]);
    const back = new URL(route.request().url()).searchParams.get('returnTo')!;
    await route.fulfill({ status: 302, headers: { Location: back } });
  });
  await page.goto('/sign-in?to=%2Fprofile&fault=account_taken');
  await expect(page.getByText(words.signIn.fault.account_taken)).toBeVisible();
  await page.getByRole('link', { name: words.signIn.oidc }).click();
  await expect(page.getByRole('heading', { name: words.profile.title })).toBeVisible();
  expect(await page.evaluate(() => [sessionStorage.getItem('desk.session'), document.cookie])).toEqual([
    expect.stringContaining('"accessToken":null'),
    '',
  ]);
  // Away and not on: who is on duty would be given the tickets of the stories that follow.
  await page.getByLabel(words.presence.title).selectOption('away');
  await expect
    .poll(async () => (await api.call<{ presence: string }>('GET', `/agents/${user}`, undefined, user)).presence)
    .toBe('away');
  await page.getByRole('button', { name: words.app.signOut }).click();
  await expect(page.getByLabel(words.signIn.user)).toBeVisible();
  expect(await context.cookies()).toEqual([]);
});

test('the bell rings by itself; a notice leads to its ticket and is read then', async ({ page, words, api, signIn }) => {
  const user = await newcomer(api);
  await signIn(user);
  const bell = page.locator('.bell');
  await expect(bell).toHaveText(words.inbox.title);
  const tickets = [await api.open(), await api.open(), await api.open()];
  for (const ticket of tickets) await api.act(ticket, 'assign', { owner: user, reason: 'x' }, 'sh-supervisor-1');
  await expect(bell).toContainText(words.inbox.unreadCount.replace('{{n}}', '3'));
  await bell.click();
  const notices = page.locator('.notice');
  await expect(notices).toHaveCount(3);
  await notices.first().getByRole('link').focus();
  await page.keyboard.press('j');
  await page.keyboard.press('m');
  await expect(bell).toContainText(words.inbox.unreadCount.replace('{{n}}', '2'));
  await page.keyboard.press('k');
  await page.keyboard.press('Enter');
  await expect(page.locator('.headline')).toContainText(tickets[2]!.number);
  await expect(bell).toContainText(words.inbox.unreadCount.replace('{{n}}', '1'));
  await page.goBack();
  await page.getByRole('tab', { name: words.inbox.unread }).click();
  await expect(notices).toHaveCount(1);
  await page.getByRole('button', { name: words.inbox.readAll }).click();
  await expect(page.getByText(words.inbox.noneUnread)).toBeVisible();
});

test('a supervisor sets somebody’s week, and they see it', async ({ page, words, api, signIn, another }) => {
  const user = await newcomer(api, ['department_member']);
  await signIn('sh-supervisor-1', '/shifts');
  await page.getByRole('searchbox', { name: words.shifts.find }).fill(user);
  await page.getByRole('button', { name: `${words.act.edit} Newcomer ${user}` }).click();
  const dialog = page.getByRole('dialog');
  const { mon, thu } = words.admin.day;
  await dialog.getByRole('button', { name: `${words.act.add}: ${mon}` }).click();
  await dialog.getByLabel(`${mon} 1: ${words.shifts.to}`).fill('12:00');
  await dialog.getByRole('button', { name: `${words.act.add}: ${mon}` }).click();
  await dialog.getByLabel(`${mon} 2: ${words.shifts.from}`).fill('11:00');
  await dialog.getByLabel(`${mon} 2: ${words.shifts.to}`).fill('18:00');
  await expect(dialog.getByText(words.shifts.fault.overlap)).toBeVisible();
  await expect(dialog.getByRole('button', { name: words.act.save })).toBeDisabled();
  await dialog.getByLabel(`${mon} 2: ${words.shifts.from}`).fill('13:00');
  await dialog.getByRole('button', { name: words.shifts.toWeekdays }).click();
  await dialog.getByRole('button', { name: `${words.act.remove}: ${thu} 2` }).click();
  await expect(dialog.getByText(words.shifts.hours.replace('{{n}}', '35'))).toBeVisible();
  await dialog.getByRole('button', { name: words.act.save }).click();
  await expect(dialog).toHaveCount(0);
  expect((await api.call<{ shifts: { week: object } }>('GET', `/agents/${user}`, undefined, user)).shifts.week).toMatchObject({
    mon: [
      ['09:00', '12:00'],
      ['13:00', '18:00'],
    ],
    thu: [['09:00', '12:00']],
  });
  const theirs = await another(user, '/shifts');
  await expect(theirs.locator('.own-week li').nth(3)).toContainText('09:00–12:00');
  await expect(theirs.getByRole('button', { name: new RegExp(`^${words.act.edit}`) })).toHaveCount(0);
});

test('a customer is found by the exact number, which stays out of the address, and shows all that they asked', async ({
  page,
  words,
  api,
  signIn,
}) => {
  const number = phone();
  const customer = { name: '同济仪器', contactPerson: '顾工', phone: number };
  const old = await api.accepted({ customer });
  await api.act(old, 'close', { reason: 'closed_by_customer' });
  const open = await api.open({ customer: { ...customer, email: `${number}@planted.example` } });
  await signIn('sh-agent-1');
  await page.getByRole('link', { name: words.nav.customers }).click();
  await page.getByLabel(words.customer.contact).fill('13000000000');
  await page.keyboard.press('Enter');
  await expect(page.getByText(words.customer.nobody)).toBeVisible();
  await page.getByLabel(words.customer.contact).fill(`+86 ${number}`);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: '同济仪器' })).toBeVisible();
  expect(page.url()).not.toContain(number.slice(-4));
  const sections = page.locator('.customer-tickets');
  await expect(sections.first().getByRole('link', { name: open.number })).toBeVisible();
  await expect(sections.last().getByRole('link', { name: old.number })).toBeVisible();
  await expect(page.getByText(number)).toHaveCount(0);
  await page.getByRole('button', { name: words.ticket.reveal }).click();
  await fill(page, words, { reason: '回电 Call back' });
  await expect(page.getByText(number, { exact: true })).toBeVisible();
  await page.getByRole('link', { name: old.number }).click();
  await expect(page.locator('.headline')).toContainText(old.number);
  await page.locator('.ticket-side').getByRole('link', { name: '同济仪器' }).click();
  await expect(page).toHaveURL(new RegExp(`/customers/SH/${old.number}$`));
});

test('tickets are split, merged, taken apart again and handed to another site', async ({ page, words, api, signIn }) => {
  const customer = { name: '合并客户', phone: phone() };
  const survivor = await api.accepted({ customer });
  const ticket = await api.accepted({ customer });
  await signIn('sh-supervisor-1', ticket);
  await command(page, words, 'merge');
  await expect(page.locator(`#f-into-list option[value="${survivor.number}"]`)).toBeAttached();
  await fill(page, words, { into: survivor.number });
  await expect(page.locator('.headline')).toContainText(words.ticket.merged.replace('{{number}}', survivor.number));
  await command(page, words, 'unmerge');
  await status(page, words, 'processing');
  await command(page, words, 'split', { verbatim: '另一件事 Something else' });
  const part = page.locator('.ticket-side .facts > div').filter({ hasText: words.link.split_into }).getByRole('link');
  await expect(page.getByText(`${words.commands.split} · ${await part.textContent()}`)).toBeVisible();
  await command(page, words, 'transfer', { site: 'BJ', reason: '归属北京 Belongs to Beijing' });
  await status(page, words, 'closed');
  await expect(page.locator('.ticket-side')).toContainText(/BJ\/CW\d+/);
  await expect(page.locator('.headline-acts').getByRole('button', { name: words.commands.reopen })).toHaveCount(0);
});

test('who lends a hand is offered their own work and not the ticket’s course; an owner’s team is set in one step', async ({
  page,
  words,
  api,
  signIn,
  another,
}) => {
  const ticket = await api.accepted();
  await signIn('sh-supervisor-1', ticket);
  await command(page, words, 'assign');
  await page.locator('#f-owner').selectOption('sh-engineer-2');
  await page.getByRole('dialog').getByRole('button', { name: words.commands.collaborators }).click();
  await page.getByRole('dialog').getByLabel(words.commands.field.agent, { exact: true }).selectOption('sh-field-1');
  await page.getByRole('dialog').getByLabel(words.commands.field.part).fill('现场 On site');
  await fill(page, words, {});
  await expect(page.locator('.ticket-side')).toContainText('现场 On site');
  await api.act(ticket, 'acknowledge', {}, 'sh-engineer-2');
  const field = await another('sh-field-1', ticket);
  await expect(field.locator('.headline-acts').getByRole('button', { name: words.commands.progress })).toBeVisible();
  await field.getByRole('button', { name: words.ticket.moreActions }).click();
  await expect(field.getByRole('menuitem', { name: words.commands.escalate, exact: true })).toBeVisible();
  await expect(field.getByRole('menuitem', { name: words.commands.close, exact: true })).toHaveCount(0);
  await expect(field.getByRole('menuitem', { name: words.commands.assign, exact: true })).toHaveCount(0);
});
