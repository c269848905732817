import './board.css';
import '../ticket/ticket.css';
import '../tickets/tickets.css';
import { useQueries, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { ask, desk } from '../api/client';
import { Refusal, Waiting } from '../app/faults';
import { useSite } from '../app/useSite';
import { useRefresh } from '../live/useLive';
import { Panel } from '../ticket/Panel';
import { TableFrame } from '../tickets/TableFrame';
import type { ListQuery } from '../tickets/useTicketList';
import { Chart } from './Chart';

const statuses = ['pending', 'processing', 'awaiting_feedback', 'resolved'] as const;
const colours = { pending: '#c98a1f', processing: '#3f72b5', awaiting_feedback: '#8a97a0', resolved: '#3a8f5c' };

/** Counts by reading lists, as far as one page after another is worth it for a number. */
const most = 300;

async function count(query: ListQuery) {
  let found = 0;
  for (let cursor: string | null = ''; cursor !== null && found < most; ) {
    const page: { items: unknown[]; next: string | null } = await ask(
      desk.GET('/api/v1/tickets', { params: { query: { ...query, limit: 100, ...(cursor ? { cursor } : {}) } } }),
    );
    found += page.items.length;
    cursor = page.next;
  }
  return found;
}

async function measure(site: string) {
  const [escalated, breached, ...byStatus] = await Promise.all([
    count({ site, escalated: true }),
    count({ site, breached: true }),
    ...statuses.map((status) => count({ site, status })),
  ]);
  return { escalated, breached, byStatus };
}

/** Sites side by side, for those who answer for several. */
export function Director() {
  const { t } = useTranslation();
  const { sites, choose } = useSite();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const all = useQueries({ queries: sites.map(({ site }) => ({ queryKey: ['measures', site], queryFn: () => measure(site) })) });
  useRefresh(
    () => true,
    () => void queries.invalidateQueries({ queryKey: ['measures'] }),
    5000,
  );
  const failed = all.find((query) => query.isError);
  if (failed)
    return (
      <div className="page">
        <Refusal error={failed.error} action={<Button onClick={() => void failed.refetch()}>{t('act.retry')}</Button>} />
      </div>
    );
  if (all.some((query) => query.isPending) || sites.length === 0) return <Waiting />;
  const shown = (value: number) => (value >= most ? t('board.atLeast', { n: most }) : String(value));
  return (
    <div className="page">
      <div className="heading">
        <h1>{t('board.directorTitle')}</h1>
      </div>
      <Panel title={t('board.tickets')}>
        <Chart
          label={t('board.directorTitle')}
          categories={sites.map((site) => site.site)}
          series={statuses.map((status, place) => ({
            name: t(`status.${status}`),
            values: all.map((query) => query.data!.byStatus[place]!),
            colour: colours[status],
          }))}
        />
      </Panel>
      <TableFrame label={t('board.directorTitle')}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t('field.site')}</th>
              {statuses.map((status) => (
                <th scope="col" key={status}>
                  {t(`status.${status}`)}
                </th>
              ))}
              <th scope="col">{t('board.escalatedTickets')}</th>
              <th scope="col">{t('board.breachedTickets')}</th>
            </tr>
          </thead>
          <tbody>
            {sites.map((site, place) => {
              const { escalated, breached, byStatus } = all[place]!.data!;
              return (
                <tr key={site.site}>
                  <th scope="row">
                    <Button
                      type="link"
                      onClick={() => {
                        choose(site.site);
                        void navigate({ to: '/board' });
                      }}
                    >
                      {site.site} · {site.name}
                    </Button>
                  </th>
                  {byStatus.map((value, each) => (
                    <td key={statuses[each]}>{shown(value)}</td>
                  ))}
                  <td>{shown(escalated!)}</td>
                  <td>{shown(breached!)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </TableFrame>
    </div>
  );
}
