import { useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask, desk } from '../api/client';
import type { PlanPreview } from '../api/types';
import { useSend } from '../app/useSend';

interface Ways<T> {
  /** What publishing it would do. */
  preview: (body: T) => Promise<PlanPreview>;
  publish: (body: T) => Promise<unknown>;
}

/** What was tried, and waits to be published. */
export interface Offer<T> {
  body: T;
  preview: PlanPreview;
}

/** Publishes a version of something of the site, once it was seen what that moves. */
export function usePublish<T>(site: string, what: 'policy' | 'calendar', { preview, publish }: Ways<T>) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const { busy, refused, send } = useSend();
  const [offer, setOffer] = useState<Offer<T> | null>(null);

  async function run(work: () => Promise<void>) {
    if (await send(work)) setOffer(null);
  }

  const propose = (body: T) => run(async () => setOffer({ body, preview: await preview(body) }));

  const accept = () =>
    run(async () => {
      await publish(offer!.body);
      setOffer(null);
      await queries.invalidateQueries({ queryKey: [what, site] });
      void message.success(t('admin.saved'));
      // The desk re-plans in the background: what it has done by now is told, the rest shows on the tickets.
      const report = await ask(desk.GET('/api/v1/sites/{site}/replan', { params: { path: { site } } })).catch(() => null);
      if (report) void message.info(t('admin.moved', { checked: report.checked, moved: report.movedTickets }));
    });

  return { propose, accept, offer, dismiss: () => setOffer(null), busy, refused };
}
