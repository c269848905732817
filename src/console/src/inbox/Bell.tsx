import { BellOutlined } from '@ant-design/icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useStreamRefresh } from '../live/useLive';
import { inboxKey, noticeStream, unreadQuery } from './notices';

/** How many notices were not read, live, and the way to them. */
export function Bell() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const unread = useQuery(unreadQuery).data ?? 0;
  useStreamRefresh(
    noticeStream,
    () => true,
    () => void queries.invalidateQueries({ queryKey: inboxKey }),
    500,
  );

  // Browsers give a desk without HTTP/2 six connections for all its tabs: who looks at another tab needs no bell here.
  useEffect(() => {
    const follow = () => (document.hidden ? noticeStream.stop() : noticeStream.start());
    follow();
    document.addEventListener('visibilitychange', follow);
    return () => {
      document.removeEventListener('visibilitychange', follow);
      noticeStream.stop();
    };
  }, []);

  const label = unread > 0 ? t('inbox.unreadCount', { n: unread }) : t('inbox.title');
  return (
    <Link to="/inbox" className="bell" title={label}>
      <BellOutlined aria-hidden />
      {unread > 0 && <b aria-hidden="true">{unread > 99 ? '99+' : unread}</b>}
      <span className="unseen" role="status">
        {label}
      </span>
    </Link>
  );
}
