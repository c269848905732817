import { useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { useTranslation } from 'react-i18next';
import { answer, desk, freshKey } from '../api/client';
import { asRefused } from '../api/problem';
import { readTicket, ticketKey } from '../api/queries';
import type { TicketView } from '../api/types';
import { useNames } from '../format/marks';
import { send } from '../ticket/send';

/** Accepting tickets: one, the next, or several; whoever else was faster is named. */
export function useClaims(site: string, put: (ticket: TicketView) => void) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const nameOf = useNames(site);

  function took(ticket: TicketView) {
    queries.setQueryData(ticketKey(site, ticket.number), ticket);
    put(ticket);
    void message.success(t('pending.took', { number: ticket.number }));
  }

  async function accept(ticket: TicketView) {
    try {
      took(await send({ site, number: ticket.number, path: 'acknowledge', version: ticket.version }));
      return true;
    } catch (error) {
      const refused = asRefused(error);
      if (refused.code !== 'stale' && refused.code !== 'already_acknowledged') {
        void message.error(refused.message || t('problem.unreachable'));
        return false;
      }
      const now = await readTicket(site, ticket.number);
      put(now);
      // Still free: something else about it had changed, and accepting it is what was wanted.
      if (now.status === 'pending' && now.owner === ticket.owner) return accept(now);
      void message.warning(t('pending.wasFaster', { number: ticket.number, who: nameOf(now.owner) }));
      return false;
    }
  }

  async function claimNext() {
    try {
      const got = await answer(
        desk.POST('/api/v1/queue/claim', { body: { site, fitting: false }, headers: { 'Idempotency-Key': freshKey() } as never }),
      );
      if (got.response.status === 204) void message.info(t('pending.noneLeft'));
      else took(got.data as TicketView);
      return (got.data as TicketView | undefined) ?? null;
    } catch (error) {
      void message.error(asRefused(error).message || t('problem.unreachable'));
      return null;
    }
  }

  /** One command after another: each has an answer of its own. */
  async function forEach(tickets: readonly TicketView[], path: string, body?: unknown) {
    let done = 0;
    let why = '';
    for (const ticket of tickets) {
      try {
        put(await send({ site, number: ticket.number, path, body, version: ticket.version }));
        done++;
      } catch (error) {
        why = asRefused(error).message;
      }
    }
    const refused = tickets.length - done;
    void message[refused ? 'warning' : 'success'](t('pending.bulkDone', { done, refused }) + (why ? ` · ${why}` : ''));
  }

  return { accept, claimNext, forEach };
}
