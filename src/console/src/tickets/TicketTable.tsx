import './tickets.css';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { TicketView } from '../api/types';
import { NextDeadline } from '../format/Deadline';
import { PriorityMark, StatusMark, TierMark, useLabels, useNames } from '../format/marks';
import { moment } from '../format/time';
import { TableFrame } from './TableFrame';

/** Tickets as a table, for lists that are read and not worked off. */
export function TicketTable({ tickets, showSite = false }: { tickets: readonly TicketView[]; showSite?: boolean }) {
  const { t } = useTranslation();
  const labels = useLabels(tickets[0]?.site ?? '');
  const nameOf = useNames(tickets[0]?.site ?? '');
  return (
    <TableFrame label={t('board.tickets')}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t('field.number')}</th>
            <th scope="col">{t('field.status')}</th>
            <th scope="col">{t('field.priority')}</th>
            <th scope="col">{t('field.customer')}</th>
            <th scope="col">{t('field.request')}</th>
            <th scope="col">{t('field.type')}</th>
            <th scope="col">{t('field.owner')}</th>
            <th scope="col">{t('field.submittedAt')}</th>
            <th scope="col">{t('field.due')}</th>
          </tr>
        </thead>
        <tbody>
          {tickets.map((ticket) => (
            <tr key={`${ticket.site}/${ticket.number}`}>
              <th scope="row" data-cell="number">
                <Link to="/tickets/$site/$number" params={{ site: ticket.site, number: ticket.number }}>
                  {showSite && `${ticket.site} `}
                  {ticket.number}
                </Link>
              </th>
              <td data-cell="status">
                <StatusMark status={ticket.displayStatus} />
              </td>
              <td data-cell="priority">
                <PriorityMark value={ticket.priority.value} />
              </td>
              <td data-cell="customer">
                {ticket.customer.name} <TierMark tier={ticket.customer.tier} />
              </td>
              <td data-cell="request">
                <span className="cut">{ticket.verbatim}</span>
              </td>
              <td data-cell="type">{labels.type(ticket.type)}</td>
              <td data-cell="owner">{nameOf(ticket.owner)}</td>
              <td data-cell="submittedAt">{moment(ticket.submittedAt)}</td>
              <td data-cell="due">
                <NextDeadline ticket={ticket} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}
