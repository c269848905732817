import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { ask, desk } from '../api/client';
import type { SiteBoard } from '../api/types';
import { follow, type Receiver } from '../live/line';
import { tabs } from '../live/tabs';

/** The boards of some sites, live: the stream tells a whole one whenever something of it has changed. */
export function useBoards(sites: readonly string[]) {
  const queries = useQueryClient();
  const names = sites.join();
  const query = useQuery({
    queryKey: ['board', names],
    queryFn: async () => (await ask(desk.GET('/api/v1/board', { params: { query: { site: names.split(',') } } }))).sites,
    enabled: names !== '',
    staleTime: Number.POSITIVE_INFINITY,
  });
  const isThere = query.isSuccess;

  useEffect(() => {
    if (!isThere) return;
    const stop = new AbortController();
    const query = new URLSearchParams(names.split(',').map((site) => ['site', site]));
    const put = (board: SiteBoard) =>
      queries.setQueryData<SiteBoard[]>(['board', names], (before) =>
        before?.map((old) => (old.site === board.site ? board : old)),
      );
    const receiver: Receiver = {
      take: (frames) => frames.forEach(({ name, data }) => void (name === 'board' && put(data as SiteBoard))),
    };
    tabs.whileSeen((hidden) => void follow(`/api/v1/board/stream?${query}`, receiver, hidden), stop.signal);
    return () => stop.abort();
  }, [queries, names, isThere]);

  return query;
}
