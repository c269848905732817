import { connect, createServer, type Socket } from 'node:net';
import { command, expect, go, live, status, test } from './desk';

test('two agents press accept on one alert: one has the ticket, the other sees who', async ({
  page,
  words,
  api,
  signIn,
  another,
}) => {
  await signIn('bj-engineer-1');
  const other = await another('bj-engineer-2');
  const ticket = await api.open({ urgency: 'high', impact: 'core_function' }, 'BJ');
  const windows = [page, other].map((each) => each.getByRole('alertdialog').filter({ hasText: ticket.number }));
  for (const each of windows) await expect(each.getByRole('heading', { name: words.alert.title })).toBeVisible();
  await Promise.all(
    windows.map((each) =>
      each
        .getByRole('button', { name: words.alert.accept })
        .click({ noWaitAfter: true })
        .catch(() => {}),
    ),
  );
  await expect.poll(async () => (await api.read(ticket)).status).toBe('processing');
  const owner = (await api.read(ticket)).owner!;
  const [winner, loser] = owner === 'bj-engineer-1' ? [page, other] : [other, page];
  const name = owner === 'bj-engineer-1' ? 'BJ engineer 1' : 'BJ engineer 2';
  await expect(winner).toHaveURL(new RegExp(ticket.number));
  await expect(loser.getByRole('alertdialog')).toContainText(name);
});

test('two agents claim at once: two tickets or one, never the same one twice', async ({ page, words, api, signIn, another }) => {
  const tickets = [await api.open({ urgency: 'medium' }, 'BJ'), await api.open({ urgency: 'medium' }, 'BJ')];
  await signIn('bj-agent-1');
  const other = await another('bj-agent-2');
  await Promise.all([page, other].map((each) => each.getByRole('button', { name: words.pending.claimNext }).click()));
  const took = new RegExp(words.pending.took.replace('{{number}}', '(CW\\d+)'));
  const numbers = await Promise.all(
    [page, other].map(async (each) => took.exec((await each.getByText(took).first().textContent()) ?? '')![1]!),
  );
  expect(new Set(numbers).size).toBe(2);
  expect(tickets.length).toBe(2);
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
    await signIn('sh-engineer-1', page);
    await go(page, ticket);
    await live(page, words);
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
  await signIn('sh-engineer-1');
  await go(page, ticket);
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
