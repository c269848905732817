import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { asRefused, type Refused } from '../api/problem';
import { ticketKey } from '../api/queries';
import type { TicketView } from '../api/types';
import { type CommandName, commandOf } from './commands';
import { send } from './send';

/** Carries out commands that need no words. */
export function useBareCommand(site: string, number: string) {
  const queries = useQueryClient();
  const [busy, setBusy] = useState<CommandName | null>(null);
  const [refused, setRefused] = useState<Refused | null>(null);

  async function run(ticket: TicketView, name: CommandName, item?: number) {
    setBusy(name);
    setRefused(null);
    try {
      const path = commandOf(name).path.replace('{id}', String(item));
      queries.setQueryData(ticketKey(site, number), await send({ site, number, path, version: ticket.version }));
      void queries.invalidateQueries({ queryKey: ['timeline', site, number] });
    } catch (error) {
      setRefused(asRefused(error));
      void queries.invalidateQueries({ queryKey: ticketKey(site, number), exact: true });
    } finally {
      setBusy(null);
    }
  }

  return { run, busy, refused, forget: () => setRefused(null) };
}
