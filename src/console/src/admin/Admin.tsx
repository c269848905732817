import './admin.css';
import '../app/panels.css';
import '../tickets/tickets.css';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Emptiness } from '../app/faults';
import { useRoles, useSite } from '../app/useSite';
import { AgentsTab } from './AgentsTab';
import { CalendarTab } from './CalendarTab';
import { KeysTab } from './KeysTab';
import { PolicyTab } from './PolicyTab';
import { SitesTab } from './SitesTab';
import { WebhooksTab } from './WebhooksTab';

const tabs = ['agents', 'policy', 'calendar', 'sites', 'keys', 'webhooks'] as const;

/** What the keepers of a site set. */
export function Admin() {
  const { t } = useTranslation();
  const { site } = useSite();
  const { administers } = useRoles();
  const { tab = 'agents' } = useSearch({ from: '/inside/admin' });
  const navigate = useNavigate();
  if (!administers) return <Emptiness title={t('problem.forbidden')} />;
  return (
    <div className="page admin">
      <div className="heading">
        <h1>{t('nav.admin')}</h1>
        <p>{site}</p>
      </div>
      <div className="tabs" role="tablist">
        {tabs.map((each) => (
          <button
            key={each}
            type="button"
            role="tab"
            id={`admin-${each}`}
            aria-selected={tab === each}
            aria-controls="admin-panel"
            onClick={() => void navigate({ to: '/admin', search: { tab: each }, replace: true })}
          >
            {t(`admin.${each}`)}
          </button>
        ))}
      </div>
      <div id="admin-panel" role="tabpanel" aria-labelledby={`admin-${tab}`} className="admin">
        {tab === 'agents' && <AgentsTab key={site} site={site} />}
        {tab === 'policy' && <PolicyTab key={site} site={site} />}
        {tab === 'calendar' && <CalendarTab key={site} site={site} />}
        {tab === 'sites' && <SitesTab />}
        {tab === 'webhooks' && <WebhooksTab site={site} />}
        {tab === 'keys' && <KeysTab site={site} />}
      </div>
    </div>
  );
}
