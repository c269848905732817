import type { TFunction } from 'i18next';
import { language } from '../i18n/language';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** The two greatest units of a length of time, such as "3 h 20 min"; seconds only below an hour. */
export function duration(ms: number, t: TFunction) {
  const rest = Math.abs(ms);
  const parts: [number, string][] =
    rest >= day
      ? [
          [Math.floor(rest / day), t('time.day')],
          [Math.floor((rest % day) / hour), t('time.hour')],
        ]
      : rest >= hour
        ? [
            [Math.floor(rest / hour), t('time.hour')],
            [Math.floor((rest % hour) / minute), t('time.minute')],
          ]
        : [
            [Math.floor(rest / minute), t('time.minute')],
            [Math.floor((rest % minute) / 1000), t('time.second')],
          ];
  const shown = parts.filter(([amount], place) => amount > 0 || (place === 1 && parts[0]![0] === 0));
  return shown.map(([amount, unit]) => `${amount} ${unit}`).join(' ');
}

/** Milliseconds of an ISO 8601 duration of days and times, such as PT4H30M. */
export function isoDuration(text: string) {
  const found = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?$/.exec(text);
  if (!found) return Number.NaN;
  const [, days, hours, minutes, seconds] = found;
  return Number(days ?? 0) * day + Number(hours ?? 0) * hour + Number(minutes ?? 0) * minute + Number(seconds ?? 0) * 1000;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function format(options: Intl.DateTimeFormatOptions) {
  const key = language() + JSON.stringify(options);
  let made = formats.get(key);
  if (!made) {
    made = new Intl.DateTimeFormat(language() === 'en' ? 'en-GB' : 'zh-CN', { hour12: false, ...options });
    formats.set(key, made);
  }
  return made;
}

/** Day and minute in the reader's zone. */
export const moment = (at: string | number) =>
  format({ month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' }).format(new Date(at));

export const exactMoment = (at: string | number) =>
  format({ year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(
    new Date(at),
  );
