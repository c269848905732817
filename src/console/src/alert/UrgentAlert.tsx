import './alert.css';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { App, Button } from 'antd';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask, desk } from '../api/client';
import { asRefused } from '../api/problem';
import { meQuery, readTicket } from '../api/queries';
import type { TicketView } from '../api/types';
import { sound } from '../app/settings';
import { useSite } from '../app/useSite';
import { TierMark, useNames } from '../format/marks';
import { duration } from '../format/time';
import { useLive } from '../live/useLive';
import { useNow } from '../live/useNow';
import { send } from '../ticket/send';
import { chime } from './chime';
import { candidates, interrupts, settle, type Urgent } from './urgent';

/** The must-accept alert 强提醒弹窗: an urgent ticket interrupts whoever may take it; the first who accepts has it. */
export function UrgentAlert() {
  const { site } = useSite();
  const me = useQuery(meQuery).data?.id ?? '';
  const [waiting, setWaiting] = useState<readonly Urgent[]>([]);
  const dismissed = useRef(new Set<string>());

  const offer = useCallback(
    (tickets: readonly TicketView[], loud: boolean) => {
      const fresh = tickets.filter((ticket) => interrupts(ticket, me) && !dismissed.current.has(ticket.number));
      setWaiting((before) => [
        ...before,
        ...fresh.filter((t) => !before.some((b) => b.ticket.number === t.number)).map((ticket) => ({ ticket, takenBy: null })),
      ]);
      if (fresh.length > 0 && loud) announce(fresh[0]!);
    },
    [me],
  );

  const look = useCallback(() => {
    if (!site || !me) return;
    // The queue begins with what is urgent: its first page is enough.
    void ask(desk.GET('/api/v1/queue', { params: { query: { site, limit: 20 } } })).then(
      (page) => {
        // What waited before the page was opened is in the list already; only what was given to this agent interrupts.
        offer(
          page.items.filter((ticket) => ticket.owner === me),
          false,
        );
      },
      () => {},
    );
  }, [site, me, offer]);

  useEffect(() => {
    setWaiting([]);
    dismissed.current.clear();
    look();
  }, [look]);

  useLive((batch) => {
    const ours = batch.filter((event) => event.site === site);
    if (ours.length === 0) return;
    setWaiting((before) => settle(before, ours, me));
    const numbers = candidates(ours, me).slice(0, 5);
    if (numbers.length > 0) {
      void Promise.allSettled(numbers.map((number) => readTicket(site, number))).then((read) =>
        offer(
          read.flatMap((r) => (r.status === 'fulfilled' ? [r.value] : [])),
          true,
        ),
      );
    }
  }, look);

  const first = waiting[0];
  if (!first) return null;
  const drop = (number: string) => {
    dismissed.current.add(number);
    setWaiting((before) => before.filter((each) => each.ticket.number !== number));
  };
  return (
    <AlertWindow
      key={first.ticket.number}
      urgent={first}
      more={waiting.length - 1}
      onDrop={() => drop(first.ticket.number)}
      onLost={(by) => setWaiting((before) => before.map((each) => (each === first ? { ...each, takenBy: by } : each)))}
    />
  );
}

function announce(ticket: TicketView) {
  if (sound.get()) chime();
  if ('Notification' in window && Notification.permission === 'granted' && document.hidden) {
    const notice = new Notification(`${ticket.number} · ${ticket.customer.name}`, {
      body: ticket.verbatim.slice(0, 120),
      tag: ticket.number,
    });
    notice.onclick = () => window.focus();
  }
}

interface Props {
  urgent: Urgent;
  more: number;
  onDrop: () => void;
  onLost: (by: string) => void;
}

function AlertWindow({ urgent: { ticket, takenBy }, more, onDrop, onLost }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const nameOf = useNames(ticket.site);
  const now = useNow();
  const [busy, setBusy] = useState(false);
  const [maySilently, setMaySilently] = useState('Notification' in window && Notification.permission === 'default');

  async function accept() {
    setBusy(true);
    try {
      await send({ site: ticket.site, number: ticket.number, path: 'acknowledge' });
      void message.success(t('alert.you', { number: ticket.number }));
      onDrop();
      await navigate({ to: '/tickets/$site/$number', params: { site: ticket.site, number: ticket.number } });
    } catch (error) {
      const refused = asRefused(error);
      const owner =
        refused.code === 'already_acknowledged' ? (await readTicket(ticket.site, ticket.number).catch(() => ticket)).owner : null;
      if (owner) onLost(owner);
      else void message.error(refused.message || t('problem.unreachable'));
    } finally {
      setBusy(false);
    }
  }

  return (
    <section
      className={`alert-window${takenBy ? ' is-taken' : ''}`}
      role="alertdialog"
      aria-labelledby="alert-title"
      aria-describedby="alert-text"
    >
      <header>
        <h2 id="alert-title">{takenBy ? t('alert.taken', { number: ticket.number, who: nameOf(takenBy) }) : t('alert.title')}</h2>
        {more > 0 && <small>{t('alert.more', { count: more })}</small>}
      </header>
      <p className="alert-who">
        <strong>{ticket.number}</strong> {ticket.customer.name} <TierMark tier={ticket.customer.tier} />
      </p>
      <blockquote id="alert-text">{ticket.verbatim}</blockquote>
      {!takenBy && (
        <p className="dim">
          {t('alert.waited', { time: duration(Math.max(0, now - Date.parse(ticket.submittedAt)), t) })} · {t('alert.lead')}
        </p>
      )}
      <div className="alert-acts">
        {takenBy ? (
          <Button onClick={onDrop}>{t('alert.dismissAll')}</Button>
        ) : (
          <>
            <Button type="primary" danger loading={busy} onClick={() => void accept()}>
              {t('alert.accept')}
            </Button>
            <Button onClick={onDrop}>{t('alert.later')}</Button>
            {maySilently && (
              <Button type="text" onClick={() => void Notification.requestPermission().then(() => setMaySilently(false))}>
                {t('alert.notify')}
              </Button>
            )}
          </>
        )}
      </div>
    </section>
  );
}
