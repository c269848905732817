import './inbox.css';
import '../app/panels.css';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button } from 'antd';
import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Emptiness, Refusal, Waiting } from '../app/faults';
import { useSend } from '../app/useSend';
import { Notice } from './Notice';
import { inboxKey, markAllRead, markRead, noticesQuery, unreadQuery } from './notices';

/** What the user was told, newest first. */
export function Inbox() {
  const { t } = useTranslation();
  const { show } = useSearch({ from: '/inside/inbox' });
  const navigate = useNavigate();
  const queries = useQueryClient();
  const unread = useQuery(unreadQuery).data ?? 0;
  const list = useInfiniteQuery(noticesQuery(show === 'unread'));
  const { busy, refused, send } = useSend();
  const notices = list.data?.pages.flatMap((page) => page.items) ?? [];

  const mark = (work: () => Promise<unknown>) =>
    send(async () => {
      await work();
      await queries.invalidateQueries({ queryKey: inboxKey });
    });

  return (
    <div className="page inbox">
      <div className="toolbar">
        <div className="heading">
          <h1>{t('inbox.title')}</h1>
          {unread > 0 && <span className="count">{unread}</span>}
          <p>{t('inbox.keys')}</p>
        </div>
        <Button disabled={unread === 0} loading={busy} onClick={() => void mark(markAllRead)}>
          {t('inbox.readAll')}
        </Button>
      </div>
      <div className="tabs" role="tablist">
        {([undefined, 'unread'] as const).map((each) => (
          <button
            key={each ?? 'all'}
            type="button"
            role="tab"
            id={`inbox-${each ?? 'all'}`}
            aria-selected={show === each}
            aria-controls="inbox-panel"
            onClick={() => void navigate({ to: '/inbox', search: each ? { show: each } : {}, replace: true })}
          >
            {t(each ? 'inbox.unread' : 'inbox.all')}
          </button>
        ))}
      </div>
      {refused && <Refusal error={refused} />}
      <div id="inbox-panel" role="tabpanel" aria-labelledby={`inbox-${show ?? 'all'}`} className="inbox-panel">
        {list.isError ? (
          <Refusal error={list.error} action={<Button onClick={() => void list.refetch()}>{t('act.retry')}</Button>} />
        ) : list.isPending ? (
          <Waiting />
        ) : notices.length === 0 ? (
          <Emptiness title={t(show ? 'inbox.noneUnread' : 'inbox.none')} lead={t('inbox.noneLead')} />
        ) : (
          <ul className="notices" onKeyDown={move}>
            {notices.map((notice) => (
              <Notice key={notice.id} notice={notice} onRead={() => void mark(() => markRead(notice.id))} />
            ))}
          </ul>
        )}
        {list.hasNextPage && (
          <Button className="more" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t('act.more')}
          </Button>
        )}
      </div>
    </div>
  );
}

/** j and k go to the next and the last notice, as in the queue; m marks the one that is looked at as read. */
function move(event: KeyboardEvent<HTMLUListElement>) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
  const here = (event.target as HTMLElement).closest('.notice');
  if (event.key === 'm') here?.querySelector<HTMLElement>('[data-mark]')?.click();
  if (step === undefined) return;
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>('.notice')];
  const next = all[all.indexOf(here as HTMLElement) + step];
  if (!next) return;
  event.preventDefault();
  next.querySelector<HTMLElement>('[data-open]')?.focus();
}
