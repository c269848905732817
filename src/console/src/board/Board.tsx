import './board.css';
import '../app/panels.css';
import { useQuery } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask, desk } from '../api/client';
import { asRefused } from '../api/problem';
import { readTicket } from '../api/queries';
import type { BoardTickets, SiteBoard, TicketView } from '../api/types';
import { Refusal, Waiting } from '../app/faults';
import { useSite } from '../app/useSite';
import { useEscalationWords } from '../format/marks';
import { duration, moment } from '../format/time';
import { useNow } from '../live/useNow';
import { CommandDialog } from '../ticket/CommandDialog';
import { Panel } from '../ticket/Panel';
import { BoardCard, type Giving } from './BoardCard';
import { Chart } from './Chart';
import { Crew } from './Crew';
import { useBoards } from './useBoards';
import { useGiving } from './useGiving';

/** The supervisor's view of the site, live: who has how much, what is late or about to be, and who has called for help. */
export function Board() {
  const { t } = useTranslation();
  const { site } = useSite();
  const boards = useBoards(site ? [site] : []);
  if (boards.isError)
    return (
      <div className="page">
        <Refusal error={boards.error} action={<Button onClick={() => void boards.refetch()}>{t('act.retry')}</Button>} />
      </div>
    );
  const board = boards.data?.[0];
  return board ? <Shown key={site} board={board} /> : <Waiting />;
}

/** How many there are, or at least are. */
export const counted = ({ count, more }: { count: number; more: boolean }) => `${count}${more ? '+' : ''}`;

export const waitingOf = (board: SiteBoard) => board.waiting.byPriority.reduce((sum, line) => sum + line.count, 0);

export const escalatedOf = (board: SiteBoard) => ({
  count: board.escalations.reduce((sum, level) => sum + level.count, 0),
  more: board.escalations.some((level) => level.more),
});

function Shown({ board }: { board: SiteBoard }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const giving = useGiving(board.site);
  const describe = useEscalationWords();
  const [noting, setNoting] = useState<{ ticket: TicketView; level: number } | null>(null);
  const escalated = escalatedOf(board);

  async function note(number: string, level: number) {
    try {
      setNoting({ ticket: await readTicket(board.site, number), level });
    } catch (error) {
      void message.error(asRefused(error).message || t('problem.unreachable'));
    }
  }

  return (
    <div className="page">
      <div className="heading">
        <h1>{t('board.title')}</h1>
        <p>{t('board.todayIs', { received: board.today.received, solved: board.today.solved })}</p>
      </div>
      <dl className="figures">
        <Figure name={t('board.waiting')} value={waitingOf(board)} />
        <Figure name={t('board.near')} value={counted(board.near)} />
        <Figure name={t('board.past')} value={counted(board.past)} isBad={board.past.count > 0} />
        <Figure name={t('board.escalations')} value={counted(escalated)} isBad={escalated.count > 0} />
        <Figure name={t('board.second')} value={counted(board.secondHandling)} isBad={board.secondHandling.count > 0} />
        <Figure name={t('board.onDuty')} value={board.agents.filter((agent) => agent.presence === 'on').length} />
      </dl>
      <div className="board">
        <div className="board-tickets">
          {escalated.count > 0 && (
            <Panel title={`${t('board.escalations')} · ${counted(escalated)}`}>
              <ul className="cards">
                {board.escalations.map((level) =>
                  level.tickets.map((ticket) => (
                    <BoardCard key={`${level.level} ${ticket.number}`} ticket={{ ...ticket, clocks: [] }} giving={giving}>
                      {ticket.escalations
                        .filter((escalation) => escalation.level === level.level)
                        .map((escalation) => (
                          <span key={escalation.since} className="card-why">
                            <span className="mark status-escalated">
                              {t(level.level === 1 ? 'ticket.level1' : 'ticket.level2')}
                            </span>
                            {describe({ cause: escalation.cause, reason: t('board.calledByHand') })} · {moment(escalation.since)}
                            {giving.give && (
                              <Button size="small" onClick={() => void note(ticket.number, level.level)}>
                                {t('board.acknowledge')}
                              </Button>
                            )}
                          </span>
                        ))}
                    </BoardCard>
                  )),
                )}
              </ul>
            </Panel>
          )}
          <Group title={t('board.past')} tickets={board.past} giving={giving} empty={t('board.nonePast')} />
          <Group title={t('board.near')} tickets={board.near} giving={giving} empty={t('board.noneNear')} />
          {board.secondHandling.count > 0 && (
            <Group title={t('board.second')} tickets={board.secondHandling} giving={giving} empty="" />
          )}
          <Unowned board={board} giving={giving} />
        </div>
        <div className="board-side">
          <Crew crew={board.agents} giving={giving} />
          <Needs board={board} />
        </div>
      </div>
      {noting && (
        <CommandDialog
          ticket={noting.ticket}
          name="escalationAcknowledge"
          item={noting.level}
          onClose={() => setNoting(null)}
          onDone={() => setNoting(null)}
        />
      )}
    </div>
  );
}

function Figure({ name, value, isBad = false }: { name: string; value: ReactNode; isBad?: boolean }) {
  return (
    <div className={isBad ? 'is-bad' : ''}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Group({ title, tickets, giving, empty }: { title: string; tickets: BoardTickets; giving: Giving; empty: string }) {
  const { t } = useTranslation();
  const rest = tickets.count - tickets.tickets.length;
  return (
    <Panel title={`${title} · ${counted(tickets)}`}>
      {tickets.count === 0 && <p className="dim">{empty}</p>}
      <ul className="cards">
        {tickets.tickets.map((ticket) => (
          <BoardCard key={ticket.number} ticket={ticket} giving={giving} />
        ))}
      </ul>
      {(rest > 0 || tickets.more) && <p className="dim">{t('board.andMore', { n: counted({ ...tickets, count: rest }) })}</p>}
    </Panel>
  );
}

/** The head of the line: what is nobody's, as the queue has it. */
function Unowned({ board, giving }: { board: SiteBoard; giving: Giving }) {
  const { t } = useTranslation();
  const waiting = waitingOf(board);
  const line = useQuery({
    queryKey: ['unowned', board.site, JSON.stringify(board.waiting.byPriority)],
    queryFn: async () => {
      const page = await ask(desk.GET('/api/v1/queue', { params: { query: { site: board.site, limit: 50 } } }));
      return page.items.filter((ticket) => ticket.owner === null).slice(0, 12);
    },
    placeholderData: (before) => before,
    enabled: waiting > 0,
  });
  const first = waiting > 0 ? (line.data ?? []) : [];
  return (
    <Group
      title={t('board.waiting')}
      giving={giving}
      empty={t('board.noneWaiting')}
      tickets={{
        count: waiting,
        more: false,
        tickets: first.map(({ number, status, priority, type, owner, customer, submittedAt, sla, rounds }) => ({
          number,
          status,
          priority: priority.value,
          type,
          owner,
          customer: customer.name,
          submittedAt,
          clocks: sla.ack ? [{ clock: 'ack' as const, item: 0, due: sla.ack.due, warned: false }] : [],
          escalations: [],
          rounds,
        })),
      }}
    />
  );
}

/** What waits, and who there is for it. */
function Needs({ board }: { board: SiteBoard }) {
  const { t } = useTranslation();
  const now = useNow();
  const { byPriority, byNeed } = board.waiting;
  const oldest = byPriority.flatMap((line) => (line.oldestAt ? [Date.parse(line.oldestAt)] : []));
  return (
    <Panel title={t('board.line')}>
      <p className="dim">
        {oldest.length > 0 ? t('board.oldest', { time: duration(now - Math.min(...oldest), t) }) : t('board.noneWaiting')}
      </p>
      {oldest.length > 0 && (
        <Chart
          label={t('board.byPriority')}
          categories={byPriority.map((line) => t(`priority.${line.priority}`))}
          series={[{ name: t('board.waiting'), values: byPriority.map((line) => line.count), colour: '#c98a1f' }]}
        />
      )}
      {byNeed.length > 0 && (
        <Chart
          label={t('board.byNeed')}
          categories={byNeed.map((need) =>
            [t(`role.${need.role}` as 'role.engineer', { defaultValue: need.role }), ...need.skills].join(' · '),
          )}
          series={[
            { name: t('board.waiting'), values: byNeed.map((need) => need.waiting), colour: '#c98a1f' },
            { name: t('board.room'), values: byNeed.map((need) => Math.max(0, Math.min(need.room, 999))), colour: '#3a8f5c' },
          ]}
        />
      )}
    </Panel>
  );
}
