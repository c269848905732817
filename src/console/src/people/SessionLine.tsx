import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { SessionView } from '../api/types';
import { moment } from '../format/time';
import { clientName } from './clientName';

/** A session: by which program, since when and from where. */
export function SessionLine({ session, children }: { session: SessionView; children?: ReactNode }) {
  const { t } = useTranslation();
  return (
    <li>
      <span className="grow">
        {clientName(session.client)}
        <small>
          {[
            t('profile.sessionSeen', { at: moment(session.seenAt) }),
            t('profile.sessionSince', { at: moment(session.startedAt) }),
            session.via && t('profile.sessionVia', { address: session.via }),
          ]
            .filter(Boolean)
            .join(' · ')}
        </small>
      </span>
      {children}
    </li>
  );
}
