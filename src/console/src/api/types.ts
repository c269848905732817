import type { TimelineEntry as Entry } from './schema';

export type {
  AgentView as Agent,
  BoardAgent,
  BoardTicket,
  BoardTickets,
  ClockStory,
  ClockView,
  ConfirmSheet,
  MeBody as Me,
  NoticeView,
  PlanPreview,
  PreferencesBody as NoticePreferences,
  Priority,
  SessionView,
  SiteBoard,
  SitePolicy,
  SiteView,
  SurveySheet,
  Target,
  TicketBody,
  TicketView,
  Urgency,
  WorkCalendar,
} from './schema';

/** What each kind of event holds is the event's own; the schema does not list it. */
export type TimelineEntry = Omit<Entry, 'data'> & { data: Record<string, unknown> };
