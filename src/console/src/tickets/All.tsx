import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button } from 'antd';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { agentsQuery } from '../api/queries';
import { useSite } from '../app/useSite';
import { useLabels } from '../format/marks';
import { Choice } from '../pending/Toolbar';
import { ListBody } from './ListBody';
import type { ListSearch } from './search';
import { type ListQuery, useTicketList } from './useTicketList';

/** Every ticket of the site by every condition that the desk knows; the address holds them, so that a search can be sent on. */
export function All() {
  const { t } = useTranslation();
  const { site } = useSite();
  const labels = useLabels(site);
  const agents = useQuery(agentsQuery(site)).data ?? [];
  const search = useSearch({ from: '/inside/tickets' });
  const navigate = useNavigate();
  const [words, setWords] = useState({ q: search.q ?? '', customer: search.customer ?? '', phone: search.phone ?? '' });
  const list = useTicketList(queryOf(site, search), site !== '');

  const go = (part: ListSearch) =>
    void navigate({
      to: '/tickets',
      search: Object.fromEntries(Object.entries({ ...search, ...part }).filter(([, value]) => value)),
      replace: true,
    });
  const find = (event: FormEvent) => {
    event.preventDefault();
    go(words);
  };
  const coded = (group: string, codes: readonly string[]) =>
    codes.map((value) => ({ value, label: t(`${group}.${value}` as 'priority.high') }));
  const yesNo = [
    { value: 'true', label: t('lists.yes') },
    { value: 'false', label: t('lists.no') },
  ];
  const choice = (name: keyof ListSearch, options: { value: string; label: string }[]) => (
    <Choice label={t(`field.${name}` as 'field.type')} value={search[name] ?? ''} onChange={(value) => go({ [name]: value })}>
      {options}
    </Choice>
  );
  return (
    <div className="page">
      <div className="heading">
        <h1>{t('nav.all')}</h1>
        <span className="count">
          {list.tickets.length}
          {list.hasNextPage ? '+' : ''}
        </span>
      </div>
      <form className="filters" role="search" onSubmit={find}>
        {(['q', 'customer', 'phone'] as const).map((name) => (
          <input
            key={name}
            className="plain-input"
            type="search"
            aria-label={t(name === 'q' ? 'field.words' : `field.${name}`)}
            placeholder={t(name === 'q' ? 'field.words' : `field.${name}`)}
            value={words[name]}
            onChange={(e) => setWords({ ...words, [name]: e.target.value })}
          />
        ))}
        <Button type="primary" htmlType="submit">
          {t('lists.search')}
        </Button>
        {choice('status', coded('status', ['pending', 'processing', 'awaiting_feedback', 'resolved', 'closed']))}
        {choice('priority', coded('priority', ['high', 'medium', 'low']))}
        {choice('type', labels.types)}
        {choice('tier', coded('tier', ['regular', 'vip', 'enterprise', 'partner']))}
        {choice(
          'owner',
          agents.map((agent) => ({ value: agent.id, label: agent.name })),
        )}
        {choice('escalated', yesNo)}
        {choice('breached', yesNo)}
        {choice('archived', yesNo)}
        <label className="tick">
          {t('field.from')}
          <input type="date" className="plain-input" value={search.from ?? ''} onChange={(e) => go({ from: e.target.value })} />
        </label>
        <label className="tick">
          {t('field.to')}
          <input type="date" className="plain-input" value={search.to ?? ''} onChange={(e) => go({ to: e.target.value })} />
        </label>
        <Choice label={t('field.sort')} value={search.sort ?? ''} onChange={(sort) => go({ sort })}>
          {[
            { value: 'newest', label: t('lists.newest') },
            { value: 'oldest', label: t('lists.oldest') },
            { value: 'priority', label: t('lists.urgent') },
            { value: 'due', label: t('lists.due') },
          ]}
        </Choice>
        {Object.keys(search).length > 0 && (
          <Button
            type="text"
            onClick={() => {
              setWords({ q: '', customer: '', phone: '' });
              void navigate({ to: '/tickets', search: {}, replace: true });
            }}
          >
            {t('lists.reset')}
          </Button>
        )}
      </form>
      <ListBody list={list} empty={t('lists.allEmpty')} />
    </div>
  );
}

/** The address's words as the desk takes them: a day is its midnight here, and "until" includes its day. */
function queryOf(site: string, { from, to, escalated, breached, archived, ...rest }: ListSearch): ListQuery {
  const flag = (value: string | undefined) => (value === undefined ? undefined : value === 'true');
  const until = to ? new Date(`${to}T00:00`) : null;
  until?.setDate(until.getDate() + 1);
  return {
    site,
    ...(rest as Partial<ListQuery>),
    escalated: flag(escalated),
    breached: flag(breached),
    archived: flag(archived),
    from: from ? new Date(`${from}T00:00`).toISOString() : undefined,
    to: until?.toISOString(),
  };
}
