import { queryOptions } from '@tanstack/react-query';
import { answer, ask, desk } from './client';
import type { Agent, TicketView, TimelineEntry } from './types';

/** Who is signed in, and what they may see. */
export const meQuery = queryOptions({ queryKey: ['me'], queryFn: () => ask(desk.GET('/api/v1/me')), staleTime: 60_000 });

export const sitesQuery = queryOptions({
  queryKey: ['sites'],
  queryFn: async () => (await ask(desk.GET('/api/v1/sites'))).items,
  staleTime: 60_000,
});

/** A published policy with its version. */
export const policyQuery = (site: string) =>
  queryOptions({
    queryKey: ['policy', site],
    queryFn: async () => {
      const got = await answer(desk.GET('/api/v1/sites/{site}/policy', { params: { path: { site } } }));
      return { policy: got.data!, version: Number(got.response.headers.get('ETag')?.replaceAll('"', '') ?? 0) };
    },
    staleTime: 300_000,
    enabled: site !== '',
  });

export const calendarQuery = (site: string) =>
  queryOptions({
    queryKey: ['calendar', site],
    queryFn: async () => {
      const got = await answer(desk.GET('/api/v1/sites/{site}/calendar', { params: { path: { site } } }));
      return { calendar: got.data!, version: Number(got.response.headers.get('ETag')?.replaceAll('"', '') ?? 0) };
    },
    staleTime: 300_000,
    enabled: site !== '',
  });

export const agentsQuery = (site: string) =>
  queryOptions({
    queryKey: ['agents', site],
    queryFn: async () => {
      const all: Agent[] = [];
      for (let cursor: string | null | undefined; cursor !== null; ) {
        const page: { items: Agent[]; next: string | null } = await ask(
          desk.GET('/api/v1/agents', {
            params: { query: { ...(site ? { site } : {}), limit: 100, ...(cursor ? { cursor } : {}) } },
          }),
        );
        all.push(...page.items);
        cursor = page.next;
      }
      return all;
    },
    staleTime: 60_000,
  });

export const ticketKey = (site: string, number: string) => ['ticket', site, number] as const;

/** @param asOf the moment to look back to; the present when left out */
export const ticketQuery = (site: string, number: string, asOf?: string) =>
  queryOptions({
    queryKey: asOf ? ([...ticketKey(site, number), asOf] as const) : ticketKey(site, number),
    queryFn: () => readTicket(site, number, asOf),
  });

export const readTicket = (site: string, number: string, asOf?: string): Promise<TicketView> =>
  ask(desk.GET('/api/v1/tickets/{site}/{number}', { params: { path: { site, number }, query: asOf ? { asOf } : {} } }));

export const timelineQuery = (site: string, number: string) =>
  queryOptions({
    queryKey: ['timeline', site, number],
    queryFn: async () => {
      const all: TimelineEntry[] = [];
      for (let cursor: string | null | undefined; cursor !== null; ) {
        const page = await ask(
          desk.GET('/api/v1/tickets/{site}/{number}/timeline', {
            params: { path: { site, number }, query: { limit: 100, ...(cursor ? { cursor } : {}) } },
          }),
        );
        all.push(...(page.items as TimelineEntry[]));
        cursor = page.next;
      }
      return all;
    },
  });

export const explainQuery = (site: string, number: string, version: number) =>
  queryOptions({
    queryKey: ['explain', site, number, version],
    queryFn: async () =>
      (await ask(desk.GET('/api/v1/tickets/{site}/{number}/sla/explain', { params: { path: { site, number } } }))).items,
    staleTime: Number.POSITIVE_INFINITY,
  });
