import { Link } from '@tanstack/react-router';
import { type DragEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Agent, TicketView } from '../api/types';
import { PriorityMark } from '../format/marks';
import { Panel } from '../ticket/Panel';

interface Props {
  agents: readonly Agent[];
  tickets: readonly TicketView[];
  onReassign: (ticket: TicketView, owner: string) => void;
}

/** Roles that tickets are given to; the others are shown only while they own some. */
const handling = new Set([
  'service_agent',
  'engineer',
  'technical_support_manager',
  'customer_relations_specialist',
  'field_engineer',
  'department_member',
  'supervisor',
]);

/** Cards of one agent that are shown before "and more". */
const shownCards = 6;

/** Who has which tickets. A card goes to another agent by dragging, or by the list on it. */
export function Loads({ agents, tickets, onReassign }: Props) {
  const { t } = useTranslation();
  const [over, setOver] = useState<string | null>(null);
  const owned = (id: string | null) => tickets.filter((ticket) => ticket.owner === id);
  const free = owned(null);

  function drop(event: DragEvent, owner: string) {
    event.preventDefault();
    setOver(null);
    const ticket = tickets.find((each) => each.number === event.dataTransfer.getData('text/plain'));
    if (ticket && ticket.owner !== owner) onReassign(ticket, owner);
  }

  return (
    <div className="is-load">
      <Panel title={t('board.load')}>
        <p className="dim">{t('board.dragHint')}</p>
        <div className="loads">
          {free.length > 0 && (
            <section className="load">
              <header>
                <h3>{t('board.unassigned')}</h3>
                <span>{free.length}</span>
              </header>
              <Cards tickets={free} agents={agents} onReassign={onReassign} />
            </section>
          )}
          {agents.map((agent) => {
            const load = owned(agent.id);
            if (load.length === 0 && !agent.roles.some((role) => handling.has(role))) return null;
            return (
              // biome-ignore lint/a11y/noStaticElementInteractions: dragging has its equal in the list on each card
              <section
                key={agent.id}
                className={`load${over === agent.id ? ' is-over' : ''}`}
                data-agent={agent.id}
                onDragOver={(event) => {
                  event.preventDefault();
                  setOver(agent.id);
                }}
                onDragLeave={() => setOver(null)}
                onDrop={(event) => drop(event, agent.id)}
              >
                <header>
                  <h3>
                    <i className={`presence is-${agent.presence}`} aria-hidden="true" />
                    {agent.name} <small className="dim">{t(`presence.${agent.presence}`)}</small>
                  </h3>
                  <span>{t('board.capacity', { load: load.length, capacity: agent.capacity })}</span>
                </header>
                <meter
                  aria-label={`${t('board.load')} ${agent.name}`}
                  min={0}
                  max={Math.max(1, agent.capacity)}
                  high={Math.max(1, agent.capacity) * 0.8}
                  optimum={0}
                  value={Math.min(load.length, agent.capacity)}
                />
                <Cards tickets={load} agents={agents} onReassign={onReassign} />
              </section>
            );
          })}
        </div>
      </Panel>
    </div>
  );
}

function Cards({ tickets, agents, onReassign }: Props) {
  const { t } = useTranslation();
  return (
    <ul className="cards">
      {tickets.slice(0, shownCards).map((ticket) => (
        <li
          key={ticket.number}
          className="card"
          draggable
          onDragStart={(event) => event.dataTransfer.setData('text/plain', ticket.number)}
        >
          <Link to="/tickets/$site/$number" params={{ site: ticket.site, number: ticket.number }} draggable={false}>
            {ticket.number}
          </Link>
          <PriorityMark value={ticket.priority.value} />
          <span className="cut dim">{ticket.customer.name}</span>
          <select
            className="plain-select"
            aria-label={t('board.reassignTitle', { number: ticket.number })}
            value=""
            onChange={(event) => event.target.value && onReassign(ticket, event.target.value)}
          >
            <option value="">{t('board.moveTo')}</option>
            {agents
              .filter((agent) => agent.id !== ticket.owner)
              .map((agent) => (
                <option key={agent.id} value={agent.id}>
                  {agent.name}
                </option>
              ))}
          </select>
        </li>
      ))}
      {tickets.length > shownCards && <li className="dim">+{tickets.length - shownCards}</li>}
    </ul>
  );
}
