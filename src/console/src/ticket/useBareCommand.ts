import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ticketKey } from '../api/queries';
import type { TicketView } from '../api/types';
import { useSend } from '../app/useSend';
import { type CommandName, commandOf } from './commands';
import { send as sendCommand } from './send';

/** Carries out commands that need no words. */
export function useBareCommand(site: string, number: string) {
  const queries = useQueryClient();
  const { busy, refused, send, forget } = useSend();
  const [last, setLast] = useState<CommandName | null>(null);

  async function run(ticket: TicketView, name: CommandName, item?: number) {
    setLast(name);
    const no = await send(async () => {
      const path = commandOf(name).path.replace('{id}', String(item));
      queries.setQueryData(ticketKey(site, number), await sendCommand({ site, number, path, version: ticket.version }));
      void queries.invalidateQueries({ queryKey: ['timeline', site, number] });
    });
    if (no) void queries.invalidateQueries({ queryKey: ticketKey(site, number), exact: true });
  }

  return { run, busy: busy ? last : null, refused, forget };
}
