import type { TimelineEntry as Entry } from './schema';

export type {
  AgentView as Agent,
  BoardAgent,
  BoardTicket,
  BoardTickets,
  ClockStory,
  ClockView,
  MeBody as Me,
  PlanPreview,
  Priority,
  SiteBoard,
  SitePolicy,
  SiteView,
  Target,
  TicketBody,
  TicketView,
  Urgency,
  WorkCalendar,
} from './schema';

/** What each kind of event holds is the event's own; the schema does not list it. */
export type TimelineEntry = Omit<Entry, 'data'> & { data: Record<string, unknown> };
