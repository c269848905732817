import '../app/panels.css';
import './ticket.css';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asRefused } from '../api/problem';
import { meQuery, ticketKey, ticketQuery } from '../api/queries';
import type { TicketView } from '../api/types';
import { Emptiness, Refusal, Waiting } from '../app/faults';
import { exactMoment } from '../format/time';
import { useLive } from '../live/useLive';
import { CommandDialog } from './CommandDialog';
import { type Act, type CommandName, commandOf, isCommand } from './commands';
import { Headline } from './Headline';
import { LookingOn } from './LookingOn';
import { mayGive } from './may';
import { Overview } from './Overview';
import { Side } from './Side';
import { Teamwork } from './Teamwork';
import { Timeline } from './Timeline';
import { useBareCommand } from './useBareCommand';

const tabs = ['overview', 'work', 'history'] as const;

/** Everything about one ticket, now or as it was. */
export function TicketPage() {
  const { t } = useTranslation();
  const { site, number } = useParams({ from: '/inside/tickets/$site/$number' });
  const { asOf, do: asked } = useSearch({ from: '/inside/tickets/$site/$number' });
  const navigate = useNavigate();
  const queries = useQueryClient();
  const me = useQuery(meQuery).data;
  const [tab, setTab] = useState<(typeof tabs)[number]>('overview');
  const [acting, setActing] = useState<{ name: CommandName; item?: number } | null>(null);
  const [revealed, setRevealed] = useState<TicketView['customer'] | null>(null);
  const query = useQuery(ticketQuery(site, number, asOf));
  const ticket = query.data;
  const bare = useBareCommand(site, number);

  useLive(
    (batch) => {
      const last = batch.findLast((event) => event.site === site && event.number === number);
      const known = queries.getQueryData<TicketView>(ticketKey(site, number));
      if (!last || (known && known.version >= last.version)) return;
      void queries.invalidateQueries({ queryKey: ticketKey(site, number), exact: true });
      void queries.invalidateQueries({ queryKey: ['timeline', site, number] });
    },
    () => void queries.invalidateQueries({ queryKey: ticketKey(site, number), exact: true }),
  );

  // biome-ignore lint/correctness/useExhaustiveDependencies: another ticket hides what was shown of this one
  useEffect(() => {
    setRevealed(null);
    setActing(null);
  }, [site, number]);

  // An address may ask for a command, as the queue's r key does; it is asked once.
  const isAskable = ticket !== undefined && asked !== undefined && me !== undefined;
  const wanted = isAskable && isCommand(asked) && mayGive(asked, ticket, me) ? asked : null;
  useEffect(() => {
    if (!isAskable) return;
    if (wanted) setActing({ name: wanted });
    void navigate({ to: '/tickets/$site/$number', params: { site, number }, search: {}, replace: true });
  }, [isAskable, wanted, navigate, site, number]);

  if (query.isError) {
    return asRefused(query.error).status === 404 ? (
      <Emptiness title={t('problem.noSuchTicket')} lead={number} />
    ) : (
      <div className="page">
        <Refusal error={query.error} action={<Button onClick={() => void query.refetch()}>{t('act.retry')}</Button>} />
      </div>
    );
  }
  if (!ticket) return <Waiting />;

  const past = asOf !== undefined;
  const act: Act = (name, item) => {
    if (past || !mayGive(name, ticket, me, item)) return null;
    const isBare = commandOf(name).fields.length === 0 && name !== 'rate';
    return () => (isBare ? void bare.run(ticket, name, item) : setActing({ name, item }));
  };
  const look = (moment: string | undefined) =>
    void navigate({ to: '/tickets/$site/$number', params: { site, number }, search: moment ? { asOf: moment } : {} });

  return (
    <div className="page ticket">
      {past && (
        <p className="past" role="status">
          {t('ticket.asOf', { at: exactMoment(asOf) })}
          <Button size="small" onClick={() => look(undefined)}>
            {t('ticket.now')}
          </Button>
        </p>
      )}
      <Headline ticket={ticket} me={me?.id} act={act} busy={bare.busy} />
      <LookingOn key={`${site} ${number}`} site={site} number={number} />
      {bare.refused !== null && <Refusal error={bare.refused} action={<Button onClick={bare.forget}>{t('act.close')}</Button>} />}
      <div className="ticket-body">
        <div className="ticket-main">
          <div className="tabs" role="tablist">
            {tabs.map((each) => (
              <button
                key={each}
                type="button"
                role="tab"
                id={`tab-${each}`}
                aria-selected={tab === each}
                aria-controls="tab-panel"
                tabIndex={tab === each ? 0 : -1}
                onClick={() => setTab(each)}
                onKeyDown={(e) => {
                  const step = e.key === 'ArrowRight' ? 1 : e.key === 'ArrowLeft' ? -1 : 0;
                  if (step === 0) return;
                  const next = tabs[(tabs.indexOf(each) + step + tabs.length) % tabs.length]!;
                  setTab(next);
                  document.getElementById(`tab-${next}`)?.focus();
                }}
              >
                {t(`ticket.${each}`)}
              </button>
            ))}
          </div>
          <div id="tab-panel" role="tabpanel" aria-labelledby={`tab-${tab}`} className="tab-panel">
            {tab === 'overview' && <Overview ticket={ticket} act={act} />}
            {tab === 'work' && <Teamwork ticket={ticket} act={act} />}
            {tab === 'history' && <Timeline site={site} number={number} asOf={asOf} onLook={look} />}
          </div>
        </div>
        <Side ticket={ticket} revealed={revealed} act={act} />
      </div>
      {acting && (
        <CommandDialog
          key={`${acting.name}${acting.item ?? ''}`}
          ticket={ticket}
          name={acting.name}
          item={acting.item}
          onClose={() => setActing(null)}
          onDone={(done) => {
            if (acting.name === 'reveal') setRevealed(done.customer);
            setActing(null);
          }}
        />
      )}
    </div>
  );
}
