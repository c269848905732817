import { useQuery, useQueryClient } from '@tanstack/react-query';
import { ask, desk } from '../api/client';
import type { TicketView } from '../api/types';
import { useRefresh } from '../live/useLive';

/** Enough for the board of a centre; beyond that it says that it counts the most urgent ones. */
const most = 500;

const openStatuses = ['pending', 'processing', 'awaiting_feedback'] as const;

async function read(site: string) {
  const all: TicketView[] = [];
  let isComplete = true;
  for (const status of openStatuses) {
    let cursor: string | null = '';
    for (let count = 0; cursor !== null; count += 100) {
      if (count >= most) {
        isComplete = false;
        break;
      }
      const query = { site, status, sort: 'due' as const, limit: 100, ...(cursor ? { cursor } : {}) };
      const page: { items: TicketView[]; next: string | null } = await ask(desk.GET('/api/v1/tickets', { params: { query } }));
      all.push(...page.items);
      cursor = page.next;
    }
  }
  return { tickets: all, isComplete };
}

/** What is open at a site, by resolution deadline; read anew after events, at most every two seconds. */
export function useOpenTickets(site: string) {
  const queries = useQueryClient();
  const query = useQuery({ queryKey: ['open', site], queryFn: () => read(site), enabled: site !== '' });
  useRefresh(
    (event) => event.site === site,
    () => void queries.invalidateQueries({ queryKey: ['open', site] }),
    2000,
  );
  return query;
}
