import type { TicketView } from '../api/types';
import type { LiveEvent } from '../live/frames';

/** @property takenBy who accepted it while it was shown; null while it waits */
export interface Urgent {
  ticket: TicketView;
  takenBy: string | null;
}

/** Whether the ticket interrupts this agent: urgent, unaccepted, and free or theirs. */
export const interrupts = (ticket: TicketView, me: string) =>
  ticket.urgency === 'high' &&
  ticket.status === 'pending' &&
  !ticket.mergedInto &&
  (ticket.owner === null || ticket.owner === me);

/** Numbers of tickets that may have become urgent by these events. */
export function candidates(batch: readonly LiveEvent[], me: string): string[] {
  const numbers = batch
    .filter(
      ({ kind, data }) =>
        (kind === 'opened' && data.urgency === 'high') ||
        kind === 'declined' ||
        kind === 'reopened' ||
        (kind === 'assigned' && data.owner === me),
    )
    .map((event) => event.number);
  return [...new Set(numbers)];
}

/** The waiting list after the events: what was accepted says by whom, what else has ended goes. */
export function settle(waiting: readonly Urgent[], batch: readonly LiveEvent[], me: string): readonly Urgent[] {
  let next = waiting;
  for (const { kind, number, by, data } of batch) {
    const found = next.find((each) => each.ticket.number === number);
    if (!found) continue;
    if (kind === 'acknowledged' && by !== me) next = next.map((each) => (each === found ? { ...each, takenBy: by } : each));
    else if (
      ['acknowledged', 'closed', 'merged', 'resolved', 'transferred'].includes(kind) ||
      (kind === 'assigned' && data.owner !== me)
    ) {
      next = next.filter((each) => each !== found);
    }
  }
  return next;
}
