import { useQuery } from '@tanstack/react-query';
import { Popover } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask, desk } from '../api/client';
import { calendarQuery, explainQuery } from '../api/queries';
import { serverClock } from '../api/serverTime';
import type { ClockStory, ClockView, TicketView } from '../api/types';
import { Refusal } from '../app/faults';
import { Countdown, isAnswered } from '../format/Deadline';
import { duration, exactMoment, isoDuration, moment } from '../format/time';
import { Panel } from './Panel';

type Kind = ClockStory['clock'];

/** The promises of this ticket, each with how its deadline came about. */
export function Clocks({ ticket }: { ticket: TicketView }) {
  const { t } = useTranslation();
  const { sla } = ticket;
  const clocks: [Kind, ClockView | null][] = [
    ['ack', sla.ack],
    ['response', sla.response],
    ['update', sla.update],
    ['customer_sync', sla.customerSync],
    ['resolution', sla.resolution],
    ['second_handling', sla.secondHandling],
    ['survey', sla.survey],
  ];
  const present = clocks.filter((entry): entry is [Kind, ClockView] => entry[1] !== null);
  return (
    <Panel title={t('ticket.clocks')}>
      {present.length === 0 && <p className="dim">{t('clock.none')}</p>}
      <ul className="clocks">
        {present.map(([kind, clock]) => (
          <Clock key={kind} ticket={ticket} kind={kind} clock={clock} />
        ))}
      </ul>
    </Panel>
  );
}

function Clock({ ticket, kind, clock }: { ticket: TicketView; kind: Kind; clock: ClockView }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <li className={`clock is-${clock.state}`}>
      <Popover
        open={open}
        onOpenChange={setOpen}
        trigger={['hover', 'focus', 'click']}
        placement="leftTop"
        title={t('clock.explain')}
        content={open ? <Story ticket={ticket} kind={kind} clock={clock} /> : null}
      >
        <button type="button">
          <span>
            {t(`clock.${kind}`)}
            {clock.epoch > 1 && <small> {t('clock.epoch', { n: clock.epoch })}</small>}
          </span>
          <Countdown clock={clock} answered={isAnswered(ticket, kind)} />
          <small>{t('clock.due', { at: moment(clock.due) })}</small>
        </button>
      </Popover>
    </li>
  );
}

function Story({ ticket, kind, clock }: { ticket: TicketView; kind: Kind; clock: ClockView }) {
  const { t } = useTranslation();
  const stories = useQuery(explainQuery(ticket.site, ticket.number, ticket.version));
  const story = stories.data?.find((each) => each.clock === kind && each.epoch === clock.epoch);
  const working = useWorkingLeft(ticket.site, clock);
  if (stories.isError) return <Refusal error={stories.error} />;
  if (!story) return <p className="dim">{t('clock.loading')}</p>;
  return (
    <div className="story">
      {working !== null && <p>{t('clock.workingLeft', { time: duration(working, t) })}</p>}
      <p className="dim">
        {t('clock.policy', { policy: story.policyVersion, calendar: story.calendarVersion })} ·{' '}
        {t('clock.started', { at: moment(story.startedAt) })}
      </p>
      <ol>
        {story.explanation.map((step) => (
          <li key={step.kind + step.from} className={`is-${step.kind}`}>
            <span>{t(`step.${step.kind}`)}</span>
            <span>{step.kind === 'sum' ? '' : `${moment(step.from)} – ${moment(step.to)}`}</span>
            <span>{duration(isoDuration(step.amount) || 0, t)}</span>
          </li>
        ))}
      </ol>
      <p>{t('clock.due', { at: exactMoment(story.due) })}</p>
    </div>
  );
}

/** Open time of the site from now to the deadline; null when it has passed or cannot be told. */
function useWorkingLeft(site: string, clock: ClockView) {
  const calendar = useQuery(calendarQuery(site)).data?.calendar;
  const isAhead = clock.state === 'running' && Date.parse(clock.due) > serverClock.now();
  const left = useQuery({
    queryKey: ['working', site, clock.due],
    enabled: calendar !== undefined && isAhead,
    gcTime: 0,
    queryFn: () => {
      const from = new Date(serverClock.now()).toISOString();
      return ask(desk.POST('/api/v1/calendars/elapsed', { body: { calendar: calendar!, from, to: clock.due } }));
    },
  });
  return left.data ? isoDuration(left.data.working) : null;
}
