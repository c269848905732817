import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Agent, BoardTicket } from '../api/types';
import { Countdown } from '../format/Deadline';
import { PriorityMark } from '../format/marks';

/** What is known of a ticket that somebody may be given. */
export type Card = Pick<BoardTicket, 'number' | 'priority' | 'owner' | 'customer' | 'clocks'>;

export interface Giving {
  site: string;
  /** Everybody of the site, for the list on each card. */
  agents: readonly Agent[];
  nameOf: (id: string | null) => string;
  /** Numbers of the tickets that are on their way to somebody. */
  moving: ReadonlySet<string>;
  /** Null for who only looks. */
  give: ((ticket: Card, owner: string) => void) | null;
}

/** A ticket that goes to somebody by dragging, or by the list on it. */
export function BoardCard({ ticket, giving, children }: { ticket: Card; giving: Giving; children?: ReactNode }) {
  const { t } = useTranslation();
  const { give } = giving;
  const clock = ticket.clocks[0];
  return (
    <li
      className={`card${giving.moving.has(ticket.number) ? ' is-moving' : ''}`}
      draggable={give !== null}
      onDragStart={(event) => {
        event.dataTransfer.setData(dragged, JSON.stringify(ticket));
        event.dataTransfer.effectAllowed = 'move';
      }}
    >
      <Link to="/tickets/$site/$number" params={{ site: giving.site, number: ticket.number }} draggable={false}>
        {ticket.number}
      </Link>
      <PriorityMark value={ticket.priority} />
      <span className="cut">{ticket.customer}</span>
      {clock && (
        <Countdown clock={{ due: clock.due, state: 'running', breachedAt: null, epoch: 1 }} kind={t(`clock.${clock.clock}`)} />
      )}
      {children}
      <span className="card-owner dim cut">{giving.nameOf(ticket.owner)}</span>
      {give && (
        <select
          className="plain-select"
          aria-label={t('board.reassignTitle', { number: ticket.number })}
          value=""
          onChange={(event) => event.target.value && give(ticket, event.target.value)}
        >
          <option value="">{t('board.moveTo')}</option>
          {giving.agents
            .filter((agent) => agent.id !== ticket.owner)
            .map((agent) => (
              <option key={agent.id} value={agent.id}>
                {agent.name}
              </option>
            ))}
        </select>
      )}
    </li>
  );
}

const dragged = 'application/x-desk-ticket';

/** What was dropped, where it is a ticket. */
export function droppedOf(data: DataTransfer): Card | null {
  const text = data.getData(dragged);
  return text ? (JSON.parse(text) as Card) : null;
}

export const isTicket = (data: DataTransfer) => data.types.includes(dragged);
