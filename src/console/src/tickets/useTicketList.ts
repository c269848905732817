import { useInfiniteQuery } from '@tanstack/react-query';
import { ask, desk } from '../api/client';
import type { operations } from '../api/schema';
import { useRefresh } from '../live/useLive';

export type ListQuery = NonNullable<operations['getTickets']['parameters']['query']>;

/** Pages of a list of tickets, read anew when something happens to a ticket of the site. */
export function useTicketList(query: ListQuery, enabled = true) {
  const list = useInfiniteQuery({
    queryKey: ['tickets', query],
    queryFn: ({ pageParam }) =>
      ask(
        desk.GET('/api/v1/tickets', { params: { query: { ...query, limit: 50, ...(pageParam ? { cursor: pageParam } : {}) } } }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    enabled,
    placeholderData: (before) => before,
  });
  useRefresh(
    (event) => !query.site || event.site === query.site,
    () => void list.refetch(),
    2000,
  );
  return { ...list, tickets: list.data?.pages.flatMap((page) => page.items) ?? [] };
}
