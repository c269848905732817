import { BellOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { unreadQuery } from './notices';
import { useInboxLive } from './useInboxLive';

/** How many notices were not read, live, and the way to them. */
export function Bell() {
  const { t } = useTranslation();
  const unread = useQuery(unreadQuery).data ?? 0;
  useInboxLive();
  const label = unread > 0 ? t('inbox.unreadCount', { n: unread }) : t('inbox.title');
  return (
    <Link to="/inbox" className="bell" title={label}>
      <BellOutlined aria-hidden aria-label={undefined} />
      {unread > 0 && <b aria-hidden="true">{unread > 99 ? '99+' : unread}</b>}
      <span className="unseen" role="status">
        {label}
      </span>
    </Link>
  );
}
