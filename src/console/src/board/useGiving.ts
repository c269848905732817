import { useQuery } from '@tanstack/react-query';
import { App } from 'antd';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asRefused } from '../api/problem';
import { agentsQuery, readTicket } from '../api/queries';
import { useRoles } from '../app/useSite';
import { useNames } from '../format/marks';
import { send } from '../ticket/send';
import type { Card, Giving } from './BoardCard';

/** Gives tickets away, each only from whom the board showed it with: what changed hands meanwhile is told, and stays. */
export function useGiving(site: string): Giving {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const agents = useQuery(agentsQuery(site)).data ?? [];
  const nameOf = useNames(site);
  const { readsOnly } = useRoles();
  const [moving, setMoving] = useState<ReadonlySet<string>>(new Set());

  const give = useCallback(
    async ({ number, owner: from }: Card, owner: string) => {
      setMoving((before) => new Set(before).add(number));
      try {
        const now = await readTicket(site, number);
        if (now.owner === from) {
          await send({ site, number, path: 'assign', body: { owner, reason: null }, version: now.version });
          void message.success(t('board.given', { number, who: nameOf(owner) }));
        } else void message.warning(t('board.movedMeanwhile', { number, who: nameOf(now.owner) }));
      } catch (error) {
        void message.error(asRefused(error).message || t('problem.unreachable'));
      } finally {
        setMoving((before) => new Set([...before].filter((each) => each !== number)));
      }
    },
    [site, message, nameOf, t],
  );

  return { site, agents, nameOf, moving, give: readsOnly ? null : (ticket, owner) => void give(ticket, owner) };
}
