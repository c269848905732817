import { expect, test } from 'vitest';
import type { TicketView } from '../api/types';
import { glanceOf } from './glance';

const ticket = (part: object) =>
  ({
    status: 'processing',
    mergedInto: null,
    breaches: [],
    escalations: [],
    rounds: 0,
    survey: null,
    ...part,
  }) as unknown as TicketView;

test('a customer at a glance: what is open, what went wrong, and what they thought of it', () => {
  const tickets = [
    ticket({ number: '4', breaches: [{}], escalations: [{}, {}] }),
    ticket({ number: '3', mergedInto: '4' }),
    ticket({ number: '2', status: 'resolved', rounds: 2, survey: { satisfied: false } }),
    ticket({ number: '1', status: 'closed', survey: { satisfied: true } }),
    ticket({ number: '0', status: 'closed', survey: { satisfied: null } }),
  ];
  const { open, closed, ...rest } = glanceOf(tickets);
  expect(open.map((each) => each.number)).toEqual(['4', '2']);
  expect(closed.map((each) => each.number)).toEqual(['3', '1', '0']);
  expect(rest).toEqual({ breached: 1, escalated: 1, rounds: 2, satisfied: 1, dissatisfied: 1 });
});
