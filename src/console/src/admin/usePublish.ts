import { useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask, desk } from '../api/client';
import { asRefused, type Refused } from '../api/problem';

/** Publishes a version of something of the site, and says what it moved. */
export function usePublish(site: string, what: 'policy' | 'calendar') {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<Refused | null>(null);

  async function publish(run: () => Promise<unknown>) {
    setBusy(true);
    setRefused(null);
    try {
      await run();
      await queries.invalidateQueries({ queryKey: [what, site] });
      void message.success(t('admin.saved'));
      // The desk re-plans in the background: what it has done by now is told, the rest shows on the tickets.
      const report = await ask(desk.GET('/api/v1/sites/{site}/replan', { params: { path: { site } } })).catch(() => null);
      if (report) void message.info(t('admin.moved', { checked: report.checked, moved: report.movedTickets }));
    } catch (error) {
      setRefused(asRefused(error));
    } finally {
      setBusy(false);
    }
  }

  return { publish, busy, refused };
}
