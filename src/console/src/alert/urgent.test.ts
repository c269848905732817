import { expect, test } from 'vitest';
import type { TicketView } from '../api/types';
import type { LiveEvent } from '../live/frames';
import { candidates, interrupts, settle } from './urgent';

const ticket = (part: Partial<TicketView> = {}) =>
  ({ number: '1', urgency: 'high', status: 'pending', owner: null, mergedInto: null, ...part }) as TicketView;
const event = (kind: string, by = 'zhao', data = {}) => ({ kind, by, number: '1', data }) as unknown as LiveEvent;
const waiting = [{ ticket: ticket(), takenBy: null }];

test('only what is urgent, unaccepted, and free or mine interrupts me', () => {
  expect(interrupts(ticket(), 'me')).toBe(true);
  expect(interrupts(ticket({ owner: 'me' }), 'me')).toBe(true);
  expect(interrupts(ticket({ owner: 'zhao' }), 'me')).toBe(false);
  expect(interrupts(ticket({ urgency: 'medium' }), 'me')).toBe(false);
  expect(interrupts(ticket({ status: 'processing' }), 'me')).toBe(false);
});

test('an assignment to me and a new urgent ticket are worth a look', () => {
  expect(candidates([event('assigned', 'boss', { owner: 'me' })], 'me')).toEqual(['1']);
  expect(candidates([event('assigned', 'boss', { owner: 'zhao' })], 'me')).toEqual([]);
  expect(candidates([event('opened', 'x', { urgency: 'high' }), event('opened', 'x', { urgency: 'low' })], 'me')).toEqual(['1']);
});

test('the window says who was faster, and goes when it was me', () => {
  expect(settle(waiting, [event('acknowledged', 'zhao')], 'me')).toEqual([{ ticket: ticket(), takenBy: 'zhao' }]);
  expect(settle(waiting, [event('acknowledged', 'me')], 'me')).toEqual([]);
  expect(settle(waiting, [event('closed')], 'me')).toEqual([]);
  expect(settle(waiting, [event('progressed')], 'me')).toBe(waiting);
});
