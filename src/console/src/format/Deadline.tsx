import { useTranslation } from 'react-i18next';
import type { ClockView, TicketView } from '../api/types';
import { useNow } from '../live/useNow';
import { duration, exactMoment } from './time';

type Named = { kind: 'ack' | 'response' | 'resolution' | 'update' | 'customer_sync' | 'second_handling'; clock: ClockView };

/** The running clock that is due first; null when none runs. */
export function nextDue(ticket: TicketView): Named | null {
  const { ack, response, resolution, update, customerSync, secondHandling } = ticket.sla;
  const all = [
    ['ack', ack],
    ['response', response],
    ['resolution', resolution],
    ['update', update],
    ['customer_sync', customerSync],
    ['second_handling', secondHandling],
  ] as const;
  let first: Named | null = null;
  for (const [kind, clock] of all)
    if (clock?.state === 'running' || (clock?.state === 'breached' && !isAnswered(ticket, kind)))
      if (!first || clock.due < first.clock.due) first = { kind, clock };
  return first;
}

/** Whether what the clock waited for has come, if late: then nothing counts on. */
export function isAnswered(ticket: TicketView, kind: string) {
  if (ticket.status === 'closed') return true;
  if (kind === 'ack') return ticket.acceptedAt !== null;
  if (kind === 'response') return ticket.firstResponseAt !== null;
  return kind === 'resolution' ? ticket.resolvedAt !== null : ticket.status === 'resolved' && kind !== 'survey';
}

/** A countdown by the desk's clock. It says in words, and not by colour alone, whether the moment has passed. */
export function Countdown({ clock, kind, answered = false }: { clock: ClockView; kind?: string; answered?: boolean }) {
  const { t } = useTranslation();
  const now = useNow();
  const left = Date.parse(clock.due) - now;
  if (clock.state === 'breached' && answered) return <span className="countdown is-over">{t('clock.breached')}</span>;
  if (clock.state === 'paused' || clock.state === 'met')
    return <span className={`countdown is-${clock.state}`}>{t(`clock.${clock.state}`)}</span>;
  const level = left < 0 ? 'over' : left < 30 * 60_000 ? 'near' : 'calm';
  return (
    <span className={`countdown is-${level}`} title={t('clock.due', { at: exactMoment(clock.due) })}>
      {kind && <small>{kind} </small>}
      <b>{t(left < 0 ? 'clock.overdue' : 'clock.left', { time: duration(left, t) })}</b>
    </span>
  );
}

export function NextDeadline({ ticket }: { ticket: TicketView }) {
  const { t } = useTranslation();
  const next = nextDue(ticket);
  return next ? <Countdown clock={next.clock} kind={t(`clock.${next.kind}`)} /> : <span className="dim">{t('field.none')}</span>;
}
