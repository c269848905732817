import { randomUUID } from 'node:crypto';
import { expect, fill, live, password, test } from './desk';

test('a supervisor takes note of an escalation, and gives a ticket to another by dragging it there', async ({
  page,
  words,
  api,
  signIn,
}) => {
  const ticket = await api.accepted({ urgency: 'low', customer: { name: '拖动客户' } });
  await api.act(ticket, 'escalate', { level: 1, reason: '客户催促 Customer is pressing' });
  await signIn('sh-supervisor-1', '/board');
  const escalation = page
    .getByRole('region', { name: words.board.escalations })
    .locator('.card')
    .filter({ hasText: ticket.number });
  await escalation.getByRole('button', { name: words.board.acknowledge }).click();
  await fill(page, words, { note: '已知 Noted' });
  await expect(escalation).toHaveCount(0);

  const [from, to] = ['sh-engineer-1', 'sh-field-1'].map((id) => page.locator(`[data-agent=${id}]`));
  await from!.getByRole('button', { expanded: false }).click();
  await from!.locator('.card').filter({ hasText: ticket.number }).dragTo(to!);
  await expect(
    page.getByText(words.board.given.replace('{{number}}', ticket.number).replace('{{who}}', 'SH field 1')),
  ).toBeVisible();
  expect((await api.read(ticket)).owner).toBe('sh-field-1');
  await expect(from!.locator('.card').filter({ hasText: ticket.number })).toHaveCount(0);
});

test('what changed hands while the board was looked at is told, and stays where it went', async ({
  page,
  words,
  api,
  signIn,
}) => {
  const ticket = await api.accepted({ urgency: 'low', customer: { name: '先到客户' } });
  await api.act(ticket, 'escalate', { level: 1, reason: 'x' });
  await signIn('sh-supervisor-1', '/board');
  const card = page.locator('.board-tickets .card').filter({ hasText: ticket.number }).first();
  await expect(card).toBeVisible();
  // The page keeps showing what it was told before the other was faster.
  await page.route('**/api/v1/board/stream?*', (route) => route.abort());
  const listed = card.getByRole('combobox');
  await page.route(`**/api/v1/tickets/SH/${ticket.number}`, async (route) => {
    await api.act(ticket, 'assign', { owner: 'sh-engineer-2', reason: null }, 'sh-supervisor-1');
    await route.continue();
  });
  await listed.selectOption('sh-field-1');
  await expect(
    page.getByText(words.board.movedMeanwhile.replace('{{number}}', ticket.number).replace('{{who}}', 'SH engineer 2')),
  ).toBeVisible();
  expect((await api.read(ticket)).owner).toBe('sh-engineer-2');
});

test('the board moves by itself: what is opened waits there, and who comes on duty stands there', async ({
  page,
  words,
  api,
  signIn,
}) => {
  await signIn('bj-supervisor-1', '/board');
  const figure = page.locator('.figures div').filter({ hasText: words.board.waiting }).locator('dd');
  const before = Number(await figure.textContent());
  await api.open({ urgency: 'low' }, 'BJ');
  await expect(figure).toHaveText(String(before + 1));
  await expect(page.locator('[data-agent=bj-auditor-1]')).toHaveCount(0);
  await page.locator('#content').getByText(words.board.load).waitFor();
  await api.call('POST', '/agents/bj-relations-1/presence', { presence: 'on' }, 'bj-relations-1');
  const member = page.locator('.member[data-agent=bj-relations-1]');
  await expect(member).toContainText(words.presence.on);
  await api.call('POST', '/agents/bj-relations-1/presence', { presence: 'off' }, 'bj-relations-1');
  await expect(member).toHaveCount(0);
});

test('a site admin tries a calendar out, sees what a policy would move, and publishes it', async ({
  page,
  words,
  api,
  signIn,
}) => {
  const ticket = await api.open({ urgency: 'low', submittedAt: new Date(Date.now() - 5 * 3_600_000).toISOString() }, 'BJ');
  await signIn('bj-admin-1', '/admin?tab=calendar');
  await page.getByLabel(words.admin.day.mon).fill('25 o’clock');
  await page.getByRole('button', { name: words.admin.tryOut }).click();
  await expect(page.getByRole('alert')).toContainText('25');
  await page.getByLabel(words.admin.day.mon).fill('09:00-12:00, 13:30-18:00');
  await page.getByRole('button', { name: words.admin.tryOut }).click();
  await expect(page.getByText(new RegExp(words.admin.tryOutDue.replace('{{at}}', '.+')))).toBeVisible();

  await page.getByRole('tab', { name: words.admin.policy }).click();
  const before = Number(/v(\d+)/.exec((await page.locator('.admin p.dim').first().textContent()) ?? '')?.[1]);
  const label = `${words.priority.low} ${words.admin.resolution}`;
  await page.getByRole('textbox', { name: label, exact: true }).fill('4');
  await page.getByRole('combobox', { name: `${label} ${words.admin.targetUnits}` }).selectOption('elapsed');
  await page.getByRole('button', { name: words.admin.preview }).first().click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('row').filter({ hasText: ticket.number })).toContainText(words.admin.effect.breached);
  await dialog.getByRole('button', { name: words.act.cancel }).click();
  await expect(page.getByText(words.admin.versionNow.replace('{{n}}', String(before)))).toBeVisible();

  await page.getByRole('textbox', { name: label, exact: true }).fill('900');
  await page.getByRole('button', { name: words.admin.preview }).first().click();
  await expect(dialog.getByRole('row').filter({ hasText: ticket.number })).toContainText(words.admin.effect.later);
  await dialog.getByRole('button', { name: words.admin.publishNow.replace('{{n}}', String(before + 1)) }).click();
  await expect(page.getByText(words.admin.versionNow.replace('{{n}}', String(before + 1)))).toBeVisible();
  await live(page, words);
});

test('a site admin shuts somebody out, lets them in again, and removes them in the end', async ({ page, words, api, signIn }) => {
  const id = `new-${randomUUID().slice(0, 8)}`;
  const agent = { name: `新人 ${id}`, sites: ['BJ'], roles: ['engineer'], skills: [], capacity: 1, supervisor: null };
  await api.call('PUT', `/agents/${id}`, agent, 'bj-admin-1');
  await api.call('POST', `/agents/${id}/credentials`, { password }, 'bj-admin-1');
  const enter = () => api.call('POST', '/auth/token', { user: id, password });
  await enter();
  await signIn('bj-admin-1', '/admin?tab=agents');
  await page.getByRole('button', { name: `${words.access.open} ${id}` }).click();
  const access = page.getByRole('dialog').filter({ hasText: words.access.title.replace('{{name}}', agent.name) });
  await expect(access.getByRole('listitem')).toHaveCount(1);
  const give = async (act: 'block' | 'unblock' | 'remove') => {
    await access.getByRole('button', { name: words.access[act], exact: true }).click();
    await page.locator('.ant-modal-confirm').getByRole('button', { name: words.access[act], exact: true }).click();
    await expect(page.getByText(words.access[`${act}Done`].replace('{{name}}', agent.name))).toBeVisible();
    await expect(page.locator('.ant-modal-confirm')).toHaveCount(0);
  };
  await give('block');
  await expect(access.getByText(words.access.nowhere)).toBeVisible();
  await expect(enter()).rejects.toThrow(/40[13]/);
  await give('unblock');
  await enter();
  await give('remove');
  await expect(page.getByRole('row').filter({ hasText: id })).toHaveCount(0);
  await expect(enter()).rejects.toThrow(/40[13]/);
});
