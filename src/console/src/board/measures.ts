import type { TicketView } from '../api/types';
import { nextDue } from '../format/Deadline';

const hour = 3_600_000;

export const ages = ['under1h', 'under4h', 'under24h', 'over24h'] as const;
export type Age = (typeof ages)[number];

/** How long a pending ticket has waited by now. */
export function ageOf(submittedAt: string, now: number): Age {
  const waited = now - Date.parse(submittedAt);
  if (waited < hour) return 'under1h';
  if (waited < 4 * hour) return 'under4h';
  return waited < 24 * hour ? 'under24h' : 'over24h';
}

/** How many pending tickets have waited how long. */
export function queueAges(tickets: readonly TicketView[], now: number): Record<Age, number> {
  const counts = { under1h: 0, under4h: 0, under24h: 0, over24h: 0 };
  for (const ticket of tickets) if (ticket.status === 'pending') counts[ageOf(ticket.submittedAt, now)]++;
  return counts;
}

/** Tickets whose next deadline has passed, and those whose comes within the hour; the most pressing first. */
export function pressing(tickets: readonly TicketView[], now: number) {
  const due = tickets
    .flatMap((ticket) => {
      const next = nextDue(ticket);
      return next ? [{ ticket, at: Date.parse(next.clock.due) }] : [];
    })
    .sort((a, b) => a.at - b.at);
  return {
    past: due.filter(({ at }) => at <= now).map(({ ticket }) => ticket),
    near: due.filter(({ at }) => at > now && at <= now + hour).map(({ ticket }) => ticket),
  };
}

export const openEscalations = (tickets: readonly TicketView[]) =>
  tickets.filter((ticket) => ticket.escalations.some((escalation) => escalation.acknowledgedAt === null));
