import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { meQuery } from '../api/queries';
import { useSite } from '../app/useSite';
import { ListBody } from './ListBody';
import { useTicketList } from './useTicketList';

/** What the user owns and has not finished, most pressing first. */
export function Mine() {
  const { t } = useTranslation();
  const { site } = useSite();
  const me = useQuery(meQuery).data?.id;
  const [closed, setClosed] = useState(false);
  const list = useTicketList({ site, owner: me, sort: 'priority' }, site !== '' && me !== undefined);
  const shown = closed ? list.tickets : list.tickets.filter((ticket) => ticket.status !== 'closed');
  return (
    <div className="page">
      <div className="toolbar">
        <div className="heading">
          <h1>{t('nav.mine')}</h1>
          <span className="count">{shown.length}</span>
        </div>
        <label className="tick">
          <input type="checkbox" checked={closed} onChange={(e) => setClosed(e.target.checked)} />
          {t('lists.includeClosed')}
        </label>
      </div>
      <ListBody list={{ ...list, tickets: shown }} empty={t('lists.mineEmpty')} />
    </div>
  );
}
