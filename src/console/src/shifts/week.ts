import type { WorkCalendar } from '../api/types';

export const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Day = (typeof days)[number];

/** A working time of one day, as HH:mm; one that ends at or before its beginning runs past midnight, and 24:00 is that midnight. */
export interface Span {
  from: string;
  to: string;
}

/** Working hours while they are edited: spans of each weekday, days off, and single days with hours of their own. */
export interface Week {
  timeZone: string;
  days: Record<Day, Span[]>;
  off: string[];
  extra: { date: string; spans: Span[] }[];
}

const minutesOfDay = 24 * 60;

const minute = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/** From and to in minutes after midnight; the end is the later one. */
function bounds({ from, to }: Span): [number, number] {
  const opens = minute(from);
  const closes = minute(to);
  return [opens, closes > opens ? closes : closes + minutesOfDay];
}

const spans = (pairs: readonly (readonly string[])[] | undefined): Span[] =>
  (pairs ?? []).map(([from, to]) => ({ from: from!, to: to === '24:00' ? '00:00' : to! }));

/** A field for times knows no 24:00: there midnight as an end is 00:00, and the desk's word for it 24:00. */
const pairs = (list: readonly Span[]) => list.map(({ from, to }) => [from, to === '00:00' ? '24:00' : to]);

/** @param zone the site's, for who has no hours yet */
export function weekOf(shifts: WorkCalendar | null, zone: string): Week {
  return {
    timeZone: shifts?.timeZone ?? zone,
    days: Object.fromEntries(days.map((day) => [day, spans(shifts?.week?.[day])])) as Week['days'],
    off: [...(shifts?.closed ?? [])],
    extra: Object.entries(shifts?.opened ?? {}).map(([date, hours]) => ({ date, spans: spans(hours) })),
  };
}

/** The hours as the desk takes them; null when there are none at all, and the presence is then set by hand. */
export function shiftsOf(week: Week, kept: WorkCalendar | null): WorkCalendar | null {
  const worked = days.filter((day) => week.days[day].length > 0);
  const extra = week.extra.filter((day) => day.date !== '' && day.spans.length > 0);
  if (worked.length === 0 && extra.length === 0) return null;
  return {
    ...(kept?.publishedYears ? { publishedYears: kept.publishedYears } : {}),
    timeZone: week.timeZone,
    week: Object.fromEntries(worked.map((day) => [day, pairs(week.days[day])])),
    closed: week.off.filter(Boolean).sort(),
    opened: Object.fromEntries(extra.map((day) => [day.date, pairs(day.spans)])),
  };
}

/** Minutes of work in the spans. */
export const minutesOf = (list: readonly Span[]) =>
  list.reduce((sum, span) => {
    const [from, to] = bounds(span);
    return sum + to - from;
  }, 0);

export type SpanFault = 'incomplete' | 'empty' | 'overlap';

/** What is wrong with the spans of one day, by their place; the night before may reach into it. */
export function faultsOf(list: readonly Span[], before: readonly Span[]): (SpanFault | null)[] {
  const whole = (span: Span) => /^\d\d:\d\d$/.test(span.from) && /^\d\d:\d\d$/.test(span.to);
  const night = before
    .filter(whole)
    .map(bounds)
    .reduce((latest, [, to]) => Math.max(latest, to - minutesOfDay), 0);
  return list.map((span, place) => {
    if (!whole(span)) return 'incomplete';
    if (span.from === span.to && span.from !== '00:00') return 'empty';
    const [from, to] = bounds(span);
    const meets = list.some((other, at) => {
      if (at === place || !whole(other)) return false;
      const [otherFrom, otherTo] = bounds(other);
      return from < otherTo && otherFrom < to;
    });
    return meets || from < night ? 'overlap' : null;
  });
}

/** The weekday before. */
export const dayBefore = (day: Day): Day => days[(days.indexOf(day) + 6) % 7]!;

/** As 09:00–18:00; an end past midnight says so by a plus. */
export const spanText = ({ from, to }: Span) =>
  `${from}–${to === '00:00' ? '24:00' : to}${to !== '00:00' && minute(to) <= minute(from) ? '⁺¹' : ''}`;
