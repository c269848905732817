import './outside.css';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { asRefused } from '../api/problem';
import { Refusal, Waiting } from '../app/faults';
import { speak } from '../i18n';

/** What the customer's pages have in common. */
export function Frame({ site, number, children }: { site?: string; number?: string; children: ReactNode }) {
  const { t, i18n } = useTranslation();
  const other = i18n.language === 'en' ? 'zh-CN' : 'en';
  return (
    <main className="outside">
      <div className="outside-card">
        <header>
          <img src="/desk.svg" alt="" width={36} height={36} />
          <div>
            <strong>{site ?? t('app.name')}</strong>
            {number && <p>{t('survey.number', { number })}</p>}
          </div>
        </header>
        {children}
        <footer>
          <button type="button" className="plain" lang={other} onClick={() => void speak(other)}>
            {other === 'en' ? 'English' : '中文'}
          </button>
        </footer>
      </div>
    </main>
  );
}

/** What a link leads to, once it is there; a link that leads nowhere says so. */
export function Sheet<T>({ query, children }: { query: UseQueryResult<T>; children: (sheet: T) => ReactNode }) {
  const { t } = useTranslation();
  if (query.data !== undefined) return children(query.data);
  return (
    <Frame>
      {!query.isError ? (
        <Waiting />
      ) : asRefused(query.error).status === 404 ? (
        <End title={t('survey.invalid')} />
      ) : (
        <Refusal error={query.error} />
      )}
    </Frame>
  );
}

export function End({ title, lead }: { title: string; lead?: string }) {
  return (
    <div className="outside-end" role="status">
      <h1>{title}</h1>
      {lead && <p>{lead}</p>}
    </div>
  );
}
