import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { asRefused } from '../api/problem';

/** A quiet middle of a page: what is not there, and what to do about it. */
export function Emptiness({ title, lead, action }: { title: string; lead?: ReactNode; action?: ReactNode }) {
  return (
    <div className="emptiness">
      <p className="emptiness-title">{title}</p>
      {lead && <p>{lead}</p>}
      {action}
    </div>
  );
}

export function NotFound() {
  const { t } = useTranslation();
  return (
    <main className="alone">
      <Emptiness title={t('problem.nothing')} action={<a href="/">{t('nav.pending')}</a>} />
    </main>
  );
}

export function PageFault({ error }: { error: unknown }) {
  const { t } = useTranslation();
  return (
    <main className="alone">
      <Emptiness
        title={t('problem.failed')}
        lead={error instanceof Error ? error.message : null}
        action={<Button onClick={() => location.reload()}>{t('problem.reload')}</Button>}
      />
    </main>
  );
}

/** What the desk said, in words; its fields where it named some. */
export function Refusal({ error, action }: { error: unknown; action?: ReactNode }) {
  const { t } = useTranslation();
  const refused = asRefused(error);
  return (
    <div className="refusal" role="alert">
      <div>
        <strong>{refused.code === 'unreachable' ? t('problem.unreachable') : refused.message || t('problem.unknown')}</strong>
        {refused.errors.length > 0 && (
          <ul>
            {refused.errors.map((fault) => (
              <li key={fault.pointer + fault.message}>
                <code>{fault.pointer}</code> {fault.message}
              </li>
            ))}
          </ul>
        )}
      </div>
      {action}
    </div>
  );
}

export const Waiting = () => {
  const { t } = useTranslation();
  return (
    <p className="waiting" role="status">
      {t('problem.loading')}…
    </p>
  );
};
