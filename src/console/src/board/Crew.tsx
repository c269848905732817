import { useQuery } from '@tanstack/react-query';
import { type DragEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask, desk } from '../api/client';
import type { BoardAgent } from '../api/types';
import { duration } from '../format/time';
import { useNow } from '../live/useNow';
import { Panel } from '../ticket/Panel';
import { BoardCard, droppedOf, type Giving, isTicket } from './BoardCard';

/** Roles that tickets are given to. */
const handling = new Set([
  'service_agent',
  'engineer',
  'technical_support_manager',
  'customer_relations_specialist',
  'field_engineer',
  'department_member',
  'supervisor',
]);

/** Names of those off duty that are shown without being asked for. */
const unfolded = 40;

/** Who is on duty or has work, with how much; a ticket that is dropped on somebody is given to them. */
export function Crew({ crew, giving }: { crew: readonly BoardAgent[]; giving: Giving }) {
  const { t } = useTranslation();
  const shown = new Set(crew.map((agent) => agent.id));
  const away = giving.agents.filter((agent) => !shown.has(agent.id) && agent.roles.some((role) => handling.has(role)));
  return (
    <Panel title={t('board.load')}>
      {giving.give && <p className="dim">{t('board.dragHint')}</p>}
      {crew.length === 0 && <p className="dim crew-none">{t('board.nobody')}</p>}
      <ul className="crew">
        {crew.map((agent) => (
          <Member key={agent.id} agent={agent} giving={giving} />
        ))}
      </ul>
      {away.length > 0 && (
        <details className="crew-away" open={away.length <= unfolded}>
          <summary>{t('board.offDuty', { n: away.length })}</summary>
          <ul className="crew-names">
            {away.map((agent) => (
              <Target key={agent.id} id={agent.id} giving={giving} className="crew-name">
                {agent.name}
              </Target>
            ))}
          </ul>
        </details>
      )}
    </Panel>
  );
}

function Member({ agent, giving }: { agent: BoardAgent; giving: Giving }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const now = useNow();
  const capacity = Math.max(1, agent.capacity);
  return (
    <Target id={agent.id} giving={giving} className="member">
      <button
        type="button"
        className="member-line"
        aria-expanded={open}
        disabled={agent.open === 0}
        onClick={() => setOpen(!open)}
      >
        <span className="member-name">
          <i className={`presence is-${agent.presence}`} aria-hidden="true" />
          <b>{agent.name}</b>
          <small className="dim">
            {t(`presence.${agent.presence}`)}
            {agent.presence !== 'off' && ` · ${duration(now - Date.parse(agent.since), t)}`}
          </small>
        </span>
        <span className="member-load">
          {agent.unaccepted > 0 && <span className="mark status-pending">{t('board.unaccepted', { n: agent.unaccepted })}</span>}
          <span>{t('board.capacity', { load: agent.open, capacity: agent.capacity })}</span>
        </span>
      </button>
      <meter
        aria-label={`${t('board.load')} ${agent.name}`}
        min={0}
        max={capacity}
        high={capacity * 0.8}
        optimum={0}
        value={Math.min(agent.open, capacity)}
      />
      {open && agent.open > 0 && <Owned agent={agent} giving={giving} />}
    </Target>
  );
}

/** What somebody has to do, read when it is looked at, and again when it has become more or less. */
function Owned({ agent, giving }: { agent: BoardAgent; giving: Giving }) {
  const { t } = useTranslation();
  const { site } = giving;
  const owned = useQuery({
    queryKey: ['owned', site, agent.id, agent.open, agent.unaccepted],
    queryFn: async () => {
      const page = await ask(
        desk.GET('/api/v1/tickets', { params: { query: { site, owner: agent.id, sort: 'due' as const, limit: 50 } } }),
      );
      return page.items.filter((ticket) => ticket.status !== 'closed' && ticket.status !== 'resolved');
    },
    placeholderData: (before) => before,
  });
  if (owned.isPending) return <p className="dim">{t('problem.loading')}…</p>;
  return (
    <ul className="cards">
      {owned.data?.map((ticket) => (
        <BoardCard
          key={ticket.number}
          ticket={{
            number: ticket.number,
            priority: ticket.priority.value,
            owner: ticket.owner,
            customer: ticket.customer.name,
            clocks: [],
          }}
          giving={giving}
        />
      ))}
    </ul>
  );
}

/** A place where a ticket may be dropped. */
function Target({ id, giving, className, children }: { id: string; giving: Giving; className: string; children: ReactNode }) {
  const [over, setOver] = useState(false);
  function hover(event: DragEvent) {
    if (!giving.give || !isTicket(event.dataTransfer)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'move';
    setOver(true);
  }
  return (
    <li
      className={`${className}${over ? ' is-over' : ''}`}
      data-agent={id}
      onDragEnter={hover}
      onDragOver={hover}
      onDragLeave={(event) => !event.currentTarget.contains(event.relatedTarget as Node | null) && setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const ticket = droppedOf(event.dataTransfer);
        if (ticket && ticket.owner !== id) giving.give?.(ticket, id);
      }}
    >
      {children}
    </li>
  );
}
