import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { agentsQuery } from '../api/queries';
import { useRoles } from '../app/useSite';

interface Props {
  site: string;
  count: number;
  onRun: (path: string, body?: unknown) => Promise<void>;
  onClear: () => void;
}

/** What can be done to all selected tickets at once. */
export function BulkBar({ site, count, onRun, onClear }: Props) {
  const { t } = useTranslation();
  const { leads } = useRoles();
  const agents = useQuery(agentsQuery(site)).data ?? [];
  const [owner, setOwner] = useState('');
  const [busy, setBusy] = useState(false);
  const run = async (path: string, body?: unknown) => {
    setBusy(true);
    await onRun(path, body);
    setBusy(false);
  };
  return (
    <div className="bulk" role="toolbar" aria-label={t('pending.selected', { count })}>
      <strong>{t('pending.selected', { count })}</strong>
      <Button type="primary" loading={busy} onClick={() => void run('acknowledge')}>
        {t('pending.claimSelected')}
      </Button>
      {leads && (
        <>
          <select className="plain-select" aria-label={t('field.owner')} value={owner} onChange={(e) => setOwner(e.target.value)}>
            <option value="">{t('field.owner')}</option>
            {agents.map((agent) => (
              <option key={agent.id} value={agent.id}>
                {agent.name}
              </option>
            ))}
          </select>
          <Button disabled={!owner} loading={busy} onClick={() => void run('assign', { owner, reason: null })}>
            {t('pending.assignSelected')}
          </Button>
        </>
      )}
      <Button type="text" onClick={onClear}>
        {t('act.clear')}
      </Button>
    </div>
  );
}
