import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask, desk } from '../api/client';
import { calendarQuery } from '../api/queries';
import { serverClock } from '../api/serverTime';
import type { WorkCalendar } from '../api/types';
import { Refusal, Waiting } from '../app/faults';
import { exactMoment } from '../format/time';
import { Panel } from '../ticket/Panel';
import { datesOf, days, intervalsOf, intervalsText, openedOf, openedText } from './calendarText';
import { PublishDialog } from './PublishDialog';
import { type TypedTarget, targetOf } from './targets';
import { usePublish } from './usePublish';

/** When the site is open; what is typed can be tried before it is published. */
export function CalendarTab({ site }: { site: string }) {
  const query = useQuery(calendarQuery(site));
  if (query.isError) return <Refusal error={query.error} />;
  return query.data ? (
    <Editor key={query.data.version} site={site} calendar={query.data.calendar} version={query.data.version} />
  ) : (
    <Waiting />
  );
}

type Week = Partial<Record<(typeof days)[number], string[][]>>;

function Editor({ site, calendar, version }: { site: string; calendar: WorkCalendar; version: number }) {
  const { t } = useTranslation();
  const publishing = usePublish<WorkCalendar>(site, 'calendar', {
    preview: (body) => ask(desk.POST('/api/v1/sites/{site}/calendar/preview', { params: { path: { site } }, body })),
    publish: (body) =>
      ask(
        desk.PUT('/api/v1/sites/{site}/calendar', {
          params: { path: { site } },
          body,
          headers: { 'If-Match': `"${version}"` } as never,
        }),
      ),
  });
  const { busy, refused } = publishing;
  const [week, setWeek] = useState(() =>
    Object.fromEntries(days.map((day) => [day, intervalsText((calendar.week as Week | undefined)?.[day])])),
  );
  const [closed, setClosed] = useState((calendar.closed ?? []).join('\n'));
  const [opened, setOpened] = useState(openedText(calendar.opened));
  const [target, setTarget] = useState<TypedTarget>({ amount: '3', unit: 'days' });
  const [tried, setTried] = useState<string | null>(null);
  const [fault, setFault] = useState<string | null>(null);

  /** What is typed, as a calendar; null when it is none, with the reason shown. */
  function made(): WorkCalendar | null {
    try {
      setFault(null);
      const open = days.flatMap((day) => {
        const intervals = intervalsOf(week[day] ?? '');
        return intervals.length > 0 ? [[day, intervals] as const] : [];
      });
      return { ...calendar, week: Object.fromEntries(open), closed: datesOf(closed), opened: openedOf(opened) };
    } catch (error) {
      setFault(t('admin.badInterval', { text: (error as Error).message }));
      return null;
    }
  }

  async function tryOut() {
    const typedCalendar = made();
    const wanted = targetOf(target, null);
    if (!typedCalendar || !wanted) return;
    try {
      const start = new Date(serverClock.now()).toISOString();
      const view = await ask(desk.POST('/api/v1/calendars/due', { body: { calendar: typedCalendar, start, target: wanted } }));
      setTried(view.due && t('admin.tryOutDue', { at: exactMoment(view.due) }));
    } catch (error) {
      setTried(null);
      setFault((error as Error).message);
    }
  }

  return (
    <>
      <p className="dim">
        {t('admin.versionNow', { n: version })} · {calendar.timeZone} · {t('admin.publishNote')}
      </p>
      {refused && <Refusal error={refused} />}
      {fault && (
        <p className="refusal" role="alert">
          {fault}
        </p>
      )}
      <Panel title={t('admin.week')}>
        <p className="dim">{t('admin.intervalsHint')}</p>
        <div className="grid-fields">
          {days.map((day) => (
            <div key={day} className="field">
              <label htmlFor={`day-${day}`}>{t(`admin.day.${day}`)}</label>
              <input
                id={`day-${day}`}
                className="plain-input wide"
                value={week[day]}
                onChange={(e) => setWeek({ ...week, [day]: e.target.value })}
              />
            </div>
          ))}
        </div>
      </Panel>
      <Panel title={t('admin.closedDates')}>
        <p className="dim">{t('admin.datesHint')}</p>
        <textarea
          className="code dates"
          aria-label={t('admin.closedDates')}
          value={closed}
          onChange={(e) => setClosed(e.target.value)}
        />
      </Panel>
      <Panel title={t('admin.openedDates')}>
        <p className="dim">{t('admin.openedHint')}</p>
        <textarea
          className="code dates"
          aria-label={t('admin.openedDates')}
          value={opened}
          onChange={(e) => setOpened(e.target.value)}
        />
      </Panel>
      <Panel title={t('admin.tryOut')}>
        <p className="dim">{t('admin.tryOutLead')}</p>
        <div className="acts">
          <span className="target">
            <input
              className="plain-input"
              aria-label={t('admin.tryOut')}
              value={target.amount}
              onChange={(e) => setTarget({ ...target, amount: e.target.value })}
            />
            <select
              className="plain-select"
              aria-label={t('admin.targetUnits')}
              value={target.unit}
              onChange={(e) => setTarget({ ...target, unit: e.target.value as TypedTarget['unit'] })}
            >
              <option value="working">{t('admin.unitWorking')}</option>
              <option value="days">{t('admin.unitDays')}</option>
            </select>
          </span>
          <Button onClick={() => void tryOut()}>{t('admin.tryOut')}</Button>
          {tried && <strong role="status">{tried}</strong>}
        </div>
      </Panel>
      <div className="acts">
        <Button
          type="primary"
          loading={busy}
          onClick={() => {
            const body = made();
            if (body) void publishing.propose(body);
          }}
        >
          {t('admin.preview')}
        </Button>
      </div>
      {publishing.offer && (
        <PublishDialog
          site={site}
          version={version + 1}
          preview={publishing.offer.preview}
          busy={busy}
          onPublish={() => void publishing.accept()}
          onClose={publishing.dismiss}
        />
      )}
    </>
  );
}
