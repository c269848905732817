import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { useTranslation } from 'react-i18next';
import { ask, desk } from '../api/client';
import { asRefused } from '../api/problem';
import { meQuery } from '../api/queries';

const states = ['on', 'away', 'off'] as const;

/** Whether the desk may give its user work: on duty, away, off duty. */
export function PresenceSwitch() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const id = useQuery(meQuery).data?.id;
  const self = useQuery({
    queryKey: ['self', id],
    enabled: id !== undefined,
    queryFn: () => ask(desk.GET('/api/v1/agents/{id}', { params: { path: { id: id! } } })),
  });
  if (!id || !self.data) return null;

  async function become(presence: (typeof states)[number]) {
    try {
      await ask(desk.POST('/api/v1/agents/{id}/presence', { params: { path: { id: id! } }, body: { presence } }));
    } catch (error) {
      void message.error(asRefused(error).message || t('problem.unreachable'));
    }
    await queries.invalidateQueries({ queryKey: ['self', id] });
    void queries.invalidateQueries({ queryKey: ['agents'] });
  }

  return (
    <label className="tick">
      <i className={`presence is-${self.data.presence}`} aria-hidden="true" />
      <select
        className="plain-select"
        aria-label={t('presence.title')}
        value={self.data.presence}
        onChange={(event) => void become(event.target.value as (typeof states)[number])}
      >
        {states.map((state) => (
          <option key={state} value={state}>
            {t(`presence.${state}`)}
          </option>
        ))}
      </select>
    </label>
  );
}
