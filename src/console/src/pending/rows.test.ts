import { expect, test } from 'vitest';
import type { TicketView } from '../api/types';
import type { LiveEvent } from '../live/frames';
import { inOrder, PendingRows } from './rows';

const ticket = (number: string, part: Partial<TicketView> = {}) =>
  ({
    number,
    status: 'pending',
    urgency: 'medium',
    submittedAt: '2026-01-01T00:00:00.000Z',
    mergedInto: null,
    version: 1,
    ...part,
  }) as TicketView;

const event = (number: string, kind: string, version: number, part: Partial<LiveEvent> = {}) =>
  ({ number, kind, version, by: 'li.na', site: 'SH', data: {}, ...part }) as LiveEvent;

test('the queue is by urgency, then submit time, then number', () => {
  const late = ticket('202601-0002', { submittedAt: '2026-01-01T09:00:00.000Z' });
  const early = ticket('202601-0009', { submittedAt: '2026-01-01T08:00:00.000Z' });
  const urgent = ticket('202601-0011', { urgency: 'high', submittedAt: '2026-01-01T10:00:00.000Z' });
  const wrapped = ticket('202601-10000', { submittedAt: '2026-01-01T09:00:00.000Z' });
  expect([wrapped, late, early, urgent].sort(inOrder).map((each) => each.number)).toEqual([
    '202601-0011',
    '202601-0009',
    '202601-0002',
    '202601-10000',
  ]);
});

test('an accepted ticket goes, and says who took it', () => {
  const rows = new PendingRows();
  rows.addPage([ticket('1'), ticket('2')], null);
  expect(rows.take([event('1', 'acknowledged', 2)])).toEqual({ read: [], taken: [{ number: '1', by: 'li.na' }] });
  expect(rows.list.map((each) => each.number)).toEqual(['2']);
});

test('an event that the row already shows changes nothing', () => {
  const rows = new PendingRows();
  rows.addPage([ticket('1', { version: 3 })], null);
  const before = rows.list;
  expect(rows.take([event('1', 'acknowledged', 3)])).toEqual({ read: [], taken: [] });
  expect(rows.list).toBe(before);
});

test('an older answer does not undo a newer one', () => {
  const rows = new PendingRows();
  rows.addPage([ticket('1', { version: 3, verbatim: 'new' })], null);
  rows.put([ticket('1', { version: 2, verbatim: 'old' })]);
  expect(rows.find('1')?.verbatim).toBe('new');
});

test('a new ticket stands in its place at once, as far as it lies in the loaded part; the rest of it is read when it is looked at', () => {
  const rows = new PendingRows();
  rows.addPage([ticket('1', { urgency: 'medium' })], 'more');
  const opened = (number: string, urgency: string) =>
    event(number, 'opened', 1, { data: { urgency, submittedAt: '2026-01-02T00:00:00.000Z', verbatim: 'new', customer: {} } });
  expect(rows.take([opened('2', 'high'), opened('3', 'low')]).read).toEqual([]);
  expect(rows.list.map((each) => [each.number, rows.isStale(each.number)])).toEqual([
    ['2', true],
    ['1', false],
  ]);
  rows.put([ticket('2', { urgency: 'high', verbatim: 'read' })]);
  expect([rows.find('2')?.verbatim, rows.isStale('2')]).toEqual(['read', false]);
});

test('an opening that cannot be read is asked of the desk', () => {
  const rows = new PendingRows();
  rows.addPage([ticket('1')], null);
  expect(rows.take([event('2', 'opened', 1, { data: { unreadable: true } })]).read).toEqual(['2']);
});

test('whom a ticket was offered to is shown from the event, and the row waits to be read', () => {
  const rows = new PendingRows();
  rows.addPage([ticket('1', { owner: null }), ticket('2')], null);
  rows.take([event('1', 'assigned', 2, { data: { owner: 'wang.wei' } })]);
  expect([rows.find('1')?.owner, rows.isStale('1')]).toEqual(['wang.wei', true]);
  rows.take([event('1', 'declined', 3)]);
  expect(rows.find('1')?.owner).toBe(null);
  rows.put([ticket('1', { version: 2, owner: 'wang.wei' })]);
  expect(rows.isStale('1')).toBe(true);
  expect(rows.list.map((each) => each.number)).toEqual(['1', '2']);
});

test('a ticket that is accepted in the same burst in which it came is not read at all', () => {
  const rows = new PendingRows();
  rows.addPage([], null);
  expect(rows.take([event('5', 'second_handling_started', 1), event('5', 'acknowledged', 2)]).read).toEqual([]);
  expect(rows.list).toEqual([]);
});

test('however the events fall, the list is in order and holds what is pending', () => {
  const rows = new PendingRows();
  const at = (i: number) => new Date((i * 7919) % 100_000).toISOString();
  const urgencies = ['high', 'medium', 'low'] as const;
  rows.addPage(
    Array.from({ length: 200 }, (_, i) => ticket(String(i), { submittedAt: at(i), urgency: urgencies[i % 3]! })),
    null,
  );
  for (let round = 0; round < 40; round++) {
    rows.take([
      event(String(round * 5), 'acknowledged', 2),
      event(String(300 + round), 'opened', 1, { data: { urgency: urgencies[round % 3], submittedAt: at(round), customer: {} } }),
      event(String(round * 3 + 1), 'assigned', 2, { data: { owner: 'li' } }),
    ]);
    expect(rows.list).toEqual([...rows.list].sort(inOrder));
  }
  expect(rows.list.length).toBe(200);
  expect(new Set(rows.list.map((each) => each.number)).size).toBe(200);
});
