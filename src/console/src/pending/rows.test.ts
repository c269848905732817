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

test('of new tickets only those within the loaded part are read; the others come with their page', () => {
  const rows = new PendingRows();
  rows.addPage([ticket('1', { urgency: 'medium' })], 'more');
  const opened = (number: string, urgency: string) =>
    event(number, 'opened', 1, { data: { urgency, submittedAt: '2026-01-02T00:00:00.000Z' } });
  expect(rows.take([opened('2', 'high'), opened('3', 'low')]).read).toEqual(['2']);
});

test('a ticket that is accepted in the same burst in which it came is not read at all', () => {
  const rows = new PendingRows();
  rows.addPage([], null);
  expect(rows.take([event('5', 'opened', 1), event('5', 'acknowledged', 2)]).read).toEqual([]);
});

test('ten thousand events over fifty thousand rows are worked off in a small part of their minute', () => {
  const rows = new PendingRows();
  const count = 50_000;
  rows.addPage(
    Array.from({ length: count }, (_, i) => ticket(String(i), { submittedAt: new Date(i * 1000).toISOString() })),
    null,
  );
  const start = performance.now();
  // A minute at one batch a frame would be 3,600 batches; one a second is the coarser case of a busy machine.
  for (let second = 0; second < 60; second++) {
    rows.take(
      Array.from({ length: 167 }, (_, i) => event(String((second * 167 + i) * 4), i % 2 ? 'acknowledged' : 'progressed', 2)),
    );
  }
  expect(performance.now() - start).toBeLessThan(15_000);
  expect(rows.list.length).toBeLessThan(count);
});
