import type { TicketView } from '../api/types';

/** A customer at a glance. */
export interface Glance {
  open: TicketView[];
  closed: TicketView[];
  /** Tickets with a deadline that was ever missed. */
  breached: number;
  escalated: number;
  /** How often they were dissatisfied and it came back. */
  rounds: number;
  satisfied: number;
  dissatisfied: number;
}

/** @param tickets latest first; a merged one counts as closed, its survivor stands for it */
export function glanceOf(tickets: readonly TicketView[]): Glance {
  const count = (is: (ticket: TicketView) => boolean) => tickets.filter(is).length;
  const isOpen = (ticket: TicketView) => ticket.status !== 'closed' && ticket.mergedInto === null;
  return {
    open: tickets.filter(isOpen),
    closed: tickets.filter((ticket) => !isOpen(ticket)),
    breached: count((ticket) => ticket.breaches.length > 0),
    escalated: count((ticket) => ticket.escalations.length > 0),
    rounds: tickets.reduce((sum, ticket) => sum + ticket.rounds, 0),
    satisfied: count((ticket) => ticket.survey?.satisfied === true),
    dissatisfied: count((ticket) => ticket.survey?.satisfied === false),
  };
}
