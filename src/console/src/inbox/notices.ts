import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { ask, desk } from '../api/client';
import { language } from '../i18n/language';

/** Everything read of the inbox stands under this key. */
export const inboxKey = ['notices'] as const;

export const unreadQuery = queryOptions({
  queryKey: [...inboxKey, 'unread'],
  queryFn: async () => (await ask(desk.GET('/api/v1/notices/unread'))).unread,
});

/** Words of a notice are the desk's, in the reader's language. */
export const noticesQuery = (unread: boolean) =>
  infiniteQueryOptions({
    queryKey: [...inboxKey, 'list', unread, language()],
    queryFn: ({ pageParam }) =>
      ask(
        desk.GET('/api/v1/notices', {
          params: { query: { limit: 50, ...(unread ? { unread } : {}), ...(pageParam ? { cursor: pageParam } : {}) } },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    placeholderData: (before) => before,
  });

/** What folded into a digest. */
export const foldedQuery = (digest: number) =>
  queryOptions({
    queryKey: [...inboxKey, 'folded', digest, language()],
    queryFn: async () => (await ask(desk.GET('/api/v1/notices', { params: { query: { digest, limit: 100 } } }))).items,
  });

export const markRead = (id: number) => ask(desk.POST('/api/v1/notices/{id}/read', { params: { path: { id } } }));

export const markAllRead = () => ask(desk.POST('/api/v1/notices/read-all'));
