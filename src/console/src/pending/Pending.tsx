import './pending.css';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { App, Button } from 'antd';
import { type KeyboardEvent, lazy, Suspense, useCallback, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { meQuery } from '../api/queries';
import type { TicketView } from '../api/types';
import { Emptiness, Refusal, Waiting } from '../app/faults';
import { useRoles, useSite } from '../app/useSite';
import { useLabels, useNames } from '../format/marks';
import { columns, noFilters, savedFilters, shownColumns, template } from './columns';
import { Row } from './Row';
import { Toolbar } from './Toolbar';
import { useClaims } from './useClaims';
import { usePending } from './usePending';
import { useWide } from './useWide';
import { useWindow } from './useWindow';

const Shortcuts = lazy(() => import('./Shortcuts').then((m) => ({ default: m.Shortcuts })));
const BulkBar = lazy(() => import('./BulkBar').then((m) => ({ default: m.BulkBar })));

/** Where staff land 工单待处理: the queue of the site, live, and driven from the keyboard. */
export function Pending() {
  const { t } = useTranslation();
  const { site } = useSite();
  const { readsOnly } = useRoles();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const me = useQuery(meQuery).data;
  const labels = useLabels(site);
  const nameOf = useNames(site);
  const [filters, setFilters] = savedFilters.use();
  const [chosen] = shownColumns.use();
  const [marked, setMarked] = useState<string | null>(null);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [helping, setHelping] = useState(false);
  const grid = useRef<HTMLDivElement>(null);
  const wide = useWide();
  const height = wide ? 40 : 92;

  // Who looks at a row is told that it has gone to another; of the others the list itself tells.
  const queue = usePending(site, (taken) => {
    for (const { number, by } of taken)
      if (by !== me?.id && (number === marked || selected.has(number)))
        void message.info(t('pending.wasFaster', { number, who: nameOf(by) }));
  });
  const claims = useClaims(site, queue.put);
  const wanted = useDeferredValue(filters);
  const shown = useMemo(() => columns.filter((column) => chosen.includes(column)), [chosen]);
  const isFiltered = JSON.stringify(wanted) !== JSON.stringify(noFilters);
  const rows = useMemo(
    () => (isFiltered ? queue.list.filter((ticket) => fits(ticket, wanted, me?.id)) : queue.list),
    [queue.list, isFiltered, wanted, me?.id],
  );
  const place = useMemo(
    () => Math.max(0, marked === null ? 0 : rows.findIndex((ticket) => ticket.number === marked)),
    [rows, marked],
  );

  const { first, end, reveal } = useWindow(grid, rows.length, height);
  const items = rows.slice(first, end);
  const { look } = queue;

  useEffect(() => {
    if (!queue.isComplete && queue.state === 'ready' && end >= rows.length - 30) void queue.more();
  }, [end, rows.length, queue.isComplete, queue.state, queue.more]);
  useEffect(() => look(rows.slice(first, end).map((ticket) => ticket.number)), [look, rows, first, end]);
  useEffect(() => {
    if (queue.state === 'ready') grid.current?.focus({ preventScroll: true });
  }, [queue.state]);

  const open = useCallback(
    (ticket: TicketView, act?: string) =>
      void navigate({
        to: '/tickets/$site/$number',
        params: { site: ticket.site, number: ticket.number },
        search: act ? { do: act } : {},
      }),
    [navigate],
  );
  const select = useCallback((ticket: TicketView) => {
    setSelected((before) => {
      const next = new Set(before);
      if (!next.delete(ticket.number)) next.add(ticket.number);
      return next;
    });
  }, []);
  const mark = useCallback((ticket: TicketView) => setMarked(ticket.number), []);
  const acceptNow = useRef(claims.accept);
  acceptNow.current = claims.accept;
  const accept = useCallback((ticket: TicketView) => void acceptNow.current(ticket), []);
  const openRow = useCallback((ticket: TicketView) => open(ticket), [open]);

  function move(to: number) {
    const next = Math.min(rows.length - 1, Math.max(0, to));
    setMarked(rows[next]?.number ?? null);
    reveal(next);
  }

  function onKey(event: KeyboardEvent) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target instanceof HTMLInputElement) return;
    const ticket = rows[place];
    const acts: Record<string, () => void> = {
      j: () => move(marked === null ? 0 : place + 1),
      ArrowDown: () => move(marked === null ? 0 : place + 1),
      k: () => move(place - 1),
      ArrowUp: () => move(place - 1),
      Home: () => move(0),
      End: () => move(rows.length - 1),
      PageDown: () => move(place + 15),
      PageUp: () => move(place - 15),
      Enter: () => ticket && open(ticket),
      a: () => ticket && !readsOnly && void claims.accept(ticket),
      c: () => !readsOnly && void claims.claimNext(),
      r: () => ticket && !readsOnly && open(ticket, 'communications'),
      x: () => ticket && select(ticket),
      n: () => void navigate({ to: '/new' }),
      '/': () => document.getElementById('pending-words')?.focus(),
      '?': () => setHelping(true),
    };
    const act = acts[event.key];
    if (!act || (event.key === 'Enter' && event.target !== grid.current)) return;
    event.preventDefault();
    act();
  }

  const chosenTickets = selected.size === 0 ? [] : queue.list.filter((ticket) => selected.has(ticket.number));
  return (
    <div className="page pending">
      <Toolbar
        count={rows.length}
        isComplete={queue.isComplete}
        filters={filters}
        setFilters={setFilters}
        labels={labels}
        onHelp={() => setHelping(true)}
        onClaim={readsOnly ? null : () => void claims.claimNext()}
      />
      {queue.state === 'failed' && (
        <Refusal error={queue.error} action={<Button onClick={() => void queue.reload()}>{t('act.retry')}</Button>} />
      )}
      {queue.state === 'loading' && <Waiting />}
      {queue.state === 'ready' && rows.length === 0 && (
        <Emptiness
          title={t(queue.list.length ? 'pending.noMatch' : 'pending.empty')}
          lead={queue.list.length ? null : t('pending.emptyLead')}
          action={queue.list.length ? <Button onClick={() => setFilters(noFilters)}>{t('pending.clearFilters')}</Button> : null}
        />
      )}
      <div
        ref={grid}
        className={`grid${wide ? '' : ' is-narrow'}`}
        role="grid"
        tabIndex={0}
        aria-label={t('pending.list')}
        aria-rowcount={rows.length + 1}
        aria-colcount={shown.length + 2}
        aria-multiselectable="true"
        aria-activedescendant={marked && place >= first && place < end ? `row-${marked}` : undefined}
        hidden={rows.length === 0}
        onKeyDown={onKey}
      >
        <div role="row" tabIndex={-1} className="row-head" aria-rowindex={1} style={{ gridTemplateColumns: template(shown) }}>
          <span role="columnheader">
            <input
              type="checkbox"
              tabIndex={-1}
              aria-label={t('pending.selectAll')}
              checked={selected.size > 0 && selected.size >= rows.length}
              onChange={(e) => setSelected(new Set(e.target.checked ? rows.map((ticket) => ticket.number) : []))}
            />
          </span>
          {shown.map((column) => (
            <span role="columnheader" key={column}>
              {t(`field.${column}`)}
            </span>
          ))}
          <span role="columnheader">
            <span className="unseen">{t('ticket.actions')}</span>
          </span>
        </div>
        <div role="rowgroup" className="rows" style={{ height: rows.length * height }}>
          {items.map((ticket, offset) => {
            const index = first + offset;
            return (
              <Row
                key={ticket.number}
                ticket={ticket}
                place={index}
                top={index * height}
                height={height}
                template={template(shown)}
                shown={shown}
                isMarked={ticket.number === marked}
                isSelected={selected.has(ticket.number)}
                mayAccept={!readsOnly && (ticket.owner === null || ticket.owner === me?.id)}
                labels={labels}
                nameOf={nameOf}
                onOpen={openRow}
                onMark={mark}
                onSelect={select}
                onAccept={accept}
              />
            );
          })}
        </div>
      </div>
      <Suspense fallback={null}>
        {chosenTickets.length > 0 && !readsOnly && (
          <BulkBar
            site={site}
            count={chosenTickets.length}
            onClear={() => setSelected(new Set())}
            onRun={async (path, body) => {
              await claims.forEach(chosenTickets, path, body);
              setSelected(new Set());
            }}
          />
        )}
        {helping && <Shortcuts onClose={() => setHelping(false)} />}
      </Suspense>
    </div>
  );
}

const texts = new WeakMap<TicketView, string>();

/** What a ticket is found by, in small letters; made once, since every batch of events goes through all rows. */
function textOf(ticket: TicketView) {
  let text = texts.get(ticket);
  if (text === undefined) {
    text = [ticket.number, ticket.customer.name, ticket.verbatim].join('\n').toLowerCase();
    texts.set(ticket, text);
  }
  return text;
}

function fits(ticket: TicketView, filters: typeof noFilters, me: string | undefined) {
  const words = filters.words.trim().toLowerCase();
  return (
    (!filters.urgency || ticket.urgency === filters.urgency) &&
    (!filters.type || ticket.type === filters.type) &&
    (!filters.tier || ticket.customer.tier === filters.tier) &&
    (!filters.mine || ticket.owner === me) &&
    (!words || textOf(ticket).includes(words))
  );
}
