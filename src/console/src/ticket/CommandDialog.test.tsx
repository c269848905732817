import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { App } from 'antd';
import i18next from 'i18next';
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { TicketView } from '../api/types';
import { startI18n } from '../i18n';
import { CommandDialog } from './CommandDialog';

const ticket = {
  site: 'SH',
  number: '202601-0001',
  version: 4,
  type: null,
  subtasks: [],
  priority: { value: 'high' },
} as unknown as TicketView;
const sent: { url: string; key: string | null; match: string | null; body: unknown }[] = [];
let answers: (() => Response)[] = [];

beforeAll(async () => {
  localStorage.setItem('desk.language', 'en');
  await startI18n();
});

beforeEach(() => {
  sent.length = 0;
  vi.stubGlobal('fetch', async (request: Request) => {
    if (request.method !== 'POST') return Response.json({ items: [], next: null, id: 'me', types: [], ...ticket, version: 5 });
    sent.push({
      url: request.url,
      key: request.headers.get('Idempotency-Key'),
      match: request.headers.get('If-Match'),
      body: await request.json(),
    });
    const answer = answers.shift();
    if (!answer) throw new TypeError('the line is dead');
    return answer();
  });
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  answers = [];
  for (const name of Object.keys(localStorage)) if (name.startsWith('desk.draft')) localStorage.removeItem(name);
});

function open(name: 'decline' | 'escalate' = 'decline') {
  const done = vi.fn();
  render(
    <App>
      <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
        <CommandDialog ticket={ticket} name={name} onClose={() => {}} onDone={done} />
      </QueryClientProvider>
    </App>,
  );
  return done;
}

/** The button takes no click while it is busy. */
const settled = () => waitFor(() => expect(document.querySelector('.ant-btn-loading')).toBeNull());

const problem = (status: number, code: string, detail: string) => () =>
  Response.json({ status, code, detail, title: '', type: '', traceId: '' }, { status });

test('what is needed is asked for before anything is sent', async () => {
  open();
  fireEvent.click(screen.getByText(i18next.t('act.send')));
  expect(await screen.findByText(i18next.t('commands.required'))).toBeTruthy();
  expect(sent).toEqual([]);
});

test('a command carries the version that was seen and a key of its own', async () => {
  answers = [() => Response.json({ ...ticket, version: 5 })];
  const done = open('escalate');
  fireEvent.change(screen.getByLabelText(/Reason/), { target: { value: 'They are pressing' } });
  fireEvent.click(screen.getByText(i18next.t('act.send')));
  await waitFor(() => expect(done).toHaveBeenCalled());
  expect(sent[0]).toMatchObject({ match: '"4"', body: { level: 1, reason: 'They are pressing' } });
  expect(sent[0]!.url).toContain('/tickets/SH/202601-0001/escalate');
  expect(sent[0]!.key).toMatch(/^[0-9a-f]{32}$/);
});

test('after silence the same request goes out again under the same key, and the draft is kept', async () => {
  open();
  fireEvent.change(screen.getByLabelText(/Reason/), { target: { value: 'Not my field' } });
  fireEvent.click(screen.getByText(i18next.t('act.send')));
  await screen.findByText(i18next.t('problem.unreachable'), {}, { timeout: 3000 });
  expect(new Set(sent.map((each) => each.key)).size).toBe(1);
  expect(sent.length).toBe(2);
  cleanup();
  open();
  expect((screen.getByLabelText(/Reason/) as HTMLTextAreaElement).value).toBe('Not my field');
});

test('a refusal is shown in the desk’s words; a stale version is sent again only when the reader says so', async () => {
  answers = [
    problem(409, 'already_acknowledged', 'It has been accepted already.'),
    problem(412, 'stale', 'x'),
    () => Response.json({ ...ticket, version: 6 }),
  ];
  const done = open();
  fireEvent.change(screen.getByLabelText(/Reason/), { target: { value: 'Not my field' } });
  fireEvent.click(screen.getByText(i18next.t('act.send')));
  expect(await screen.findByText('It has been accepted already.')).toBeTruthy();
  await settled();
  fireEvent.click(screen.getByText(i18next.t('act.send')));
  expect(await screen.findByText(i18next.t('problem.stale'))).toBeTruthy();
  expect(done).not.toHaveBeenCalled();
  await settled();
  fireEvent.click(screen.getByText(i18next.t('act.sendAnyway')));
  await waitFor(() => expect(done).toHaveBeenCalled());
  expect(sent[2]!.match).toBe('"5"');
  expect(new Set(sent.map((each) => each.key)).size).toBe(3);
});
