import './customer.css';
import '../app/panels.css';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask, desk } from '../api/client';
import { asRefused } from '../api/problem';
import { meQuery } from '../api/queries';
import type { TicketView } from '../api/types';
import { Emptiness, Refusal, Waiting } from '../app/faults';
import { TierMark } from '../format/marks';
import { useRefresh } from '../live/useLive';
import { CommandDialog } from '../ticket/CommandDialog';
import { mayGive } from '../ticket/may';
import { Facts, Panel } from '../ticket/Panel';
import { TicketTable } from '../tickets/TicketTable';
import { glanceOf } from './glance';

/** Everything of the customer who asked in a ticket: who they are, what is open, and what was. The address holds that ticket's number and no contact. */
export function CustomerPage() {
  const { t } = useTranslation();
  const { site, number } = useParams({ from: '/inside/customers/$site/$number' });
  const me = useQuery(meQuery).data;
  const [isAsking, setAsking] = useState(false);
  const [shown, setShown] = useState<{ of: string; customer: TicketView['customer'] } | null>(null);
  const query = useInfiniteQuery({
    queryKey: ['customer', site, number],
    queryFn: ({ pageParam }) =>
      ask(
        desk.GET('/api/v1/customers', {
          params: { query: { site, ticket: number, limit: 100, ...(pageParam ? { cursor: pageParam } : {}) } },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  });
  useRefresh(
    (event) => event.site === site,
    () => void query.refetch(),
    3000,
  );

  if (query.isError)
    return asRefused(query.error).code === 'no_such_customer' ? (
      <Emptiness title={t('customer.gone')} action={<Link to="/customers">{t('customer.find')}</Link>} />
    ) : (
      <div className="page">
        <Refusal error={query.error} action={<Button onClick={() => void query.refetch()}>{t('act.retry')}</Button>} />
      </div>
    );
  if (!query.data) return <Waiting />;

  const tickets = query.data.pages.flatMap((page) => page.items);
  const latest = tickets[0]!;
  // What was looked at belongs to this customer: the page of another does not inherit it.
  const whole = shown?.of === number ? shown.customer : null;
  const customer = whole ?? query.data.pages[0]!.customer;
  const { open, closed, breached, escalated, rounds, satisfied, dissatisfied } = glanceOf(tickets);
  const more = query.hasNextPage ? '+' : '';
  const hasContact = customer.phone !== null || customer.email !== null;
  const figures: [string, string | number, string?][] = [
    [t('customer.open'), open.length],
    [t('customer.all'), `${tickets.length}${more}`],
    [t('field.breached'), `${breached}${more}`, breached > 0 ? 'is-bad' : ''],
    [t('ticket.escalations'), `${escalated}${more}`, escalated > 0 ? 'is-bad' : ''],
    [t('board.second'), `${rounds}${more}`, rounds > 0 ? 'is-bad' : ''],
    [t('ticket.satisfied'), `${satisfied}${more}`],
    [t('ticket.dissatisfied'), `${dissatisfied}${more}`, dissatisfied > 0 ? 'is-bad' : ''],
  ];
  return (
    <div className="page customer">
      <div className="heading">
        <h1>{customer.name}</h1>
        <TierMark tier={customer.tier} />
        {customer.tags.map((tag) => (
          <span key={tag} className="mark">
            {tag}
          </span>
        ))}
      </div>
      <div className="customer-top">
        <Panel title={t('field.contact')}>
          <Facts
            rows={[
              [t('field.contactPerson'), customer.contactPerson],
              [t('field.phone'), customer.phone],
              [t('field.email'), customer.email],
              [t('field.industry'), customer.industry],
              [t('app.site'), site],
            ]}
          />
          {hasContact && !whole && mayGive('reveal', latest, me) && (
            <Button size="small" onClick={() => setAsking(true)}>
              {t('ticket.reveal')}
            </Button>
          )}
          {whole && <p className="dim">{t('ticket.revealed')}</p>}
        </Panel>
        <Panel title={t('customer.glance')}>
          <dl className="figures">
            {figures.map(([name, value, tone]) => (
              <div key={name} className={tone}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </Panel>
      </div>
      <Section title={t('customer.open')} tickets={open} empty={t('customer.noneOpen')} />
      {closed.length > 0 && <Section title={t('status.closed')} tickets={closed} empty="" />}
      {query.hasNextPage && (
        <Button className="more" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t('act.more')}
        </Button>
      )}
      {isAsking && (
        <CommandDialog
          ticket={latest}
          name="reveal"
          onClose={() => setAsking(false)}
          onDone={(done) => {
            setShown({ of: number, customer: done.customer });
            setAsking(false);
          }}
        />
      )}
    </div>
  );
}

function Section({ title, tickets, empty }: { title: string; tickets: readonly TicketView[]; empty: string }) {
  return (
    <section className="customer-tickets">
      <h2>
        {title} <span className="count">{tickets.length}</span>
      </h2>
      {tickets.length === 0 ? <p className="dim">{empty}</p> : <TicketTable tickets={tickets} />}
    </section>
  );
}
