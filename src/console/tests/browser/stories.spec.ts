import { command, expect, fill, live, password, phone, status, test } from './desk';

test('somebody signs in, is told when the password is wrong, and leaves nothing behind when they sign out', async ({
  page,
  words,
}) => {
  await page.goto('/mine');
  await page.getByLabel(words.signIn.user).fill('sh-engineer-1');
  await page.getByLabel(words.signIn.password).fill('not the password');
  await page.getByRole('button', { name: words.signIn.enter, exact: true }).click();
  await expect(page.getByText(words.signIn.wrong)).toBeVisible();
  await page.getByLabel(words.signIn.password).fill(password);
  await page.getByRole('button', { name: words.signIn.enter, exact: true }).click();
  await expect(page.getByRole('heading', { name: words.nav.mine })).toBeVisible();
  await page.evaluate(() => localStorage.setItem('desk.draft.x', '"a draft"'));
  await page.getByRole('button', { name: words.app.signOut }).click();
  await expect(page.getByLabel(words.signIn.user)).toBeVisible();
  expect(await page.evaluate(() => [sessionStorage.length, localStorage.getItem('desk.draft.x')])).toEqual([0, null]);
});

test('an agent accepts from the queue by keyboard, and the ticket leaves the queue of others', async ({
  page,
  words,
  api,
  signIn,
  another,
}) => {
  const ticket = await api.open();
  await signIn('sh-engineer-1');
  const other = await another('sh-engineer-2');
  await expect(other.locator(`#row-${ticket.number}`)).toBeVisible();
  await page.getByRole('searchbox', { name: words.pending.filter }).fill(ticket.customer.name);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('grid')).toBeFocused();
  await page.keyboard.press('j');
  await page.keyboard.press('a');
  await expect(page.getByText(words.pending.took.replace('{{number}}', ticket.number))).toBeVisible();
  await expect(other.locator(`#row-${ticket.number}`)).toHaveCount(0);
  await page.getByRole('link', { name: words.nav.mine }).click();
  await expect(page.getByRole('link', { name: ticket.number })).toBeVisible();
  expect((await api.read(ticket)).owner).toBe('sh-engineer-1');
});

test('a new ticket appears in the queue by itself, in its place', async ({ page, words, api, signIn }) => {
  await signIn('sh-agent-1');
  const ticket = await api.open({ urgency: 'low' });
  await expect(page.locator(`#row-${ticket.number}`)).toBeVisible();
  await expect(page.locator(`#row-${ticket.number}`)).toContainText(words.urgency.low);
});

test('a caller is known by their number, and their ticket is written down from the keyboard', async ({
  page,
  words,
  api,
  signIn,
}) => {
  const number = phone();
  const before = await api.open({ customer: { name: '沪东重工', contactPerson: '王工', phone: number } });
  await signIn('sh-agent-1');
  await page.getByRole('grid').press('n');
  await expect(page.locator('#i-phone')).toBeFocused();
  await page.keyboard.type(number);
  await expect(page.locator('#i-name')).toHaveValue('沪东重工');
  await expect(page.getByRole('heading', { name: words.intake.duplicates })).toBeVisible();
  await expect(page.getByRole('link', { name: before.number }).first()).toBeVisible();
  await expect(page.locator('#i-verbatim')).toBeFocused();
  await page.keyboard.type('打印头堵塞 Print head blocked');
  await page.keyboard.press('Control+Enter');
  await expect(page.locator('.headline')).toContainText('沪东重工');
  await expect(page.getByText('打印头堵塞 Print head blocked')).toBeVisible();
  await status(page, words, 'pending');
});

test('an engineer handles a ticket from accepting to closing', async ({ page, words, api, signIn }) => {
  const ticket = await api.open();
  await signIn('sh-engineer-1', ticket);
  await command(page, words, 'acknowledge');
  await status(page, words, 'processing');
  await command(page, words, 'communications', {
    method: words.commands.method.phone,
    summary: '已告知受理 Told them',
    nextStep: '上门 Visit',
  });
  await expect(page.locator('.talks')).toContainText('已告知受理 Told them');
  await command(page, words, 'progress', { node: 'fault_checked', note: '电源故障 Power supply' });
  await expect(page.locator('.nodes')).toContainText('电源故障 Power supply');
  await command(page, words, 'wait', { reason: 'parts', note: '' });
  await status(page, words, 'awaiting_feedback');
  await command(page, words, 'resume');
  await status(page, words, 'processing');
  await command(page, words, 'resolve', { solution: '更换电源 Replaced it', warrantyUntil: '2030-01-31' });
  await status(page, words, 'resolved');
  await command(page, words, 'close', { reason: 'resolved' });
  await expect(page.getByRole('dialog').getByRole('alert')).toBeVisible();
  await page.getByRole('dialog').getByRole('button', { name: words.act.cancel }).click();
  await command(page, words, 'summary', { cause: '批次缺陷 Bad batch', solution: '更换 Replace' });
  await command(page, words, 'close', { reason: 'resolved' });
  await status(page, words, 'closed');
  expect((await api.read(ticket)).status).toBe('closed');
});

test('a refusal says why: nothing is resolved while a subtask is open', async ({ page, words, api, signIn }) => {
  const ticket = await api.accepted();
  await api.act(ticket, 'subtasks', { title: '备件出库' });
  await api.act(ticket, 'subtasks', { title: '更换主板', dependsOn: [1] });
  await signIn('sh-engineer-1', ticket);
  await page.getByRole('tab', { name: words.ticket.work }).click();
  await expect(page.getByRole('img', { name: words.ticket.subtasks })).toBeVisible();
  await page
    .getByRole('listitem')
    .filter({ hasText: '2. 更换主板' })
    .getByRole('button', { name: words.commands.subtaskStart })
    .click();
  await expect(page.getByRole('alert')).toContainText('1');
  await page.getByRole('alert').getByRole('button').click();
  await command(page, words, 'resolve', { solution: '完成 Done' });
  await expect(page.getByRole('dialog').getByRole('alert')).toContainText('2');
  await page.getByRole('dialog').getByRole('button', { name: words.act.cancel }).click();
  for (const title of ['1. 备件出库', '2. 更换主板']) {
    const part = page.getByRole('listitem').filter({ hasText: title });
    await part.getByRole('button', { name: words.commands.subtaskStart }).click();
    await part.getByRole('button', { name: words.commands.subtaskDone, exact: true }).click();
    await expect(part).toContainText(words.subtask.done);
  }
  await command(page, words, 'resolve');
  await expect(page.locator('#f-solution')).toHaveValue('完成 Done');
  await fill(page, words, {});
  await status(page, words, 'resolved');
});

test('a customer signs a change by hand on a phone, and the ticket shows it at once', async ({
  page,
  words,
  api,
  signIn,
  customer,
}) => {
  const ticket = await api.accepted();
  await signIn('sh-engineer-1', ticket);
  await page.getByRole('tab', { name: words.ticket.work }).click();
  await command(page, words, 'changes', { what: '改为更换整机 Replace the whole device' });
  await expect(page.getByText(words.change.unconfirmed)).toBeVisible();
  const link = (await api.read(ticket)).changes[0]!.link!;
  const phoned = await customer(link);
  await expect(phoned.getByText('改为更换整机 Replace the whole device').first()).toBeVisible();
  await phoned.getByRole('button', { name: words.confirm.accept }).click();
  await expect(phoned.getByText(words.confirm.needName)).toBeVisible();
  const pad = (await phoned.locator('.pad').boundingBox())!;
  await phoned.mouse.move(pad.x + 30, pad.y + 40);
  await phoned.mouse.down();
  await phoned.mouse.move(pad.x + 140, pad.y + 90, { steps: 6 });
  await phoned.mouse.up();
  await phoned.getByRole('button', { name: words.confirm.accept }).click();
  await expect(phoned.getByText(words.confirm.accepted)).toBeVisible();
  await expect(page.getByText(words.change.confirmed, { exact: true })).toBeVisible();
});

test('a dissatisfied customer brings the ticket back for second handling', async ({ page, words, api, signIn, customer }) => {
  const ticket = await api.accepted();
  await api.act(ticket, 'communications', { method: 'phone', summary: 'x' });
  await api.act(ticket, 'resolve', { solution: '重启 Restarted' });
  const link = (await api.read(ticket)).survey!.link!;
  await signIn('sh-engineer-1', ticket);
  await status(page, words, 'resolved');
  const phoned = await customer(link);
  await phoned.getByRole('button', { name: words.survey.send }).click();
  await expect(phoned.getByText(words.survey.needAll)).toBeVisible();
  for (const question of await phoned.locator('fieldset').all()) await question.locator('label').last().click();
  await phoned.getByLabel(words.survey.comment).fill('还是坏的 Still broken');
  await phoned.getByRole('button', { name: words.survey.send }).click();
  await expect(phoned.getByText(words.survey.thanks)).toBeVisible();
  await expect(page.getByText(words.ticket.rounds.replace('{{n}}', '1'))).toBeVisible();
});

test('a contact is shown whole only for a reason, and the look is on record; the past can be seen again', async ({
  page,
  words,
  api,
  signIn,
}) => {
  const number = phone();
  const ticket = await api.accepted({ customer: { phone: number } });
  await signIn('sh-engineer-1', ticket);
  await expect(page.getByText(number)).toHaveCount(0);
  await page.getByRole('button', { name: words.ticket.reveal }).click();
  await page.getByRole('dialog').getByRole('button', { name: words.act.send }).click();
  await expect(page.getByText(words.commands.required)).toBeVisible();
  await fill(page, words, { reason: '回电 Call back' });
  await expect(page.getByText(number)).toBeVisible();
  await page.getByRole('tab', { name: words.ticket.history }).click();
  const look = page.getByRole('listitem').filter({ hasText: words.event.contact_revealed });
  await expect(look).toContainText('回电 Call back');
  await page
    .getByRole('listitem')
    .filter({ hasText: words.event.opened })
    .getByRole('button', { name: words.ticket.seeThen })
    .click();
  await expect(page.getByRole('status').filter({ hasText: words.ticket.now })).toBeVisible();
  await status(page, words, 'pending');
  await page.getByRole('button', { name: words.ticket.now }).click();
  await status(page, words, 'processing');
});

test('a photo is attached, looked at and saved', async ({ page, words, api, signIn }) => {
  const ticket = await api.accepted();
  await signIn('sh-engineer-1', ticket);
  await command(page, words, 'materials');
  const picture = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
    'base64',
  );
  await page.locator('#f-file').setInputFiles({ name: '现场.png', mimeType: 'image/png', buffer: picture });
  await expect(page.locator('#f-name')).toHaveValue('现场.png');
  await page.getByRole('dialog').getByRole('button', { name: words.act.send }).click();
  await page.getByRole('button', { name: words.act.preview }).click();
  const shown = page.getByRole('img', { name: '现场.png' });
  await expect.poll(() => shown.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBe(1);
  await page.keyboard.press('Escape');
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: words.act.download }).click();
  expect((await saved).suggestedFilename()).toBe('现场.png');
});

test('the search finds a ticket by words, by customer and by number of the phone', async ({ page, words, api, signIn }) => {
  const number = phone();
  const ticket = await api.open({ verbatim: '激光切割头异响 Laser head rattles', customer: { name: '激光客户', phone: number } });
  await signIn('sh-agent-1');
  await page.getByRole('link', { name: words.nav.all }).click();
  await page.getByRole('searchbox', { name: words.field.phone }).fill(number);
  await page.getByRole('button', { name: words.lists.search }).click();
  await expect(page.getByRole('link', { name: ticket.number })).toBeVisible();
  await expect(page.getByRole('row')).toHaveCount(2);
  await page.reload();
  await live(page, words);
  await expect(page.getByRole('link', { name: ticket.number })).toBeVisible();
});
