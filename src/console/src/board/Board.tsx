import './board.css';
import '../ticket/ticket.css';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { App, Button } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asRefused } from '../api/problem';
import { agentsQuery } from '../api/queries';
import type { TicketView } from '../api/types';
import { Refusal, Waiting } from '../app/faults';
import { useSite } from '../app/useSite';
import { NextDeadline } from '../format/Deadline';
import { useEscalationWords } from '../format/marks';
import { useNow } from '../live/useNow';
import { CommandDialog } from '../ticket/CommandDialog';
import { Panel } from '../ticket/Panel';
import { send } from '../ticket/send';
import { Chart } from './Chart';
import { Loads } from './Loads';
import { ages, openEscalations, pressing, queueAges } from './measures';
import { useOpenTickets } from './useOpenTickets';

/** The supervisor's view of the site, live: who has how much, what is late or about to be, and who has called for help. */
export function Board() {
  const { t } = useTranslation();
  const { site } = useSite();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const agents = useQuery(agentsQuery(site)).data ?? [];
  const open = useOpenTickets(site);
  const minute = Math.floor(useNow() / 60_000) * 60_000;
  const [noting, setNoting] = useState<{ ticket: TicketView; level: number } | null>(null);
  const tickets = useMemo(() => open.data?.tickets ?? [], [open.data]);
  const urgent = useMemo(() => pressing(tickets, minute), [tickets, minute]);
  const waited = useMemo(() => queueAges(tickets, minute), [tickets, minute]);
  const escalated = useMemo(() => openEscalations(tickets), [tickets]);
  const describe = useEscalationWords();
  const second = tickets.filter((ticket) => ticket.rounds > 0);

  async function reassign(ticket: TicketView, owner: string) {
    // Shown at once, and put back if the desk says no.
    queries.setQueryData(['open', site], {
      ...open.data,
      tickets: tickets.map((each) => (each === ticket ? { ...each, owner } : each)),
    });
    try {
      await send({ site, number: ticket.number, path: 'assign', body: { owner, reason: null }, version: ticket.version });
    } catch (error) {
      void message.error(asRefused(error).message || t('problem.unreachable'));
    }
    void queries.invalidateQueries({ queryKey: ['open', site] });
  }

  if (open.isError)
    return (
      <div className="page">
        <Refusal error={open.error} action={<Button onClick={() => void open.refetch()}>{t('act.retry')}</Button>} />
      </div>
    );
  if (!open.data) return <Waiting />;
  return (
    <div className="page">
      <div className="heading">
        <h1>{t('board.title')}</h1>
        {!open.data.isComplete && <p>{t('board.counted', { n: tickets.length })}</p>}
      </div>
      <dl className="figures">
        <Figure name={t('board.pendingTickets')} value={tickets.filter((ticket) => ticket.status === 'pending').length} />
        <Figure name={t('board.openTickets')} value={tickets.length} />
        <Figure name={t('board.unassigned')} value={tickets.filter((ticket) => ticket.owner === null).length} />
        <Figure name={t('board.near')} value={urgent.near.length} />
        <Figure name={t('board.past')} value={urgent.past.length} isBad={urgent.past.length > 0} />
        <Figure name={t('board.escalations')} value={escalated.length} isBad={escalated.length > 0} />
      </dl>
      <div className="board">
        <Loads agents={agents} tickets={tickets} onReassign={(ticket, owner) => void reassign(ticket, owner)} />
        <div className="board-side">
          <Panel title={t('board.escalations')}>
            {escalated.length === 0 && <p className="dim">{t('board.noEscalations')}</p>}
            <ul className="parts">
              {escalated.map((ticket) =>
                ticket.escalations
                  .filter((escalation) => escalation.acknowledgedAt === null)
                  .map((escalation) => (
                    <li key={ticket.number + escalation.since}>
                      <span className="grow">
                        <TicketLink ticket={ticket} /> {ticket.customer.name}
                        <small>
                          {t(escalation.level === 1 ? 'ticket.level1' : 'ticket.level2')} · {describe(escalation)}
                        </small>
                      </span>
                      <Button size="small" onClick={() => setNoting({ ticket, level: escalation.level })}>
                        {t('board.acknowledge')}
                      </Button>
                    </li>
                  )),
              )}
            </ul>
          </Panel>
          <Panel title={t('board.age')}>
            <Chart
              label={t('board.age')}
              categories={ages.map((age) => t(`board.${age}`))}
              series={[{ name: t('status.pending'), values: ages.map((age) => waited[age]), colour: '#c98a1f' }]}
            />
          </Panel>
          <Pressing title={t('board.past')} tickets={urgent.past} />
          <Pressing title={t('board.near')} tickets={urgent.near} />
          {second.length > 0 && <Pressing title={t('board.second')} tickets={second} />}
        </div>
      </div>
      {noting && (
        <CommandDialog
          ticket={noting.ticket}
          name="escalationAcknowledge"
          item={noting.level}
          onClose={() => setNoting(null)}
          onDone={() => {
            setNoting(null);
            void queries.invalidateQueries({ queryKey: ['open', site] });
          }}
        />
      )}
    </div>
  );
}

function Figure({ name, value, isBad = false }: { name: string; value: number; isBad?: boolean }) {
  return (
    <div className={isBad ? 'is-bad' : ''}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Pressing({ title, tickets }: { title: string; tickets: readonly TicketView[] }) {
  const { t } = useTranslation();
  return (
    <Panel title={`${title} · ${tickets.length}`}>
      {tickets.length === 0 && <p className="dim">{t('board.noBreaches')}</p>}
      <ul className="parts">
        {tickets.slice(0, 12).map((ticket) => (
          <li key={ticket.number}>
            <span className="grow">
              <TicketLink ticket={ticket} /> {ticket.customer.name}
            </span>
            <NextDeadline ticket={ticket} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

const TicketLink = ({ ticket }: { ticket: TicketView }) => (
  <Link to="/tickets/$site/$number" params={{ site: ticket.site, number: ticket.number }}>
    {ticket.number}
  </Link>
);
