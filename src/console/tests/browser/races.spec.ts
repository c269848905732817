import { connect, createServer, type Socket } from 'node:net';
import { command, expect, live, race, status, test } from './desk';

test('two agents press accept on one alert: one has the ticket, the other sees who', async ({
  page,
  words,
  api,
  signIn,
  another,
}) => {
  await signIn('bj-engineer-1');
  const other = await another('bj-engineer-2');
  // The alert comes with code of its own, and looks at the queue when it stands: what is opened before waits in the list.
  for (const each of [page, other])
    await each.waitForFunction(() =>
      performance.getEntriesByType('resource').some(({ name }) => /\/queue\?.*limit=20(&|$)/.test(name)),
    );
  const ticket = await api.open({ urgency: 'high', impact: 'core_function' }, 'BJ');
  const windows = [page, other].map((each) => each.getByRole('alertdialog').filter({ hasText: ticket.number }));
  for (const each of windows) await expect(each.getByRole('heading', { name: words.alert.title })).toBeVisible();
  await race([page, other], `**/api/v1/tickets/BJ/${ticket.number}/acknowledge`);
  for (const each of windows) await each.getByRole('button', { name: words.alert.accept }).click({ noWaitAfter: true });
  await expect.poll(async () => (await api.read(ticket)).status).toBe('processing');
  const owner = (await api.read(ticket)).owner!;
  const [winner, loser] = owner === 'bj-engineer-1' ? [page, other] : [other, page];
  const name = owner === 'bj-engineer-1' ? 'BJ engineer 1' : 'BJ engineer 2';
  await expect(winner).toHaveURL(new RegExp(ticket.number));
  await expect(loser.getByRole('alertdialog')).toContainText(name);
});

test('two agents claim the only ticket in the same moment: one has it, the other is told that none is left', async ({
  page,
  words,
  api,
  signIn,
  another,
}) => {
  while (await api.call('POST', '/queue/claim', { site: 'BJ' }, 'bj-manager-1'));
  const ticket = await api.open({ urgency: 'medium' }, 'BJ');
  await signIn('bj-agent-1');
  const other = await another('bj-agent-2');
  const pages = [page, other];
  await race(pages, '**/api/v1/queue/claim');
  for (const each of pages) await each.getByRole('button', { name: words.pending.claimNext }).click({ noWaitAfter: true });
  const took = words.pending.took.replace('{{number}}', ticket.number);
  const said = await Promise.all(
    pages.map(async (each) => {
      const word = each.getByText(took).or(each.getByText(words.pending.noneLeft)).first();
      await expect(word).toBeVisible();
      return (await word.textContent()) === took;
    }),
  );
  expect(said.filter(Boolean).length).toBe(1);
  const owner = (await api.read(ticket)).owner;
  expect(owner).toBe(said[0] ? 'bj-agent-1' : 'bj-agent-2');
});

test('two who have a ticket open see each other, see who writes, and no longer see who has gone', async ({
  page,
  words,
  api,
  signIn,
  another,
}) => {
  const ticket = await api.accepted();
  await signIn('sh-engineer-1', ticket);
  const seen = page.locator('.looking-on');
  const other = await another('sh-engineer-2', ticket);
  await expect(seen).toContainText(words.ticket.isLooking.replace('{{name}}', 'SH engineer 2'));
  await expect(other.locator('.looking-on')).toContainText('SH engineer 1');
  await command(other, words, 'communications');
  await other.locator('#f-summary').fill('正在写 Writing');
  await expect(seen).toContainText(words.ticket.isTyping.replace('{{name}}', 'SH engineer 2'));
  await other.getByRole('dialog').getByRole('button', { name: words.act.cancel }).click();
  await other.getByRole('link', { name: words.nav.mine }).click();
  await expect(seen).toBeEmpty({ timeout: 4000 });

  const third = await another('sh-manager-1', ticket);
  await expect(seen).toContainText('SH manager 1');
  await third.context().setOffline(true);
  await expect(seen).toBeEmpty({ timeout: 25_000 });
});

test('a connection that is cut comes back: nothing typed is lost, and what happened meanwhile is shown', async ({
  browser,
  baseURL,
  locale,
  words,
  api,
  signIn,
  faults,
}) => {
  const line = await cuttable(new URL(baseURL!).port);
  const context = await browser.newContext({ baseURL: `http://127.0.0.1:${line.port}`, locale });
  const page = await context.newPage();
  page.on('pageerror', (error) => faults.push(error.message));
  try {
    const ticket = await api.accepted();
    await signIn('sh-engineer-1', ticket, page);
    await command(page, words, 'communications');
    await page.locator('#f-summary').fill('说到一半 In the middle of a sen');
    line.cut();
    await expect(page.getByText(words.connection.lost)).toBeAttached();
    await page.locator('#f-summary').pressSequentially('tence');
    await page.getByRole('dialog').getByRole('button', { name: words.act.send }).click();
    await expect(page.getByText(words.problem.unreachable)).toBeVisible();
    await api.act(ticket, 'progress', { node: 'fault_checked', note: '期间的进展 Meanwhile' });
    line.mend();
    await live(page, words);
    await expect(page.locator('.nodes')).toContainText('期间的进展 Meanwhile');
    await page.reload();
    await live(page, words);
    await command(page, words, 'communications');
    await expect(page.locator('#f-summary')).toHaveValue('说到一半 In the middle of a sentence');
    await page.getByRole('dialog').getByRole('button', { name: words.act.send }).click();
    await expect(page.locator('.talks')).toContainText('In the middle of a sentence');
    await status(page, words, 'processing');
  } finally {
    await context.close();
    line.close();
  }
});

test('somebody who edits an old version is told, and decides again', async ({ page, words, api, signIn }) => {
  const ticket = await api.accepted();
  await signIn('sh-engineer-1', ticket);
  await command(page, words, 'progress');
  await page.locator('#f-node').selectOption('fault_checked');
  await api.act(ticket, 'progress', { node: 'customer_contacted' });
  await page.getByRole('dialog').getByRole('button', { name: words.act.send }).click();
  await expect(page.getByText(words.problem.stale)).toBeVisible();
  await page.getByRole('dialog').getByRole('button', { name: words.act.sendAnyway }).click();
  await expect(page.locator('.nodes li')).toHaveCount(2);
});

/** A line to the desk that can be cut: every connection ends, and none opens until it is mended. */
async function cuttable(port: string) {
  const sockets = new Set<Socket>();
  let isCut = false;
  const server = createServer((client) => {
    if (isCut) {
      client.destroy();
      return;
    }
    const desk = connect(Number(port), '127.0.0.1');
    for (const [from, to] of [
      [client, desk],
      [desk, client],
    ] as const) {
      sockets.add(from);
      from.pipe(to);
      from.on('error', () => to.destroy());
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    cut() {
      isCut = true;
      for (const socket of sockets) socket.destroy();
    },
    mend() {
      isCut = false;
    },
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
