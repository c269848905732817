import type { WorkCalendar } from '../api/types';

/** A week or a list of dates as one types it, and back. */
export const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

type Intervals = string[][];

export const intervalsText = (intervals: Intervals | undefined) =>
  (intervals ?? []).map(([from, to]) => `${from}-${to}`).join(', ');

/** Opening intervals of a line such as `09:00-12:00, 13:30-18:00`; throws with the part that is none. */
export function intervalsOf(text: string): Intervals {
  return text
    .split(/[,，]/)
    .map((part) => part.trim())
    .filter(Boolean)
    .map((part) => {
      const found = /^(\d{1,2}:\d{2})\s*[-–~]\s*(\d{1,2}:\d{2})$/.exec(part);
      if (!found) throw new Error(part);
      return [found[1]!.padStart(5, '0'), found[2]!.padStart(5, '0')];
    });
}

export const datesOf = (text: string) =>
  text
    .split(/[\s,，]+/)
    .filter(Boolean)
    .map((date) => {
      if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) throw new Error(date);
      return date;
    });

export const openedText = (opened: WorkCalendar['opened']) =>
  Object.entries(opened ?? {})
    .map(([date, intervals]) => `${date} ${intervalsText(intervals)}`)
    .join('\n');

export function openedOf(text: string): Record<string, Intervals> {
  return Object.fromEntries(
    text
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean)
      .map((line) => {
        const [date = '', ...rest] = line.split(/\s+/);
        const intervals = intervalsOf(rest.join(' '));
        if (!/^\d{4}-\d{2}-\d{2}$/.test(date) || intervals.length === 0) throw new Error(line);
        return [date, intervals];
      }),
  );
}
