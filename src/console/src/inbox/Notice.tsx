import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { NoticeView } from '../api/types';
import { Refusal, Waiting } from '../app/faults';
import { exactMoment, moment } from '../format/time';
import { foldedQuery } from './notices';

interface Props {
  notice: NoticeView;
  onRead: () => void;
}

/** One thing that the user was told. Its title leads to the ticket; a digest opens to what folded into it. */
export function Notice({ notice, onRead }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const isDigest = notice.kind === 'digest';
  const read = () => {
    if (!notice.read) onRead();
  };
  return (
    <li className={`notice${notice.read ? '' : ' is-unread'}`}>
      <div className="notice-what">
        <p className="notice-title">
          {!notice.read && <span className="unseen">{t('inbox.unread')}: </span>}
          {isDigest ? (
            <button
              type="button"
              className="plain-link"
              data-open
              aria-expanded={open}
              onClick={() => {
                setOpen(!open);
                read();
              }}
            >
              {notice.title}
            </button>
          ) : notice.number ? (
            <Link to="/tickets/$site/$number" params={{ site: notice.site, number: notice.number }} data-open onClick={read}>
              {notice.title}
            </Link>
          ) : (
            <button type="button" className="plain-link" data-open onClick={read}>
              {notice.title}
            </button>
          )}
          {notice.urgent && <span className="mark status-escalated">{t('alert.urgent')}</span>}
        </p>
        <p className="notice-text">{notice.text}</p>
        {open && <Folded digest={notice.id} />}
      </div>
      <p className="notice-meta">
        <time dateTime={notice.at} title={exactMoment(notice.at)}>
          {moment(notice.at)}
        </time>
        <small>{notice.site}</small>
      </p>
      <span className="notice-act">
        {!notice.read && (
          <Button size="small" type="text" data-mark aria-label={`${t('inbox.markRead')}: ${notice.title}`} onClick={onRead}>
            {t('inbox.markRead')}
          </Button>
        )}
      </span>
    </li>
  );
}

function Folded({ digest }: { digest: number }) {
  const { t } = useTranslation();
  const folded = useQuery(foldedQuery(digest));
  if (folded.isError)
    return <Refusal error={folded.error} action={<Button onClick={() => void folded.refetch()}>{t('act.retry')}</Button>} />;
  if (!folded.data) return <Waiting />;
  return (
    <ul className="folded">
      {folded.data.map((notice) => (
        <li key={notice.id}>
          {notice.number ? (
            <Link to="/tickets/$site/$number" params={{ site: notice.site, number: notice.number }}>
              {notice.title}
            </Link>
          ) : (
            notice.title
          )}
          <time dateTime={notice.at}>{moment(notice.at)}</time>
        </li>
      ))}
    </ul>
  );
}
